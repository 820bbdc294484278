import { jobKinds } from '../../../gateway/contract/enumerations.ts';
import type { JobKindName } from '../../../gateway/contract/enumerations.ts';
import type { ListedJob } from '../../api/types.ts';

export type JobState = ListedJob['state'];
export type JobPage = { items: ListedJob[]; total: number | null; next_cursor: string | null };

export const jobKindNames = Object.keys(jobKinds) as JobKindName[];

/** Which jobs the page shows; absent: all. */
export interface JobFilter {
  state?: JobState | undefined;
  kind?: JobKindName | undefined;
}

/** Ids of jobs are in the order of their making. */
export function newestFirst(one: ListedJob, other: ListedJob): number {
  return one.id < other.id ? 1 : -1;
}

export function isEnded({ state }: Pick<ListedJob, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running';
}
