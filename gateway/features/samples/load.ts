import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import pLimit from 'p-limit';
import { z } from 'zod';
import { isAdmin } from '../../access/permits.ts';
import type { Database } from '../../contract/databases.ts';
import type { MultipartPart } from '../../contract/parts.ts';
import type { LoadedSample } from '../../contract/samples.ts';
import { AppError } from '../../errors.ts';
import type { FieldProblem } from '../../errors.ts';
import type { Collection } from '../../write/collection.ts';
import type { CollectionService } from '../collections/service.ts';
import type { DatabaseService } from '../databases/service.ts';
import type { JobContext } from '../jobs/service.ts';
import type { RecordService, RecordTarget } from '../records/service.ts';
import { readWorkspace } from './workspace.ts';
import type { SampleCollection, SampleRecord, Workspace } from './workspace.ts';

export interface LoadDeps {
  /** `resources/samples`; null where the host has none. */
  samplesDir: string | null;
  databases: Pick<DatabaseService, 'find' | 'create' | 'change'>;
  collections: Pick<CollectionService, 'create' | 'resolve' | 'reload'>;
  records: Pick<RecordService, 'create' | 'createBatch' | 'query'>;
}

/** Records with files that are read at the same time, and rows of one write. */
const atOnce = 4;
const rowsAtOnce = 200;

const mediaTypes: Record<string, string> = {
  '.pdf': 'application/pdf',
  '.html': 'text/html',
  '.md': 'text/markdown',
};

/** How many records of each collection need not be looked at again. */
const checkpoint = z.record(z.string(), z.number()).nullable();

/** What one attempt works with. */
interface Loading {
  deps: LoadDeps;
  context: JobContext<unknown>;
  asker: NonNullable<JobContext<unknown>['asker']>;
  workspace: Workspace;
  done: Record<string, number>;
}

/**
 * Makes the workspace's database and collections and writes its records, each by the services that clients' own writes go
 * through. What is there already is left alone (records are told apart by their unique field): a load that was interrupted
 * or cancelled goes on. Errors: 404 where a collection is deleted meanwhile, and those of the services.
 */
export async function loadSample(deps: LoadDeps, context: JobContext<unknown>): Promise<LoadedSample> {
  const { asker } = context;
  if (!asker) throw new Error('a sample is asked for by somebody');
  if (deps.samplesDir === null) throw new Error('there are no samples');
  const workspace = await readWorkspace(deps.samplesDir);
  const loading = { deps, context, asker, workspace, done: checkpoint.parse(context.checkpoint) ?? {} };
  const database = await ensureDatabase(loading);
  for (const collection of workspace.collections) {
    await loadCollection(loading, collection);
    context.signal.throwIfAborted();
  }
  // Written last: only a load that went through is never repeated.
  await deps.databases.change(asker.actor, workspace.name, {
    metadata: { ...database.metadata, loaded: true },
  });
  return presentLoaded(workspace);
}

export function presentLoaded({ name, collections }: Workspace): LoadedSample {
  return {
    database: name,
    collections: collections.map((collection) => ({ name: collection.name, records: countOf(collection) })),
  };
}

export function countOf({ records, rows }: SampleCollection): number {
  return records.length + rows.length;
}

async function ensureDatabase({ deps: { databases }, asker, workspace }: Loading): Promise<Database> {
  const { name, description, metadata } = workspace;
  const found = await databases.find(name);
  return found ?? databases.create(asker.caller, asker.actor, { name, description, metadata });
}

async function loadCollection(loading: Loading, sample: SampleCollection): Promise<void> {
  const { context, done } = loading;
  const collection = await ensureCollection(loading, sample);
  const target = targetOf(loading, collection);
  const step = async (more: number): Promise<void> => {
    done[sample.name] = (done[sample.name] ?? 0) + more;
    tellProgress(loading, sample.name);
    await context.save(done);
  };
  tellProgress(loading, sample.name);
  const { records, rows } = sample;
  for (let at = done[sample.name] ?? 0; at < records.length; at += atOnce) {
    context.signal.throwIfAborted();
    const some = records.slice(at, at + atOnce);
    await writeRecords(loading, target, some);
    await step(some.length);
  }
  for (let at = done[sample.name] ?? 0; at < rows.length; at += rowsAtOnce) {
    context.signal.throwIfAborted();
    const some = rows.slice(at, at + rowsAtOnce);
    await writeRows(loading, target, some);
    await step(some.length);
  }
}

function tellProgress({ context, workspace, done }: Loading, detail: string): void {
  const sum = (counts: number[]): number => counts.reduce((all, count) => all + count, 0);
  const total = sum(workspace.collections.map(countOf));
  context.progress({ done: sum(Object.values(done)), total, detail });
}

async function ensureCollection(
  { deps: { collections }, asker: { caller, actor }, workspace }: Loading,
  { name, schema }: SampleCollection,
): Promise<Collection> {
  await unlessThere(collections.create(caller, actor, schema, workspace.name));
  return collections.resolve(caller, 'write', { database: workspace.name, collection: name });
}

function targetOf({ deps, context, asker }: Loading, collection: Collection): RecordTarget {
  return {
    collection,
    reload: () => deps.collections.reload(collection),
    actor: asker.actor,
    isAdmin: isAdmin(asker.caller),
    idempotency: null,
    jobId: context.id,
    signal: context.signal,
    mayRead: false,
    ifMatch: null,
  };
}

async function writeRecords(
  { deps: { records } }: Loading,
  target: RecordTarget,
  some: SampleRecord[],
): Promise<void> {
  const limit = pLimit(atOnce);
  const writes = some.map((record) =>
    limit(async () => {
      // Nothing is put, and no file read, for a record that is there.
      if (await isThere(records, target.collection, record)) return;
      await unlessThere(records.create(target, { parts: partsOf(record) }));
    }),
  );
  const failed = (await Promise.allSettled(writes)).find((write) => write.status === 'rejected');
  if (failed) throw failed.reason;
}

async function isThere(
  records: LoadDeps['records'],
  collection: Collection,
  { fields }: SampleRecord,
): Promise<boolean> {
  const key = collection.schema.fields.find(({ unique }) => unique);
  if (!key) return false;
  const filters = { [key.name]: fields[key.name] ?? null };
  const { records: found } = await records.query(collection, { filters, limit: 1, count: false });
  return found.length > 0;
}

async function writeRows(
  { deps: { records } }: Loading,
  target: RecordTarget,
  rows: Record<string, unknown>[],
): Promise<void> {
  const { body } = await records.createBatch(target, { records: rows }, 'partial');
  if (!('results' in body)) return;
  for (const result of body.results) {
    if (!('errors' in result) || result.status === 409) continue;
    throw new AppError('invalid_input', `Row ${result.index} is not taken.`, {
      errors: result.errors as FieldProblem[],
    });
  }
}

/** A record as the parts of a form: texts as they stand, other values as JSON, files under the name of their field. */
async function* partsOf({ fields, files }: SampleRecord): AsyncGenerator<MultipartPart> {
  for (const [name, value] of Object.entries(fields)) {
    if (value === null) continue;
    yield { kind: 'value', name, text: typeof value === 'string' ? value : JSON.stringify(value) };
  }
  for (const [field, paths] of Object.entries(files)) {
    for (const path of paths) {
      const contentType = mediaTypes[extname(path)] ?? 'application/octet-stream';
      const { size } = await stat(path);
      yield { kind: 'file', field, name: basename(path), contentType, stream: bytesOf(path), size };
    }
  }
}

/** Opened by whoever reads it. */
async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  for await (const piece of createReadStream(path)) yield piece as Buffer;
}

/** Waits for a write that may find that what it makes is there already. */
async function unlessThere(write: Promise<unknown>): Promise<void> {
  try {
    await write;
  } catch (error) {
    const isTaken =
      error instanceof AppError &&
      (error.code === 'already_exists' || error.errors?.some(({ code }) => code === 'not_unique') === true);
    if (!isTaken) throw error;
  }
}
