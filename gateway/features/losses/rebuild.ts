import { z } from 'zod';
import { notFound, unavailable } from '../../errors.ts';
import { MissingContainerError } from '../../infra/missing-container.ts';
import type { Collection } from '../../write/collection.ts';
import type { CollectionService } from '../collections/service.ts';
import type { JobContext } from '../jobs/service.ts';
import { fillIndex } from './fill-index.ts';
import type { FillDeps, Position } from './fill-index.ts';
import { findRebuild } from './store.ts';
import { whileThere } from './while-there.ts';

export const rebuildInput = z.strictObject({
  collection_id: z.string(),
  replaces: z
    .string()
    .nullable()
    .describe('The Qdrant collection that it leaves for an empty one; null: what is there is filled up'),
});
export type RebuildInput = z.infer<typeof rebuildInput>;

export interface RebuildResult {
  /** Those that are in the index now. */
  chunks: number;
}

export interface RebuildDeps extends Omit<FillDeps, 'signal'> {
  collections: Pick<CollectionService, 'findId' | 'giveNewIndex' | 'markIncomplete' | 'markWhole'>;
}

const checkpoint = z.object({ container: z.string(), after: z.string(), done: z.number() }).nullable();

/**
 * One attempt to build an index: the collection gets an empty one, if it has not got it by now, which is filled from
 * where the last attempt was. Searched when all of it is there.
 */
export async function rebuildIndex(
  deps: RebuildDeps,
  context: JobContext<RebuildInput>,
): Promise<RebuildResult> {
  const id = context.input.collection_id;
  try {
    context.signal.throwIfAborted();
    return await untilAborted(context.signal, build(deps, context));
  } catch (error) {
    context.signal.throwIfAborted();
    const now = await deps.collections.findId(id);
    if (!now) throw notFound('The collection was deleted.');
    if (!(error instanceof MissingContainerError)) throw error;
    // Lost once more: it gets another one, which the next attempt fills.
    deps.env.noticeLoss();
    throw unavailable('qdrant', `it has lost the search index of ${now.name}`, error);
  }
}

async function build(
  deps: RebuildDeps,
  { input, checkpoint: kept, signal, progress, save }: JobContext<RebuildInput>,
): Promise<RebuildResult> {
  const { env, collections } = deps;
  const collection = await collectionToFill(deps, input);
  const { name, databaseName: database, qdrantCollection: container } = collection;
  const from = positionIn(container, kept);
  const expected = (await findRebuild(env.pg, collection.id))?.chunks ?? null;
  const tell = (done: number): void =>
    progress({ done, total: expected === null ? null : Math.max(expected, done) });
  env.logger.info(
    { database, collection: name, container, done: from.done },
    'a search index is being built',
  );
  tell(from.done);
  const done = await fillIndex({ ...deps, signal }, collection, from, async (position) => {
    tell(position.done);
    await save({ container, ...position });
  });
  if (!(await collections.markWhole(collection)))
    throw unavailable('qdrant', `${name} was given another search index meanwhile`);
  env.logger.info({ database, collection: name, container, chunks: done }, 'a search index is whole');
  return { chunks: done };
}

/** Errors: 404 for a collection that is gone. */
async function collectionToFill(
  { collections }: RebuildDeps,
  { collection_id: id, replaces }: RebuildInput,
): Promise<Collection> {
  await whileThere(collections, id, async (collection) => {
    if (collection.qdrantCollection === replaces) await collections.giveNewIndex(collection);
  });
  const collection = await collections.findId(id);
  if (!collection) throw notFound('The collection was deleted.');
  return collection;
}

/** From the beginning, unless it was this very index that was being filled. */
function positionIn(container: string | null, kept: unknown): Position {
  const last = checkpoint.parse(kept);
  return last?.container === container && last
    ? { after: last.after, done: last.done }
    : { after: null, done: 0 };
}

/** What is being put just now is not waited for: put twice, it is the same. */
function untilAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  return Promise.race([work, aborted]);
}
