import { AppError } from '../../errors.ts';
import type { CollectionService } from '../collections/service.ts';
import type { JobService } from '../jobs/service.ts';
import { hasAllPoints } from './fill-index.ts';
import { newRebuild, rebuildKey } from './jobs.ts';
import type { RebuildKind } from './jobs.ts';
import { findLostContainers } from './lost-containers.ts';
import type { LostContainer } from './lost-containers.ts';
import { compareNewest, readNewestWrites } from './newest-writes.ts';
import type { CompareDeps } from './newest-writes.ts';
import { collectAgain, listContainers, listFileIds, listRebuilds } from './store.ts';
import { whileThere } from './while-there.ts';

export interface HealDeps extends CompareDeps {
  collections: Pick<CollectionService, 'findId' | 'giveNewIndex' | 'markIncomplete' | 'markWhole'>;
  jobs: Pick<JobService, 'enqueue' | 'underWay'>;
}

/**
 * Gives collections whose index is lost an empty one, so that writes go on, and makes a job for each that is not whole
 * and has none: the small ones first, so that most are searched again soon. Errors: 503 while a store is down.
 */
export async function healIndexes(deps: HealDeps, kind: RebuildKind): Promise<void> {
  const { lost } = await findLostContainers(deps.env);
  for (const { store, collection, container } of lost)
    if (store === 'qdrant') await beginAnew(deps, collection.id, container);
  await fillWhatIsNotWhole(deps, kind);
}

async function beginAnew({ env, collections }: HealDeps, id: string, container: string): Promise<void> {
  await whileThere(collections, id, async (collection) => {
    if (collection.qdrantCollection !== container) return;
    const { name, databaseName: database } = collection;
    env.logger.warn(
      { database, collection: name, store: 'qdrant', container },
      'qdrant has lost a search index: it is built again from Postgres',
    );
    await collections.giveNewIndex(collection);
  });
}

async function fillWhatIsNotWhole({ env, collections, jobs }: HealDeps, kind: RebuildKind): Promise<void> {
  const all = await listRebuilds(env.pg);
  if (all.length === 0) return;
  const underWay = await jobs.underWay(all.map(({ id }) => rebuildKey(id)));
  for (const { id, chunks } of all) {
    const collection = underWay.has(rebuildKey(id)) ? undefined : await collections.findId(id);
    if (!collection) continue;
    const job = newRebuild(collection, { actor: null, replaces: null, total: chunks });
    await env.pg.transaction((tx) => jobs.enqueue(tx, kind, job));
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
      await whileThere(collections, id, async (collection) => {
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
