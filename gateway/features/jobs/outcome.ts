import { toProblem } from '../../contract/problems.ts';
import type { Problem } from '../../contract/problems.ts';
import { AppError } from '../../errors.ts';
import type { TakenJob } from './attempts-store.ts';

/** Why an attempt was told to give up. */
export type Stop = 'cancelled' | 'closing' | 'lost';

export interface RetryTimes {
  /** First pause after a failure, in seconds; each is twice as long as the one before it. */
  retrySeconds: number;
  /** An engine that is down for longer than this fails the jobs that need it. */
  engineWaitSeconds: number;
}

/** What becomes of a job after an attempt that did not succeed. */
export type Outcome =
  | { kind: 'cancelled' }
  | { kind: 'failed'; problem: Problem }
  | { kind: 'again'; after: number; reason: 'tried' | 'waited' | 'interrupted'; problem: Problem | null };

const longestPause = 300;
/** An engine is looked at again more often than what has failed: it may be back at any moment. */
const longestWait = 15;

/** Codes of what is not the job's fault and passes: the work waits for it. */
const passing = new Set(['unavailable', 'disk_full']);

/** Judges an error that an attempt ended with. `stop` says whether it had been told to give up. */
export function judge(
  error: unknown,
  stop: Stop | null,
  job: Pick<TakenJob, 'id' | 'tries' | 'waits' | 'unavailable_since' | 'request_id'>,
  { retries, times }: { retries: number; times: RetryTimes },
): Outcome {
  if (stop === 'cancelled') return { kind: 'cancelled' };
  if (stop === 'lost') return judgeAbandoned(job, { retries, times });
  if (stop === 'closing') return { kind: 'again', after: 0, reason: 'interrupted', problem: null };
  const problem = problemOf(error, job);
  if (passing.has(problem.code)) {
    const since = job.unavailable_since === null ? Date.now() : Date.parse(job.unavailable_since);
    if (Date.now() - since > times.engineWaitSeconds * 1_000) return { kind: 'failed', problem };
    const after = Math.min(longestWait, pause(times.retrySeconds, job.waits + 1));
    return { kind: 'again', after, reason: 'waited', problem };
  }
  // What says when to try again, such as a write whose first call still runs, is no fault of what was asked.
  const isFinal = problem.status < 500 && !(error instanceof AppError && 'retry-after' in error.headers);
  if (isFinal || job.tries > retries) return { kind: 'failed', problem };
  const after = Math.min(longestPause, pause(times.retrySeconds, job.tries));
  return { kind: 'again', after, reason: 'tried', problem };
}

/**
 * Of an attempt of which nothing is known but that its gateway is gone. The first time it is begun again at once; then
 * after a pause, so that one that ends its gateway each time does not take the others with it that run at the same time.
 */
export function judgeAbandoned(
  job: Pick<TakenJob, 'id' | 'tries' | 'request_id'>,
  { retries, times }: { retries: number; times: Pick<RetryTimes, 'retrySeconds'> },
): Outcome {
  const detail = `FroDB ended, or its machine did, while the job ran (${job.tries} times since its last step).`;
  const problem = problemOf(new AppError('internal', detail), job);
  if (job.tries > retries) return { kind: 'failed', problem };
  const after = job.tries <= 1 ? 0 : Math.min(longestPause, pause(times.retrySeconds, job.tries));
  return { kind: 'again', after, reason: 'tried', problem };
}

/** Twice as long each time, and never for two the same. */
function pause(first: number, count: number): number {
  return first * 2 ** Math.min(count - 1, 16) * (0.5 + Math.random() / 2);
}

/** What is no error of ours says nothing of its insides: the log has it. */
function problemOf(
  error: unknown,
  { id, request_id: requestId }: Pick<TakenJob, 'id' | 'request_id'>,
): Problem {
  const known =
    error instanceof AppError ? error : new AppError('internal', 'The job failed; the log has the reason.');
  return toProblem(known, `/jobs/${id}`, requestId ?? '');
}
