import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { api } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import type { Problem } from '../../api/problem.ts';
import { activeJobsQuery } from '../jobs/job-queries.ts';
import { openTray } from '../jobs/tray-state.ts';

interface Sample {
  load: () => void;
  isLoading: boolean;
  problem: Problem | null;
}

/** Loading of the sample workspace: a job, which the tray follows while Home fills. */
export function useSample(): Sample {
  const navigate = useNavigate();
  const { data: active = [] } = useQuery(activeJobsQuery);
  const { mutate, isPending, error } = useMutation({
    mutationFn: async () => (await api.POST('/samples/demo:load')).data,
    onSuccess: (answer) => {
      if (answer && 'kind' in answer) openTray();
      // It was loaded before; this key just sees nothing else.
      else void navigate({ to: '/collections' });
    },
  });
  const isLoading = isPending || active.some(({ kind }) => kind === 'sample.load');
  return {
    load: () => {
      if (!isLoading) mutate();
    },
    isLoading,
    problem: error ? problemOf(error) : null,
  };
}
