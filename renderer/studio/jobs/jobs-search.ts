import { jobStates } from '../../../gateway/contract/enumerations.ts';
import { jobKindNames } from './job-state.ts';
import type { JobFilter } from './job-state.ts';

/** What the address of the page says: the filter, and the job in the inspector. */
export interface JobsSearch extends JobFilter {
  job?: string | undefined;
}

export function parseJobsSearch({ job, state, kind }: Record<string, unknown>): JobsSearch {
  return {
    job: typeof job === 'string' ? job : undefined,
    state: jobStates.find((one) => one === state),
    kind: jobKindNames.find((one) => one === kind),
  };
}
