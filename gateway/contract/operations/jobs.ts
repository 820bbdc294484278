/* Long work. */

import * as example from './examples.ts';
import type { Operation } from './operation.ts';

const headers = ['Idempotency-Key'] as const;

export const jobOperations: Record<string, Operation> = {
  'GET /jobs': {
    id: 'listJobs',
    tag: 'jobs',
    summary: 'List jobs',
    description: 'The newest first: those that the key has made, for an admin key all.',
    answer: example.listOf(example.job),
  },
  'GET /jobs/{id}': {
    id: 'getJob',
    tag: 'jobs',
    summary: 'Get a job',
    description: 'How far it is, why it waits or failed, what it made, and its last attempts.',
    answer: { ...example.job, attempt_log: [] },
  },
  'POST /jobs/{id}:cancel': {
    id: 'cancelJob',
    tag: 'jobs',
    summary: 'Cancel a job',
    description:
      'One that waits ends at once, one that runs within a second; what it had finished stays. 409 for one that has ended.',
    headers,
    answer: example.job,
  },
  'POST /jobs/{id}:retry': {
    id: 'retryJob',
    tag: 'jobs',
    summary: 'Try a job again',
    description: 'It goes on from where it was. 409 for one that neither failed nor was cancelled.',
    headers,
    answer: { ...example.job, state: 'waiting' },
  },
  'DELETE /jobs/{id}': {
    id: 'deleteJob',
    tag: 'jobs',
    summary: 'Delete an ended job',
    description:
      'With what it kept for another try. 409 while it waits or runs. Ended jobs are deleted by themselves after 30 days.',
    headers,
  },
};
