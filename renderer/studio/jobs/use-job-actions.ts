import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { Action } from '../../api/session.ts';
import type { ListedJob } from '../../api/types.ts';
import { takeJobs } from './live-jobs.ts';
import { forgetEnded } from './tray-state.ts';

/** To stop a job, or to let it go on, a key needs the right to the work itself. */
function rightsFor({ kind, params }: ListedJob): Action {
  switch (kind) {
    case 'index.rebuild':
    case 'sample.load':
      return 'schema';
    case 'webhook.delivery':
      return 'read';
    case 'write':
      return String(params['action']).startsWith('delete') ? 'delete' : 'write';
    default:
      return 'write';
  }
}

/** What can be done with a job, and whether this key may. */
export function useJobActions(job: ListedJob) {
  const queries = useQueryClient();
  const can = useCan();
  const { id, database, collection } = job;
  const params = { path: { id } };
  const take = (answer: ListedJob): void => takeJobs(queries, [answer]);
  return {
    mayChange: database === null || can(rightsFor(job), database, collection ?? undefined) || can('admin'),
    cancel: useMutation({
      mutationFn: () => dataOf(api.POST('/jobs/{id}:cancel', { params })),
      onSuccess: take,
    }),
    retry: useMutation({
      mutationFn: () => dataOf(api.POST('/jobs/{id}:retry', { params })),
      onSuccess: take,
    }),
    remove: useMutation({
      mutationFn: () => api.DELETE('/jobs/{id}', { params }),
      onSuccess: () => {
        forgetEnded(id);
        queries.removeQueries({ queryKey: keys.job(id) });
        return queries.invalidateQueries({ queryKey: [...keys.jobs, 'list'] });
      },
    }),
  };
}
