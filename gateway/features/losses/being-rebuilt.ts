import { AppError } from '../../errors.ts';
import type { Queryable } from '../../infra/postgres.ts';
import type { Collection } from '../../write/collection.ts';
import type { JobService } from '../jobs/service.ts';
import { rebuildKey } from './jobs.ts';
import { findRebuild } from './store.ts';

export interface BeingRebuiltDeps {
  pg: Queryable;
  jobs: Pick<JobService, 'underWay'>;
  /** Nobody builds it: somebody should look. */
  notice: () => void;
}

const defaultPause = 5;
const longestPause = 60;

/** 503 while a collection's index is filled: what it has would be a part of what there is. With how far it is. */
export async function beingRebuilt(
  { pg, jobs, notice }: BeingRebuiltDeps,
  { id, name, databaseName }: Collection,
): Promise<AppError> {
  const key = rebuildKey(id);
  const [rebuild, underWay] = await Promise.all([findRebuild(pg, id), jobs.underWay([key])]);
  const where = `collection ${name}, database ${databaseName}`;
  if (!rebuild) {
    const detail = `qdrant: the search index of ${name} has just been built again (${where}). Try again now.`;
    return new AppError('unavailable', detail, { headers: { 'retry-after': '1' } });
  }
  const job = underWay.get(key);
  if (!job) notice();
  const { done = 0, total = null } = job?.progress ?? {};
  const etaSeconds = job?.eta_seconds ?? null;
  const of = total ?? rebuild.chunks;
  const detail = `qdrant: the search index of ${name} is being built from Postgres (${where}): ${done} of ${of} chunks are done. Its records are all there, can be queried and written. Search answers when it is whole`;
  return new AppError('unavailable', `${detail}${timeLeft(etaSeconds)}.`, {
    progress: { done, total: of, etaSeconds },
    headers: { 'retry-after': String(pauseFor(etaSeconds)) },
  });
}

function timeLeft(seconds: number | null): string {
  return seconds === null ? '' : `, in about ${seconds} s`;
}

function pauseFor(etaSeconds: number | null): number {
  return etaSeconds === null ? defaultPause : Math.min(Math.max(etaSeconds, 1), longestPause);
}
