import { expect, it } from 'vitest';
import { AppError, conflict, unavailable } from '../../errors.ts';
import { judge } from './outcome.ts';

const job = { id: 'j', tries: 1, waits: 0, unavailable_since: null, request_id: null };
const rule = { retries: 3, times: { retrySeconds: 1, engineWaitSeconds: 60 } };

it.each([
  ['an error of the client', conflict('no'), 'failed', undefined],
  [
    'what says when to try again',
    new AppError('conflict', 'it runs', { headers: { 'retry-after': '2' } }),
    'again',
    'tried',
  ],
  ['an engine that is down', unavailable('qdrant', 'it is down'), 'again', 'waited'],
  ['a full disk', new AppError('disk_full', 'full'), 'again', 'waited'],
  ['anything else', new Error('bug'), 'again', 'tried'],
])('%s decides what becomes of the job', (_what, error, kind, reason) => {
  expect(judge(error, null, job, rule)).toMatchObject(reason ? { kind, reason } : { kind });
});
