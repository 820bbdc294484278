import type { ImportOptions } from '../../contract/imports.ts';
import type { Job } from '../../contract/jobs.ts';
import { limits } from '../../contract/limits.ts';
import type { FilePart } from '../../contract/parts.ts';
import type { Transaction } from '../../infra/postgres.ts';
import type { FileHead } from '../../ingest/index.ts';
import { hashInput } from '../../write/input-hash.ts';
import { once, onceInTransaction } from '../../write/once.ts';
import type { Answered } from '../../write/once.ts';
import { lockStaged, stage } from '../../write/staged.ts';
import type { PlacedUpload } from '../../write/staged.ts';
import type { WriteTarget } from '../../write/target.ts';
import type { JobKind } from '../jobs/service.ts';
import { createHeadKeeper, readForm } from './form.ts';
import type { ImportDeps } from './import-deps.ts';
import { schemaHash } from './input.ts';
import type { ImportInput } from './input.ts';
import type { FormSource, ImportSource } from './source.ts';
import { findUpload, noSuchUpload } from './source.ts';

type Kind = JobKind<ImportInput, unknown>;

/**
 * Makes the job that imports a file, once per Idempotency-Key. Errors: 400 for what can be told of file and options by the
 * file's beginning, 409 for an upload that can't be taken; nothing is left then.
 */
export function startImport(
  deps: ImportDeps,
  kind: Kind,
  target: WriteTarget,
  source: ImportSource,
): Promise<Answered<Job>> {
  return 'parts' in source ? startForm(deps, kind, target, source) : startUpload(deps, kind, target, source);
}

async function startForm(
  deps: ImportDeps,
  kind: Kind,
  target: WriteTarget,
  source: FormSource,
): Promise<Answered<Job>> {
  const bucket = await deps.jobFiles.bucket();
  const place = { ...target, collection: { ...target.collection, bucket } };
  return once(
    deps.env,
    target.idempotency,
    async () => {
      const { file, options } = await readForm(source.parts, {
        file: deps.uploads.readAway,
        options: source.readOptions,
      });
      return hashForm(file, options ?? source.readOptions('{}'));
    },
    () =>
      stage(deps.env, place, async (intent) => {
        const keeper = createHeadKeeper(limits.importHeadBytes);
        const read = await readForm(source.parts, {
          file: (part) => deps.uploads.put(intent, bucket, keptAtHead(part, keeper.pass)),
          options: source.readOptions,
        });
        const { file, options = source.readOptions('{}') } = read;
        await deps.ingest.rows.check(target.collection, keeper.head(), options);
        return {
          file,
          inputHash: target.idempotency ? hashForm(file, options) : '',
          answer: (_expiresAt, tx) => enqueue(deps, kind, { target, tx, file, options }),
        };
      }),
  );
}

function hashForm({ name, sha256 }: { name: string; sha256: string }, options: ImportOptions): string {
  return hashInput(options, [{ field: 'file', name, sha256 }]);
}

function keptAtHead(part: FilePart, pass: (piece: Buffer) => unknown): FilePart {
  async function* stream(): AsyncGenerator<Buffer> {
    for await (const piece of part.stream) {
      pass(piece);
      yield piece;
    }
  }
  return { ...part, stream: stream() };
}

function startUpload(
  deps: ImportDeps,
  kind: Kind,
  target: WriteTarget,
  { fileId, options }: { fileId: string; options: ImportOptions },
): Promise<Answered<Job>> {
  return onceInTransaction(deps.env)(target.idempotency, { fileId, options }, async (keep) => {
    const file = await findUpload(deps, target, fileId);
    await deps.ingest.rows.check(target.collection, await headOf(deps, file), options);
    return deps.env.pg.transaction(async (tx) => {
      // Another job, or a record, may have taken it meanwhile.
      if (!(await lockStaged(tx, file.id))) throw noSuchUpload(fileId);
      const job = await enqueue(deps, kind, { target, tx, file, options });
      await keep(tx, job);
      return job;
    });
  });
}

async function headOf({ jobFiles }: ImportDeps, file: PlacedUpload): Promise<FileHead> {
  const keeper = createHeadKeeper(limits.importHeadBytes);
  if (file.size > 0) {
    const body = await jobFiles.read(file, { end: limits.importHeadBytes - 1 });
    for await (const piece of body as AsyncIterable<Buffer>) keeper.pass(piece);
  }
  return { ...keeper.head(), isWhole: file.size <= limits.importHeadBytes };
}

interface NewImport {
  target: WriteTarget;
  tx: Transaction;
  file: { id: string; name: string; size: number };
  options: ImportOptions;
}

/** Called a second time where the first time's transaction was committed without a word: the job is there then. */
async function enqueue(
  { jobs }: ImportDeps,
  kind: Kind,
  { target, tx, file, options }: NewImport,
): Promise<Job> {
  const made = await jobs.holderOf(tx, file.id);
  if (made) return made;
  const { id: collectionId, name: collection, databaseName: database } = target.collection;
  return jobs.enqueue(tx, kind, {
    input: { collectionId, schemaHash: schemaHash(target.collection), options },
    place: { database, collection, collectionId },
    actor: target.actor,
    title: { key: 'job.import', params: { file: file.name, collection } },
    total: file.size,
    holds: [file.id],
  });
}
