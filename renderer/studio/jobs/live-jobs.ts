import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { onLiveEvent } from '../../api/live.ts';
import { keys } from '../../api/queries.ts';
import type { Job, ListedJob } from '../../api/types.ts';
import { activeJobsKey } from './job-queries.ts';
import { isEnded } from './job-state.ts';
import type { JobFilter, JobPage } from './job-state.ts';
import { mergeActive, mergePages, updateJob } from './merge-jobs.ts';
import type { ToldJob } from './merge-jobs.ts';
import { noteEnded } from './tray-state.ts';

/** What comes within this time is shown at once; a job that begins and ends within it blinks nowhere. */
const gatherMs = 250;

/**
 * Keeps every list of jobs as the events tell it, without asking anew: they come twice a second for each job. Returns what
 * ends that.
 */
export function followJobs(queries: QueryClient): () => void {
  const told = new Map<string, ToldJob>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const apply = (): void => {
    timer = undefined;
    const jobs = [...told.values()];
    // An answer that is under way was given before these: they come after it once more.
    if (queries.isFetching({ queryKey: keys.jobs }) > 0) timer = setTimeout(apply, gatherMs);
    else told.clear();
    takeJobs(queries, jobs);
  };
  const stop = onLiveEvent(({ job }) => {
    if (!job) return;
    told.set(job.id, job);
    timer ??= setTimeout(apply, gatherMs);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

/** Its result and its attempts are not in events: they are asked for when it comes to another state. */
function takeOne(queries: QueryClient, told: ToldJob): void {
  const queryKey = keys.job(told.id);
  const known = queries.getQueryData<Job>(queryKey);
  if (!known) return;
  queries.setQueryData<Job>(queryKey, updateJob(known, told));
  const hasMoved = known.state !== told.state || known.attempts !== told.attempts;
  if (hasMoved) void queries.invalidateQueries({ queryKey });
}

/** Puts jobs as they are now into whatever shows them. */
export function takeJobs(queries: QueryClient, told: ToldJob[]): void {
  const active = queries.getQueryData<ListedJob[]>(activeJobsKey) ?? [];
  for (const job of told) {
    if (isEnded(job) && active.some(({ id }) => id === job.id)) noteEnded(job);
    takeOne(queries, job);
  }
  queries.setQueryData<ListedJob[]>(activeJobsKey, (known) => known && mergeActive(known, told));
  for (const [key] of queries.getQueriesData({ queryKey: [...keys.jobs, 'list'] })) {
    const filter = key[2] as JobFilter;
    queries.setQueryData<InfiniteData<JobPage>>(key, (known) => known && mergePages(known, told, filter));
  }
}
