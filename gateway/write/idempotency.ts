import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, conflict } from '../errors.ts';
import { readText } from '../infra/large-json.ts';
import type { Queryable } from '../infra/postgres.ts';
import type { IdempotencyClaim, WriteEnv } from './env.ts';
import { leaseLost } from './intents.ts';

/** What a call with an Idempotency-Key finds: the key is its own, or the first call's answer is there. */
export type IdempotencyResult = { kind: 'claimed' } | { kind: 'answered'; inputHash: string; body: unknown };

/** What a committed write leaves for the replays of its call. */
export interface KeptAnswer {
  claim: IdempotencyClaim;
  /** Of the parsed input, hex. */
  inputHash: string;
  /** What the caller is told. */
  body: unknown;
}

/** In the column `status` of a call that is answered; the rest of the answer follows from its route and body. */
export const answered = 200;

const keptSeconds = 86_400;
const pollMs = 100;

interface Row {
  input_hash: string | null;
  status: number | null;
  body: string | null;
}

/** The claim of a step of a job: it holds as long as the job does, and tells whether the step is done. */
export function stepClaim(jobId: string, keyId: string, step: string): IdempotencyClaim {
  return { keyId, method: 'JOB', path: `/jobs/${jobId}`, key: step };
}

/**
 * Claims a key before anything is put, with an intent's lease; a claim whose lease ran out is taken over. While
 * another call holds it this waits, then throws 409 with Retry-After.
 */
export async function claimIdempotency(
  env: WriteEnv,
  claim: IdempotencyClaim,
  waitSeconds: number,
): Promise<IdempotencyResult> {
  const deadline = Date.now() + waitSeconds * 1_000;
  for (;;) {
    const taken = await env.pg.query(
      `INSERT INTO frodb.idempotency AS i (key_id, method, path, key, owner, lease_until, expires_at)
       VALUES ($1, $2, $3, $4, $5, now() + make_interval(secs => $6), now() + make_interval(secs => $7))
       ON CONFLICT (key_id, method, path, key) DO UPDATE SET owner = excluded.owner, input_hash = NULL, status = NULL,
         headers = NULL, body = NULL, lease_until = excluded.lease_until, expires_at = excluded.expires_at
       WHERE (i.status IS NULL AND i.lease_until < now()) OR (i.expires_at < now() AND i.method <> 'JOB') RETURNING 1`,
      [...keyOf(claim), env.owner, env.times.intentLeaseSeconds, keptSeconds],
      { name: 'idempotency-claim' },
    );
    if (taken.length > 0) {
      env.held.claims.add(claim);
      return { kind: 'claimed' };
    }
    const [row] = await env.pg.query<Row>(
      `SELECT encode(input_hash, 'hex') AS input_hash, status, body::text FROM frodb.idempotency
       WHERE key_id = $1 AND method = $2 AND path = $3 AND key = $4`,
      keyOf(claim),
      { name: 'idempotency-answer' },
    );
    if (row?.status) {
      const body: unknown = row.body === null ? null : readText(row.body);
      return { kind: 'answered', inputHash: row.input_hash ?? '', body };
    }
    if (Date.now() > deadline) throw stillRunning();
    await sleep(pollMs);
  }
}

/** What a claim was answered with; undefined while it was not. */
export async function keptAnswer(
  pg: Queryable,
  claim: IdempotencyClaim,
): Promise<{ body: unknown } | undefined> {
  const [row] = await pg.query<Pick<Row, 'body'>>(
    `SELECT body::text FROM frodb.idempotency
     WHERE key_id = $1 AND method = $2 AND path = $3 AND key = $4 AND status IS NOT NULL`,
    keyOf(claim),
  );
  return row && { body: row.body === null ? null : readText(row.body) };
}

/** Gives a claim back after a call that committed nothing: only answers of committed writes are kept. */
export async function releaseIdempotency(env: WriteEnv, claim: IdempotencyClaim): Promise<void> {
  try {
    await env.pg.query(
      `DELETE FROM frodb.idempotency WHERE key_id = $1 AND method = $2 AND path = $3 AND key = $4
         AND owner = $5 AND status IS NULL`,
      [...keyOf(claim), env.owner],
      // A commit whose outcome is not known may hold the row.
      { timeoutMs: Math.max(1, env.times.engineRetrySeconds) * 1_000 },
    );
  } catch (error) {
    env.logger.warn({ err: error }, 'an idempotency claim is left to its lease');
  } finally {
    env.held.claims.delete(claim);
  }
}

/** Stores the answer of a claimed call in the transaction of its write. Throws 503 if another call has taken the claim. */
export async function keepAnswer(
  tx: Queryable,
  env: Pick<WriteEnv, 'owner'>,
  { claim, inputHash, body }: KeptAnswer,
): Promise<void> {
  const kept = await tx.query(
    `UPDATE frodb.idempotency SET status = ${answered}, input_hash = decode($6, 'hex'), headers = '{}', body = $7
     WHERE key_id = $1 AND method = $2 AND path = $3 AND key = $4 AND owner = $5 AND status IS NULL RETURNING 1`,
    [...keyOf(claim), env.owner, inputHash, JSON.stringify(body)],
  );
  if (kept.length === 0) throw leaseLost();
}

/** 409 for a key that was used with other input. */
export function otherInput(): AppError {
  const message = 'This key was used with another body. Use a new key for a new write.';
  return conflict(message, [{ path: 'idempotency-key', code: 'used_with_other_input', message }]);
}

function stillRunning(): AppError {
  return new AppError('conflict', 'The first call with this Idempotency-Key is still running.', {
    headers: { 'retry-after': '2' },
  });
}

function keyOf({ keyId, method, path, key }: IdempotencyClaim): string[] {
  return [keyId, method, path, key];
}
