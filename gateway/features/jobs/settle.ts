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

/** Writes how an attempt ended; asks again while Postgres is away, and leaves it to the lease after that. */
export async function settle(
  { env, queue, notifier, times }: JobRunnerDeps,
  hold: Hold,
  outcome: Outcome | { kind: 'succeeded'; result: unknown },
): Promise<void> {
  if (outcome.kind === 'lost') return;
  const write = (): Promise<void> =>
    env.pg.transaction(async (tx) => {
      if (await settleIn(tx, queue, hold, outcome)) tx.onCommit(() => tellChanged(notifier, hold.id));
    });
  await retryWhileUnavailable(times.leaseSeconds, write).catch((error: unknown) =>
    env.logger.warn({ err: error, job: hold.id }, 'the end of a job could not be written: it is begun again'),
  );
}

/** false: the job was no longer held, and nothing is changed. */
async function settleIn(
  tx: Transaction,
  queue: JobQueue,
  hold: Hold,
  outcome: Exclude<Outcome, { kind: 'lost' }> | { kind: 'succeeded'; result: unknown },
): Promise<boolean> {
  switch (outcome.kind) {
    case 'succeeded': {
      const isWantedAgain = await attempts.succeed(tx, hold, outcome.result);
      if (isWantedAgain === undefined) return false;
      await queue.remove(tx, hold.lane, hold.id);
      if (isWantedAgain) await queue.put(tx, hold);
      return true;
    }
    case 'again': {
      const { after, reason, problem: error } = outcome;
      if (!(await attempts.postpone(tx, hold, { after, reason, error }))) return false;
      await queue.remove(tx, hold.lane, hold.id);
      await queue.put(tx, { ...hold, after });
      return true;
    }
    case 'failed':
    case 'cancelled': {
      const problem = outcome.kind === 'failed' ? outcome.problem : null;
      if (!(await attempts.giveUp(tx, hold, outcome.kind, problem))) return false;
      await queue.remove(tx, hold.lane, hold.id);
      return true;
    }
  }
}

/** Lets jobs of gateways that are gone be begun again, here or elsewhere. true: there were some. */
export async function reclaim(
  deps: JobRunnerDeps,
  kinds: ReadonlyMap<string, AnyJobKind>,
  all: boolean,
): Promise<boolean> {
  const { env, queue, notifier } = deps;
  return env.pg.transaction(async (tx) => {
    const jobs = await attempts.lockAbandoned(tx, { owner: env.owner, all });
    for (const job of jobs) {
      const hold: Hold = { ...job, attempt: job.attempts };
      env.logger.warn(
        { job: job.id, kind: job.kind },
        'a job was left by a gateway that is gone: it is begun again',
      );
      const outcome = judgeAbandoned(job, kinds.get(job.kind)?.retries ?? 0);
      if (outcome.kind !== 'lost') await settleIn(tx, queue, hold, outcome);
      tx.onCommit(() => tellChanged(notifier, job.id));
    }
    return jobs.length > 0;
  });
}
