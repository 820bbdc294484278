import { unavailable } from '../errors.ts';
import { PgError } from '../infra/postgres.ts';
import { retryWhileUnavailable } from '../infra/engine-retry.ts';
import type { WriteEnv } from './env.ts';
import { claimIntent, letGo } from './intents.ts';
import type { Intent } from './intents.ts';
import { deleteListed, deletePuts } from './roll-back.ts';

/** A commit whose connection broke: which backend ran it, and what it would have made. */
export interface LostCommit {
  intent: Intent | null;
  revision: string;
  pid: number;
  /** Start of that backend, so that a reused pid is not mistaken for it; null where it was never learnt. */
  backendStart: string | null;
}

const lockNotAvailable = '55P03';
const lockTimeoutMs = 2_000;

/**
 * Finds out whether a commit whose connection was lost took place. true: the write exists; throws 503 when it does
 * not, and then nothing of it stays. When Postgres can't tell in time it throws 503 saying so, and leaves the intent
 * to its lease: a sweeper undoes it unless the commit has taken it out.
 */
export async function settleLostCommit(env: WriteEnv, lost: LostCommit): Promise<boolean> {
  try {
    return await retryWhileUnavailable(env.times.engineRetrySeconds, () => askWhetherCommitted(env, lost));
  } catch (error) {
    if (error instanceof NotCommitted) {
      throw unavailable(
        'postgres',
        'the connection broke before the write was done; nothing was saved, send it again',
      );
    }
    env.logger.warn({ err: error, revision: lost.revision }, 'whether a write was saved is not known yet');
    throw unavailable(
      'postgres',
      'the connection broke while the write was being saved, and whether it was is not known yet; look, or repeat it with the same Idempotency-Key',
      error,
    );
  } finally {
    if (lost.intent) letGo(env, lost.intent);
  }
}

/** Known for sure, so not to be asked again. */
class NotCommitted extends Error {}

async function askWhetherCommitted(env: WriteEnv, lost: LostCommit): Promise<true> {
  const { intent, revision } = lost;
  const isGone = await endBackend(env, lost);
  if (intent && (await claimWaiting(env, intent))) {
    await deleteListed(env, intent);
    throw new NotCommitted();
  }
  if (!intent && !isGone) throw stillRunning();
  const audited = await env.pg.query('SELECT 1 FROM frodb.audit WHERE revision = $1 LIMIT 1', [revision]);
  if (audited.length > 0) return true;
  // Somebody else undid it, maybe before its last puts arrived.
  if (intent) {
    await deletePuts(env, intent).catch((error: unknown) =>
      env.logger.warn({ err: error, intent: intent.id }, 'late puts are left to the second sweep'),
    );
  }
  throw new NotCommitted();
}

/** Waits for a commit that is still running: it holds the intent's row. */
async function claimWaiting(env: WriteEnv, intent: Intent): Promise<boolean> {
  try {
    return await env.pg.transaction(async (tx) => {
      await tx.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
      return claimIntent(tx, intent.id);
    });
  } catch (error) {
    if (error instanceof PgError && error.code === lockNotAvailable) throw stillRunning();
    throw error;
  }
}

/**
 * A backend whose client is gone may not have noticed, or not have got the statement yet: it is told to end, so that
 * what it has not committed by then never will be. True when it is gone.
 */
async function endBackend(env: WriteEnv, { pid, backendStart }: LostCommit): Promise<boolean> {
  const rows = await env.pg.query(
    `SELECT CASE WHEN backend_start = $2 THEN pg_terminate_backend(pid) END FROM pg_stat_activity
     WHERE pid = $1 AND ($2::timestamptz IS NULL OR backend_start = $2)`,
    [pid, backendStart],
  );
  return rows.length === 0;
}

function stillRunning(): Error {
  return unavailable('postgres', 'the write is still running');
}
