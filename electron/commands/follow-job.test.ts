import { expect, it } from 'vitest';
import type { ApiClient } from './api-client.ts';
import { follow } from './follow-job.ts';
import type { Job } from './follow-job.ts';

const waiting: Job<string> = {
  id: 'j',
  state: 'waiting',
  progress: { done: 0, total: 2, detail: null },
  error: null,
  result: '',
};

/** A server that answers one after the other, whatever is asked. */
function serverOf(...answers: Job<string>[]): ApiClient {
  return { request: <T>() => Promise.resolve(answers.shift() as T) };
}

const silent = (): void => undefined;

it('tells how far a job is until it has its result', async () => {
  const seen: number[] = [];
  const running = { ...waiting, state: 'running' as const, progress: { done: 1, total: 2, detail: 'a' } };
  const server = serverOf(running, { ...running, state: 'succeeded', result: 'made' });
  expect(await follow(server, waiting, ({ done }) => seen.push(done), 0)).toBe('made');
  expect(seen).toEqual([0, 1]);
});

it('says why a job did not end well', async () => {
  const error = { status: 503, code: 'unavailable', detail: 'qdrant is not available' };
  const failed = { ...waiting, state: 'failed' as const, error };
  await expect(follow(serverOf(failed), waiting, silent, 0)).rejects.toMatchObject({
    status: 503,
    message: 'qdrant is not available',
  });
  await expect(follow(serverOf(), { ...waiting, state: 'cancelled' }, silent, 0)).rejects.toThrow(
    'cancelled',
  );
});
