import pLimit from 'p-limit';
import { retryWhileUnavailable } from '../../infra/engine-retry.ts';
import { MissingContainerError } from '../../infra/missing-container.ts';
import { sumOfObject } from '../../infra/object-sum.ts';
import type { ObjectStore } from '../../infra/objects.ts';
import type { Collection } from '../../write/collection.ts';
import type { WriteEnv } from '../../write/env.ts';
import type { LostFile, LostFileMarks } from '../../write/lost-files.ts';
import type { StoredFile } from '../../write/prepared.ts';
import { filesOfRecords, takeMarks } from './store.ts';

export interface CheckDeps {
  env: WriteEnv;
  lostFiles: LostFileMarks;
  /** Aborted when FroDB closes. */
  signal: AbortSignal;
}

/** How many bytes may be read to see that they are those that were saved; behind them the size has to do. */
export interface ReadBudget {
  bytes: number;
}

type FileState = 'there' | LostFile['reason'];

const concurrency = 8;

/** Looks for files in the object store and marks those that are lost; says how many. */
export async function markLost(
  deps: CheckDeps,
  collection: Collection,
  files: StoredFile[],
  budget: ReadBudget,
): Promise<number> {
  const states = await statesOf(deps, collection, files, budget);
  let count = 0;
  for (const reason of ['missing', 'damaged'] as const) {
    const lost = files.filter(({ id }) => states.get(id) === reason).map(({ id }) => id);
    if (lost.length > 0) count += (await deps.lostFiles.mark(lost, reason)).length;
  }
  return count;
}

/**
 * Looks again for marked files, those first that were longest not looked for, and takes the mark from what is back, as
 * from a restored backup. Says how many marks it looked at.
 */
export async function clearFound(
  deps: CheckDeps,
  read: (id: string) => Promise<Collection | undefined>,
  { before, limit, budget }: { before: Date; limit: number; budget: ReadBudget },
): Promise<number> {
  const marks = await takeMarks(deps.env.pg, before, limit);
  const marked = new Set(marks.map(({ id }) => id));
  for (const collectionId of new Set(marks.map((mark) => mark.collectionId))) {
    const collection = await read(collectionId);
    if (!collection) continue;
    const ofCollection = marks.filter((mark) => mark.collectionId === collectionId);
    const records = new Set(ofCollection.map(({ recordId }) => recordId));
    const files = await filesOfRecords(deps.env.pg, collection, [...records]);
    const wanted = files.filter((file) => marked.has(file.id));
    const states = await statesOf(deps, collection, wanted, budget);
    const found = wanted.filter((file) => states.get(file.id) === 'there').map((file) => file.id);
    if (found.length > 0) await deps.lostFiles.clear(found);
  }
  return marks.length;
}

async function statesOf(
  { env, signal }: CheckDeps,
  { bucket }: Collection,
  files: StoredFile[],
  budget: ReadBudget,
): Promise<Map<string, FileState>> {
  if (bucket === null) return new Map();
  const limit = pLimit(concurrency);
  const states = await Promise.all(
    files.map((file) =>
      limit(async (): Promise<[string, FileState]> => {
        signal.throwIfAborted();
        const isRead = file.size <= budget.bytes;
        if (isRead) budget.bytes -= file.size;
        const state = await retryWhileUnavailable(env.times.engineRetrySeconds, () =>
          stateOf(env.objects, bucket, file, isRead),
        );
        return [file.id, state];
      }),
    ),
  );
  return new Map(states);
}

async function stateOf(
  objects: ObjectStore,
  bucket: string,
  file: StoredFile,
  isRead: boolean,
): Promise<FileState> {
  try {
    const head = await objects.head(bucket, file.key);
    if (!head) return 'missing';
    if (head.size !== file.size) return 'damaged';
    return !isRead || (await sumOfObject(objects, bucket, file.key)) === file.sha256 ? 'there' : 'damaged';
  } catch (error) {
    if (error instanceof MissingContainerError) return 'missing';
    // A store that answers, and fails for this object alone, does not have it as it was.
    await objects.ping();
    return 'damaged';
  }
}
