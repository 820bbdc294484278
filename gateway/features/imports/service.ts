import type { DryRunAnswer, ImportOptions, InspectAnswer } from '../../contract/imports.ts';
import { limits } from '../../contract/limits.ts';
import type { FilePart, MultipartPart } from '../../contract/parts.ts';
import { conflict, tooLarge } from '../../errors.ts';
import type { Ingest } from '../../ingest/index.ts';
import { show } from '../../schema/text.ts';
import { isUuid } from '../../schema/uuid.ts';
import { findStaged } from '../../write/staged.ts';
import type { WriteEnv } from '../../write/env.ts';
import type { WriteTarget } from '../../write/target.ts';
import type { RecordService } from '../records/service.ts';
import { dryRun } from './dry-run.ts';
import { readForm } from './form.ts';
import { inspectFile } from './inspect.ts';
import { withLocalPath, writeFileFrom } from './local-file.ts';

/** What is to be imported: a form whose part `options` is read by `readOptions`, or a staged upload. */
export type ImportSource =
  | { parts: AsyncIterable<MultipartPart>; readOptions: (text: string) => ImportOptions }
  | { fileId: string; options: ImportOptions };

export interface ImportDeps {
  env: WriteEnv;
  ingest: Ingest;
  records: RecordService;
  /** For files that are read here; ours alone. */
  tempDir: string;
  /** Throws 507 when the disk is too full to go on. */
  requireRoom: () => void;
}

export type ImportService = ReturnType<typeof createImportService>;

/** Files of rows on their way to become records. */
export function createImportService(deps: ImportDeps) {
  const { rows } = deps.ingest;
  return {
    /** Proposes a schema and a mapping for a file. Errors: 400 for what has no rows. */
    inspect: (parts: AsyncIterable<MultipartPart>): Promise<InspectAnswer> => inspectFile(rows, parts),
    /** What would become of the rows. Errors: 400 for a file or options that no import would take. */
    dryRun: (target: WriteTarget, source: ImportSource): Promise<DryRunAnswer> =>
      withLocalPath(deps.tempDir, async (path) => {
        const options = await fetchFile(deps, target, source, path);
        const file = await rows.open(target.collection, path, options);
        return dryRun({ rows, records: deps.records }, target.collection, file);
      }),
  };
}

/** Writes the file to a path here; answers with the options. */
async function fetchFile(
  deps: ImportDeps,
  target: WriteTarget,
  source: ImportSource,
  path: string,
): Promise<ImportOptions> {
  if ('parts' in source) {
    const { options } = await readForm(source.parts, {
      file: (part) => writeFileFrom(bounded(part, deps.requireRoom), path),
      options: source.readOptions,
    });
    return options ?? source.readOptions('{}');
  }
  const { bucket, key } = await findUpload(deps, target, source.fileId);
  const { body } = await deps.env.objects.get(bucket, key);
  await writeFileFrom(body, path);
  return source.options;
}

async function* bounded({ stream }: FilePart, requireRoom: () => void): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const piece of stream) {
    size += piece.length;
    if (size > limits.fileBytes) throw tooLarge('file: a file may have at most 5 GiB.');
    requireRoom();
    yield piece;
  }
}

/** Errors: 409 for what is no upload that the caller may take here. */
async function findUpload(
  { env }: ImportDeps,
  { collection, actor, isAdmin }: WriteTarget,
  fileId: string,
): Promise<{ bucket: string; key: string }> {
  const upload = isUuid(fileId) ? await findStaged(env.pg, fileId) : undefined;
  const isTheirs = upload?.collectionId === collection.id && (isAdmin || upload.keyId === actor.keyId);
  if (isTheirs) return upload;
  const message = `There is no upload ${show(fileId)} to import: it is unknown, taken already, or has run out.`;
  throw conflict(`file_id: ${message}`, [{ path: 'file_id', code: 'no_such_upload', message }]);
}
