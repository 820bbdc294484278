import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from './api-client.ts';
import type { ApiClient } from './api-client.ts';

/** A job of the API, as far as a command looks at it. */
export interface Job<Result> {
  id: string;
  state: 'waiting' | 'running' | 'succeeded' | 'failed' | 'cancelled';
  progress: { done: number; total: number | null; detail: string | null };
  error: { status: number; code: string; detail: string } | null;
  result: Result;
}

/** Waits for a job and tells how far it is; resolves with its result. Throws ApiError where it did not end well. */
export async function follow<Result>(
  client: ApiClient,
  begun: Job<Result>,
  onProgress: (progress: Job<Result>['progress']) => void,
  lookMs = 200,
): Promise<Result> {
  for (let job = begun; ; job = await client.request<Job<Result>>('GET', `/jobs/${begun.id}`)) {
    switch (job.state) {
      case 'succeeded':
        return job.result;
      case 'failed':
        throw new ApiError(job.error?.status ?? 0, job.error?.code ?? '', job.error?.detail ?? 'It failed.');
      case 'cancelled':
        throw new ApiError(
          0,
          'cancelled',
          'Somebody cancelled it. What was done stays; it can be asked for again.',
        );
      default:
        onProgress(job.progress);
        await sleep(lookMs);
    }
  }
}
