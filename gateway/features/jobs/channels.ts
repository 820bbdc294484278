import type { Notifier } from '../../infra/notifier.ts';

/** Told with a job's id whenever something of it has changed. */
export const changedChannel = 'frodb_job_changed';
/** Told when a runner should look: a job is due, or one that runs is to be cancelled. */
export const dueChannel = 'frodb_job_due';

export function tellChanged(notifier: Notifier, id: string): void {
  notifier.tell(changedChannel, id);
}

export function tellDue(notifier: Notifier): void {
  notifier.tell(dueChannel);
}
