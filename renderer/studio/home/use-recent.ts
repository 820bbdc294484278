import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useEventLog } from '../events/event-log.ts';
import { jobListQuery } from '../jobs/job-queries.ts';
import { recentOf } from './recent.ts';
import type { Happening } from './recent.ts';

/** What happened since this window was opened, and the work that ended before. */
export function useRecent(): Happening[] {
  const entries = useEventLog((log) => log.entries);
  const { data } = useInfiniteQuery(jobListQuery({}));
  return useMemo(() => {
    const events = entries.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : []));
    const jobs = data?.pages[0]?.items.filter(({ kind }) => kind !== 'webhook.delivery');
    return recentOf(events, jobs ?? []);
  }, [entries, data]);
}
