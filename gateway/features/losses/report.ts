import type { Loss } from '../../contract/losses.ts';
import type { WriteEnv } from '../../write/env.ts';
import type { Job } from '../../contract/jobs.ts';
import type { JobService } from '../jobs/service.ts';
import { rebuildKey } from './jobs.ts';
import { findLostContainers } from './lost-containers.ts';
import { countFiles, countLostFiles, listContainers, listRebuilds } from './store.ts';

/** All that the stores have lost: containers that are gone, indexes that are being built, files that are marked. */
export async function readLosses(env: WriteEnv, jobs: Pick<JobService, 'underWay'>): Promise<Loss[]> {
  const { pg, objects } = env;
  const [{ lost }, rebuilds, files] = await Promise.all([
    findLostContainers(env),
    listRebuilds(pg),
    countLostFiles(pg),
  ]);
  const underWay =
    rebuilds.length === 0
      ? new Map<string, Job>()
      : await jobs.underWay(rebuilds.map(({ id }) => rebuildKey(id)));
  const ids = [...rebuilds, ...files].map(({ id }) => id);
  const names = ids.length === 0 ? [] : await listContainers(pg, ids);
  const named = new Map(names.map((collection) => [collection.id, collection]));
  const buckets = lost.filter(({ store }) => store === 'objects').map(({ collection }) => collection.id);
  const inBuckets = new Map(
    buckets.length === 0 ? [] : (await countFiles(pg, buckets)).map(({ id, count }) => [id, count]),
  );
  const gone = new Set(lost.filter(({ store }) => store === 'qdrant').map(({ collection }) => collection.id));
  const of = (id: string): Pick<Loss, 'database' | 'collection'>[] => {
    const collection = named.get(id);
    return collection ? [{ database: collection.databaseName, collection: collection.name }] : [];
  };
  return [
    ...lost.map(({ store, collection }): Loss => {
      const isBucket = store === 'objects';
      return {
        store: isBucket ? objects.kind : 'qdrant',
        database: collection.databaseName,
        collection: collection.name,
        what: isBucket ? 'bucket' : 'index',
        state: 'missing',
        count: isBucket ? (inBuckets.get(collection.id) ?? 0) : null,
      };
    }),
    ...rebuilds
      .filter(({ id }) => !gone.has(id))
      .flatMap(({ id, chunks }) =>
        of(id).map((place): Loss => ({
          store: 'qdrant',
          ...place,
          what: 'index',
          state: 'rebuilding',
          count: Math.max(chunks - (underWay.get(rebuildKey(id))?.progress.done ?? 0), 0),
        })),
      ),
    ...files.flatMap(({ id, count }) =>
      of(id).map((place): Loss => ({
        store: objects.kind,
        ...place,
        what: 'files',
        state: 'missing',
        count,
      })),
    ),
  ];
}
