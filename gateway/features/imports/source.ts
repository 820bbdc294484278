import type { ImportOptions } from '../../contract/imports.ts';
import { limits } from '../../contract/limits.ts';
import type { FilePart, MultipartPart } from '../../contract/parts.ts';
import { conflict, tooLarge } from '../../errors.ts';
import type { AppError } from '../../errors.ts';
import { shortened, show } from '../../schema/text.ts';
import { isOwnUuid } from '../../schema/uuid.ts';
import { findStaged } from '../../write/staged.ts';
import type { PlacedUpload } from '../../write/staged.ts';
import type { WriteTarget } from '../../write/target.ts';
import { readForm } from './form.ts';
import type { ImportDeps } from './import-deps.ts';
import { writeFileFrom } from './local-file.ts';

/** A form with the file, whose part `options` is read by `readOptions`. */
export interface FormSource {
  parts: AsyncIterable<MultipartPart>;
  readOptions: (text: string) => ImportOptions;
}

/** What is to be imported: a form, or a staged upload. */
export type ImportSource = FormSource | { fileId: string; options: ImportOptions };

/** Writes the file to a path here; answers with the options. */
export async function fetchFile(
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
  const upload = await findUpload(deps, target, source.fileId);
  await writeFileFrom(await deps.jobFiles.read(upload), path);
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
export async function findUpload(
  { env }: ImportDeps,
  { collection, actor, isAdmin }: WriteTarget,
  fileId: string,
): Promise<PlacedUpload> {
  const upload = isOwnUuid(fileId) ? await findStaged(env.pg, fileId) : undefined;
  const isTheirs = isAdmin || upload?.keyId === actor.keyId;
  if (isTheirs && upload?.collectionId === collection.id) return upload;
  throw noSuchUpload(fileId);
}

export function noSuchUpload(fileId: string): AppError {
  const message = `There is no upload ${show(fileId)} to import: it is unknown, taken already, or has run out.`;
  const params = { file_id: shortened(fileId) };
  return conflict(`file_id: ${message}`, [{ path: 'file_id', code: 'no_such_upload', message, params }]);
}
