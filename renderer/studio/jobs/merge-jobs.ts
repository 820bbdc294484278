import type { InfiniteData } from '@tanstack/react-query';
import type { ListedJob } from '../../api/types.ts';
import { isEnded, newestFirst } from './job-state.ts';
import type { JobFilter, JobPage } from './job-state.ts';

/** A job as an event tells it: without its result. */
export type ToldJob = Omit<ListedJob, 'result'>;

/** What is known of a job after an event: its result comes with the next answer. */
export function updateJob<Known extends ListedJob>(known: Known, told: ToldJob): Known {
  return { ...known, ...told };
}

/** Whether FroDB forgets it at its end, so that no list has it any more. */
function isForgotten({ kind, state }: ToldJob): boolean {
  return kind === 'webhook.delivery' && state === 'succeeded';
}

/** Jobs that run or wait, after events: ended ones are gone, new ones are there. */
export function mergeActive(active: ListedJob[], told: ToldJob[]): ListedJob[] {
  const byId = new Map(active.map((job) => [job.id, job]));
  for (const job of told) {
    if (isEnded(job)) byId.delete(job.id);
    else byId.set(job.id, updateJob(byId.get(job.id) ?? { ...job, result: null }, job));
  }
  return [...byId.values()].toSorted(newestFirst);
}

/** The pages of a list after events: what it shows is as it is now, and what has come into it is at its place. */
export function mergePages<Param>(
  data: InfiniteData<JobPage, Param>,
  told: ToldJob[],
  filter: JobFilter,
): InfiniteData<JobPage, Param> {
  return told.reduce((pages, job) => mergeOne(pages, job, filter), data);
}

function mergeOne<Param>(
  data: InfiniteData<JobPage, Param>,
  told: ToldJob,
  { state, kind }: JobFilter,
): InfiniteData<JobPage, Param> {
  const fits =
    (state ?? told.state) === told.state && (kind ?? told.kind) === told.kind && !isForgotten(told);
  const known = data.pages.flatMap(({ items }) => items).find(({ id }) => id === told.id);
  if (known) {
    return mapPages(data, fits ? 0 : -1, (items) =>
      items.flatMap((job) => (job.id !== told.id ? [job] : fits ? [updateJob(job, told)] : [])),
    );
  }
  if (!fits) return data;
  const job = { ...told, result: null };
  // On the first page that ends behind it; one that is older than all that is shown comes with the page it is on.
  const at = data.pages.findIndex(
    ({ items, next_cursor: next }) => next === null || items.some(({ id }) => id < job.id),
  );
  return mapPages(data, 1, (items, n) => (n === at ? [...items, job].toSorted(newestFirst) : items));
}

function mapPages<Param>(
  data: InfiniteData<JobPage, Param>,
  more: number,
  change: (items: ListedJob[], n: number) => ListedJob[],
): InfiniteData<JobPage, Param> {
  const pages = data.pages.map((page, n) => ({
    ...page,
    items: change(page.items, n),
    total: page.total === null ? null : page.total + more,
  }));
  return { ...data, pages };
}
