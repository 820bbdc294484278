import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { newestFirst } from './job-state.ts';
import type { JobFilter, JobPage } from './job-state.ts';

const pageSize = 100;

export const jobListKey = (filter: JobFilter) => [...keys.jobs, 'list', filter] as const;

/** Jobs, the newest first, page by page. */
export const jobListQuery = (filter: JobFilter) =>
  infiniteQueryOptions({
    queryKey: jobListKey(filter),
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/jobs', { params: { query: { ...filter, limit: pageSize, cursor: pageParam } }, signal }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: JobPage) => page.next_cursor ?? undefined,
  });

export const activeJobsKey = [...keys.jobs, 'active'] as const;

/** Whatever runs or waits, the newest first; of very many the newest of each state. */
export const activeJobsQuery = queryOptions({
  queryKey: activeJobsKey,
  queryFn: async ({ signal }) => {
    const pages = await Promise.all(
      (['running', 'waiting'] as const).map((state) =>
        dataOf(api.GET('/jobs', { params: { query: { state, limit: pageSize } }, signal })),
      ),
    );
    // One that began to run between the two answers is in both.
    const byId = new Map(pages.flatMap(({ items }) => items).map((job) => [job.id, job]));
    return [...byId.values()].toSorted(newestFirst);
  },
});
