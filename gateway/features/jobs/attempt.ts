import { permits } from '../../access/permits.ts';
import { AppError, unavailable } from '../../errors.ts';
import * as attempts from './attempts-store.ts';
import type { Hold, TakenJob } from './attempts-store.ts';
import { tellChanged } from './channels.ts';
import { actionOf } from './kind.ts';
import type { AnyJobKind, JobContext } from './kind.ts';
import { judge } from './outcome.ts';
import type { Stop } from './outcome.ts';
import { createProgress } from './progress.ts';
import type { JobRunnerDeps } from './runner-deps.ts';
import { settle } from './settle.ts';

export interface AttemptControl {
  signal: AbortSignal;
  stopped: () => Stop | null;
  lose: () => void;
}

/** One attempt, and what becomes of the job after it. Never throws: what can't be written is left to the lease. */
export async function runAttempt(
  deps: JobRunnerDeps,
  kind: AnyJobKind | undefined,
  job: TakenJob,
  control: AttemptControl,
): Promise<void> {
  const { env, notifier, times } = deps;
  const hold: Hold = { id: job.id, lane: job.lane, turn: job.turn, owner: env.owner, attempt: job.attempts };
  // As it is after the last step forward.
  const counted = { ...job };
  const progress = createProgress(job, async (row) => {
    const held = await attempts.writeProgress(env.pg, hold, row).catch(() => counted);
    if (!held) control.lose();
    tellChanged(notifier, job.id);
  });
  const save = async (checkpoint: unknown): Promise<void> => {
    control.signal.throwIfAborted();
    const counts = await attempts.writeProgress(env.pg, hold, progress.current(), checkpoint);
    if (!counts) {
      control.lose();
      control.signal.throwIfAborted();
    }
    Object.assign(counted, counts);
    tellChanged(notifier, job.id);
  };
  tellChanged(notifier, job.id);
  try {
    const result = await work(deps, kind, job, { signal: control.signal, progress: progress.set, save });
    await progress.stop();
    await settle(deps, hold, { kind: 'succeeded', result, isForgotten: kind?.isForgotten ?? false });
  } catch (error) {
    await progress.stop();
    const outcome = judge(error, control.stopped(), counted, { retries: kind?.retries ?? 0, times });
    if (control.stopped() === null)
      env.logger.warn(
        { err: error, job: job.id, kind: job.kind, attempt: job.attempts },
        'a job did not end well',
      );
    await settle(deps, hold, outcome);
  }
}

async function work(
  { callerById }: JobRunnerDeps,
  kind: AnyJobKind | undefined,
  job: TakenJob,
  means: Pick<JobContext<never>, 'signal' | 'progress' | 'save'>,
): Promise<unknown> {
  // Another gateway may be newer.
  if (!kind) throw unavailable('jobs', `this version of FroDB knows none of kind ${job.kind}`);
  const { id, attempts: attempt, checkpoint, input } = job;
  const asker = await askerOf(job, kind, callerById);
  return kind.run({ id, attempt, checkpoint, asker, input: kind.input.parse(input) as never, ...means });
}

/** Errors: 401 for a key that is gone, 403 for one that has lost the right to this work since. */
async function askerOf(
  job: TakenJob,
  kind: AnyJobKind,
  callerById: JobRunnerDeps['callerById'],
): Promise<JobContext<never>['asker']> {
  const { key_id: keyId, agent_id: agentId, request_id: requestId } = job;
  if (keyId === null) return null;
  const caller = await callerById(keyId);
  if (!caller)
    throw new AppError('unauthenticated', 'The API key that asked for this job is not valid any more.');
  const { database_name: database, collection_name: collection } = job;
  const action = actionOf(kind, job.input);
  if (database !== null && permits(caller, action, database, collection) !== 'yes')
    throw new AppError('forbidden', `The key “${caller.name}” has lost the right to ${action} there.`);
  return { caller, actor: { keyId, agentId, requestId: requestId ?? '' } };
}
