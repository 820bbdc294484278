import { setTimeout as sleep } from 'node:timers/promises';
import { unavailable } from '../errors.ts';
import type { WriteEnv } from './env.ts';
import type { Intent } from './intents.ts';
import { retryWhileUnavailable } from './engine-retry.ts';
import { deleteListed } from './roll-back.ts';

/** A commit whose connection broke: which backend ran it, and what it would have made. */
export interface LostCommit {
  intent: Intent | null;
  revision: string;
  pid: number;
  /** Start of that backend, so that a reused pid is not mistaken for it; null where it was never learnt. */
  backendStart: string | null;
}

/**
 * Finds out whether a commit whose connection was lost took place. true: the write exists; throws 503 when it
 * does not (and then nothing of it stays) or when Postgres can't be asked in time.
 */
export async function settleLostCommit(env: WriteEnv, lost: LostCommit): Promise<boolean> {
  return retryWhileUnavailable(env.times.engineRetrySeconds, async () => {
    if (lost.intent && (await claimWaiting(env, lost.intent))) {
      await deleteListed(env, lost.intent);
      throw notCommitted();
    }
    if (!lost.intent) await untilBackendIsGone(env, lost);
    const audited = await env.pg.query('SELECT 1 FROM frodb.audit WHERE revision = $1 LIMIT 1', [
      lost.revision,
    ]);
    if (audited.length > 0) return true;
    throw notCommitted();
  }).catch((error: unknown) => {
    throw error instanceof NotCommitted ? unavailable('postgres', error.message) : error;
  });
}

/** Known for sure, so not to be asked again. */
class NotCommitted extends Error {}

function notCommitted(): NotCommitted {
  return new NotCommitted('the connection broke before the write was done; nothing was saved, send it again');
}

/** Waits for a commit that is still running: it holds the intent's row. */
async function claimWaiting(env: WriteEnv, intent: Intent): Promise<boolean> {
  return env.pg.transaction(async (tx) => {
    await tx.query(`SET LOCAL lock_timeout = '10s'`);
    const rows = await tx.query(
      `UPDATE frodb.intents SET state = 'rolling_back' WHERE id = $1 AND state = 'open' RETURNING 1`,
      [intent.id],
    );
    return rows.length > 0;
  });
}

async function untilBackendIsGone(env: WriteEnv, { pid, backendStart }: LostCommit): Promise<void> {
  const deadline = Date.now() + env.times.engineRetrySeconds * 1_000;
  for (;;) {
    const rows = await env.pg.query(
      `SELECT 1 FROM pg_stat_activity WHERE pid = $1 AND ($2::timestamptz IS NULL OR backend_start = $2)`,
      [pid, backendStart],
    );
    if (rows.length === 0) return;
    if (Date.now() > deadline)
      throw unavailable('postgres', 'a write is still running; ask for its outcome later');
    await sleep(50);
  }
}
