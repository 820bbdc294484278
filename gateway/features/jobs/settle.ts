import { retryWhileUnavailable } from '../../infra/engine-retry.ts';
import type { JobQueue } from '../../infra/jobs.ts';
import type { Transaction } from '../../infra/postgres.ts';
import * as attempts from './attempts-store.ts';
import type { Hold } from './attempts-store.ts';
import { tellChanged } from './channels.ts';
import type { AnyJobKind } from './kind.ts';
import { judgeAbandoned } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { JobRunnerDeps } from './runner-deps.ts';
import { deleteJob } from './store.ts';

type End = Outcome | { kind: 'succeeded'; result: unknown; isForgotten: boolean };

/** How often all jobs of a lane together ask for an engine that is down: each attempt takes a place from one that needs none. */
const asksPerSecond = 20;

/** Writes how an attempt ended; asks again while Postgres is away, and leaves it to the lease after that. */
export async function settle(
  { env, queue, notifier, times }: JobRunnerDeps,
  hold: Hold,
  end: End,
): Promise<void> {
  const write = (): Promise<void> =>
    env.pg.transaction(async (tx) => {
      await settleIn(tx, queue, hold, end);
      // Also where it is no longer held: it may be this very end whose commit got no answer.
      tx.onCommit(() => tellChanged(notifier, hold.id));
    });
  await retryWhileUnavailable(times.leaseSeconds, write).catch((error: unknown) =>
    env.logger.warn({ err: error, job: hold.id }, 'the end of a job could not be written: it is begun again'),
  );
}

/** Changes nothing where the job is no longer held. */
async function settleIn(tx: Transaction, queue: JobQueue, hold: Hold, end: End): Promise<void> {
  if (end.kind === 'again' && !(await attempts.lockCancelWish(tx, hold))) {
    const { reason, problem: error } = end;
    const shared = reason === 'waited' ? (await attempts.countUnavailable(tx, hold.lane)) / asksPerSecond : 0;
    const after = Math.max(end.after, shared);
    if (!(await attempts.postpone(tx, hold, { after, reason, error }))) return;
    await queue.remove(tx, hold.lane, hold.id);
    await queue.put(tx, { ...hold, after });
    return;
  }
  // One that is to be tried again and is to be cancelled is not tried again.
  const isWantedAgain = await attempts.endJob(tx, hold, {
    state: end.kind === 'again' ? 'cancelled' : end.kind,
    error: end.kind === 'failed' ? end.problem : null,
    result: end.kind === 'succeeded' ? end.result : null,
  });
  if (isWantedAgain === undefined) return;
  await queue.remove(tx, hold.lane, hold.id);
  if (isWantedAgain) await queue.put(tx, hold);
  else if (end.kind === 'succeeded' && end.isForgotten) await deleteJob(tx, hold.id);
}

/** Lets jobs of gateways that are gone be begun again, here or elsewhere. true: there were some. */
export async function reclaim(
  deps: JobRunnerDeps,
  kinds: ReadonlyMap<string, AnyJobKind>,
  all: boolean,
): Promise<boolean> {
  const { env, queue, notifier, times } = deps;
  return env.pg.transaction(async (tx) => {
    const jobs = await attempts.lockAbandoned(tx, { owner: env.owner, all });
    for (const job of jobs) {
      const hold: Hold = { ...job, attempt: job.attempts };
      env.logger.warn(
        { job: job.id, kind: job.kind },
        'a job was left by a gateway that is gone: it is begun again',
      );
      const outcome = judgeAbandoned(job, { retries: kinds.get(job.kind)?.retries ?? 0, times });
      await settleIn(tx, queue, hold, outcome);
      tx.onCommit(() => tellChanged(notifier, job.id));
    }
    return jobs.length > 0;
  });
}
