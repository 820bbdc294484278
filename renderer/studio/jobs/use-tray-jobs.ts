import { useQueries, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { problemOf } from '../../api/problem.ts';
import { jobQuery } from '../../api/queries.ts';
import type { ListedJob } from '../../api/types.ts';
import { activeJobsQuery } from './job-queries.ts';
import { forgetEnded, useTray } from './tray-state.ts';

export interface TrayJobs {
  active: ListedJob[];
  /** Ended while this window saw them, and not put away yet. */
  ended: ListedJob[];
  /** Nobody has answered yet. */
  isPending: boolean;
}

/** The long work that ring, line and tray tell of. Events are sent to webhooks all the time, which their own page shows. */
export function useTrayJobs(): TrayJobs {
  const ids = useTray((tray) => tray.ended);
  const { data = [], isPending } = useQuery(activeJobsQuery);
  const active = data.filter(({ kind }) => kind !== 'webhook.delivery');
  const isActive = (id: string): boolean => active.some((job) => job.id === id);
  const answers = useQueries({ queries: ids.map((id) => jobQuery(id)) });
  const gone = ids.find((_, n) => problemOf(answers[n]?.error).status === 404);
  useEffect(() => {
    if (gone !== undefined) forgetEnded(gone);
  }, [gone]);
  const ended = answers.flatMap(({ data: job }) => (job && !isActive(job.id) ? [job] : []));
  return { active, ended, isPending };
}
