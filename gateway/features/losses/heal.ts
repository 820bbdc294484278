import { AppError } from '../../errors.ts';
import type { Session } from '../../infra/postgres.ts';
import type { Collection } from '../../write/collection.ts';
import type { CollectionService } from '../collections/service.ts';
import { fillIndex, hasAllPoints } from './fill-index.ts';
import { findLostContainers } from './lost-containers.ts';
import type { LostContainer } from './lost-containers.ts';
import { compareNewest, readNewestWrites } from './newest-writes.ts';
import type { CompareDeps } from './newest-writes.ts';
import { collectAgain, listContainers, listFileIds, listRebuilds } from './store.ts';

export interface HealDeps extends CompareDeps {
  collections: Pick<CollectionService, 'findId' | 'giveNewIndex' | 'markIncomplete' | 'markWhole'>;
}

/** Of several gateways one rebuilds. */
const rebuildLock = 7_420_003;

/**
 * Builds the indexes that are lost, or not whole, again from Postgres. Does nothing where another gateway is at it.
 * Errors: 503 while an engine is down; what is not done then is done the next time.
 */
export async function rebuildIndexes(deps: HealDeps): Promise<void> {
  const { pg } = deps.env;
  let session: Session | undefined;
  try {
    const { lost } = await findLostContainers(deps.env);
    const indexes = lost.filter(({ store }) => store === 'qdrant');
    if (indexes.length === 0 && (await listRebuilds(pg)).length === 0) return;
    session = await pg.session();
    const [lock] = await session.query<{ ours: boolean }>('SELECT pg_try_advisory_lock($1) AS ours', [
      rebuildLock,
    ]);
    if (lock?.ours !== true) return;
    for (const { collection, container } of indexes) await beginAnew(deps, collection.id, container);
    for (const { id } of await listRebuilds(pg)) await whileThere(deps, id, rebuild);
  } finally {
    await session?.close();
  }
}

/** The rest of a rebuild that has begun. */
async function rebuild(deps: HealDeps, collection: Collection): Promise<void> {
  await fillIndex(deps, collection);
  await deps.collections.markWhole(collection);
}

async function beginAnew(deps: HealDeps, id: string, container: string): Promise<void> {
  await whileThere(deps, id, async ({ env, collections }, collection) => {
    if (collection.qdrantCollection !== container) return;
    const { name, databaseName: database } = collection;
    env.logger.warn(
      { database, collection: name, store: 'qdrant', container },
      'qdrant has lost a search index: it is built again from Postgres',
    );
    await collections.giveNewIndex(collection);
  });
}

/** What fails because the collection was dropped, or moved on, meanwhile is no failure. */
async function whileThere(
  deps: HealDeps,
  id: string,
  work: (deps: HealDeps, collection: Collection) => Promise<void>,
): Promise<void> {
  const collection = await deps.collections.findId(id);
  if (!collection) return;
  try {
    await work(deps, collection);
  } catch (error) {
    const now = await deps.collections.findId(id);
    if (now?.qdrantCollection === collection.qdrantCollection) throw error;
  }
}

/** Makes lost buckets anew, so that new files find a place, and marks every file that was in them. */
export async function replaceBuckets({ env, lostFiles }: HealDeps, lost: LostContainer[]): Promise<void> {
  for (const { store, container, collection } of lost) {
    if (store !== 'objects') continue;
    const files = await listFileIds(env.pg, collection.id);
    await env.objects.createBucket(container);
    for (let start = 0; start < files.length; start += 1_000)
      await lostFiles.mark(files.slice(start, start + 1_000), 'missing');
    const { name, databaseName: database } = collection;
    env.logger.error(
      { database, collection: name, store: env.objects.kind, container, files: files.length },
      'the object store has lost a bucket: it was made anew, and its files are marked as lost',
    );
  }
}

/**
 * After an end that was none: compares the newest writes over the three stores, and in each collection the number of
 * points with that of chunks. False when a store did not answer, so that it has to be done another time.
 */
export async function compareAfterUncleanEnd(deps: HealDeps, lost: LostContainer[]): Promise<boolean> {
  const { env, collections } = deps;
  const started = performance.now();
  await collectAgain(env.pg);
  const found = { points: 0, files: 0 };
  try {
    const newest = await readNewestWrites(env.pg);
    const notWhole = new Set([
      ...(await listRebuilds(env.pg)).map(({ id }) => id),
      ...lost.filter(({ store }) => store === 'qdrant').map(({ collection }) => collection.id),
    ]);
    const all = await listContainers(env.pg, null);
    for (const { id } of all) {
      await whileThere(deps, id, async (_deps, collection) => {
        if (newest.records.has(id)) {
          const { points, files } = await compareNewest(deps, collection, newest, !notWhole.has(id));
          found.points += points;
          found.files += files;
        }
        if (!notWhole.has(id) && !(await hasAllPoints(deps, collection)))
          await collections.markIncomplete(collection);
      });
    }
    const ms = Math.round(performance.now() - started);
    if (all.length > 0)
      env.logger.info({ ...found, ms }, 'the last end was not in order: the stores were compared');
    return true;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'unavailable') throw error;
    env.logger.warn({ err: error }, 'the stores could not be compared: that is left to the next start');
    return false;
  }
}
