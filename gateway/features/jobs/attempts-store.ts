import type { Problem } from '../../contract/problems.ts';
import type { Lane } from '../../infra/jobs.ts';
import type { Queryable } from '../../infra/postgres.ts';

/** What a gateway holds of a job that it runs: all that it writes of it is refused when another one has it by now. */
export interface Hold {
  id: string;
  lane: Lane;
  turn: number;
  owner: string;
  attempt: number;
}

const isHeld = `id = $1 AND state = 'running' AND owner = $2 AND attempts = $3`;

function valuesOf({ id, owner, attempt }: Hold): unknown[] {
  return [id, owner, attempt];
}

/** A job that runs from now on, with what its attempt needs. */
export interface TakenJob {
  id: string;
  kind: string;
  lane: Lane;
  turn: number;
  attempts: number;
  tries: number;
  waits: number;
  unavailable_since: string | null;
  key_id: string | null;
  agent_id: string | null;
  request_id: string | null;
  database_name: string | null;
  collection_name: string | null;
  input: unknown;
  checkpoint: unknown;
  done: number;
  total: number | null;
}

const takenColumns = `id, kind, lane, turn, attempts, tries, waits, unavailable_since, key_id, agent_id, request_id,
  database_name, collection_name, input, checkpoint, done, total`;

/**
 * Begins an attempt of each of those that wait. Nothing is waited for: what somebody changes at this moment stays as it
 * is, for whoever changes a job holds its row, and wants its place in the queue next.
 */
export function beginAttempts(
  tx: Queryable,
  ids: string[],
  { owner, leaseSeconds }: { owner: string; leaseSeconds: number },
): Promise<TakenJob[]> {
  return tx.query<TakenJob>(
    `UPDATE frodb.jobs SET state = 'running', owner = $2, lease_until = now() + make_interval(secs => $3),
       attempts = attempts + 1, tries = tries + 1, attempt_started_at = now(), per_second = NULL, due_at = NULL,
       started_at = coalesce(started_at, now())
     WHERE id IN (SELECT id FROM frodb.jobs WHERE id = ANY($1::uuid[]) AND state = 'waiting' FOR UPDATE SKIP LOCKED)
     RETURNING ${takenColumns}`,
    [ids, owner, leaseSeconds],
  );
}

/** Which of these wait, as far as is committed. */
export async function waitingAmong(tx: Queryable, ids: string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    `SELECT id FROM frodb.jobs WHERE id = ANY($1::uuid[]) AND state = 'waiting'`,
    [ids],
  );
  return rows.map(({ id }) => id);
}

/** Those of a gateway's jobs that somebody wants to end. */
export async function cancelWishes(pg: Queryable, owner: string): Promise<string[]> {
  const rows = await pg.query<{ id: string }>(
    `SELECT id FROM frodb.jobs WHERE state = 'running' AND owner = $1 AND is_cancel_wanted`,
    [owner],
    { name: 'jobs-cancel' },
  );
  return rows.map(({ id }) => id);
}

/** Extends the leases of jobs that are still the gateway's own; says which those are. */
export async function renewLeases(
  pg: Queryable,
  ids: string[],
  { owner, leaseSeconds }: { owner: string; leaseSeconds: number },
): Promise<Set<string>> {
  const rows = await pg.query<{ id: string }>(
    `UPDATE frodb.jobs SET lease_until = now() + make_interval(secs => $3)
     WHERE id = ANY($1::uuid[]) AND state = 'running' AND owner = $2 RETURNING id`,
    [ids, owner, leaseSeconds],
    { timeoutMs: leaseSeconds * 500 },
  );
  return new Set(rows.map(({ id }) => id));
}

export interface ProgressRow {
  done: number;
  total: number | null;
  detail: string | null;
  perSecond: number | null;
}

/** What counts of the attempts since the last step forward. */
export type Counts = Pick<TakenJob, 'tries' | 'waits' | 'unavailable_since'>;

/**
 * undefined: it is no longer held. A checkpoint other than the last one is a step forward: what failed before it does
 * not count any more.
 */
export async function writeProgress(
  pg: Queryable,
  hold: Hold,
  progress: ProgressRow,
  checkpoint?: unknown,
): Promise<Counts | undefined> {
  const isStep = `checkpoint IS DISTINCT FROM $8::jsonb`;
  const step = `, checkpoint = $8, tries = CASE WHEN ${isStep} THEN 1 ELSE tries END,
    waits = CASE WHEN ${isStep} THEN 0 ELSE waits END,
    unavailable_since = CASE WHEN ${isStep} THEN NULL ELSE unavailable_since END`;
  const [counts] = await pg.query<Counts>(
    `UPDATE frodb.jobs SET done = $4, total = $5, detail = $6, per_second = $7 ${checkpoint === undefined ? '' : step}
     WHERE ${isHeld} RETURNING tries, waits, unavailable_since`,
    [
      ...valuesOf(hold),
      progress.done,
      progress.total,
      progress.detail,
      progress.perSecond,
      ...(checkpoint === undefined ? [] : [JSON.stringify(checkpoint)]),
    ],
  );
  return counts;
}

/** The last 20; `error` is $4. */
const logged = `attempt_log = jsonb_path_query_array(attempt_log || jsonb_build_object('started_at',
  to_char(attempt_started_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'ended_at',
  to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'error', $4::jsonb), '$[last - 19 to last]'),
  owner = NULL, lease_until = NULL, per_second = NULL`;

/**
 * Ends a job. true: it is to run once more, from its beginning, because that was asked for meanwhile; undefined: it is no
 * longer held.
 */
export async function endJob(
  tx: Queryable,
  hold: Hold,
  {
    state,
    error,
    result,
  }: { state: 'succeeded' | 'failed' | 'cancelled'; error: Problem | null; result: unknown },
): Promise<boolean | undefined> {
  const isOver = `(is_wanted_again OR $5 = 'succeeded')`;
  const [row] = await tx.query<{ again: boolean }>(
    `UPDATE frodb.jobs SET ${logged}, error = $4::jsonb,
       result = CASE WHEN $5 = 'succeeded' THEN $6::jsonb ELSE result END,
       checkpoint = CASE WHEN ${isOver} THEN NULL ELSE checkpoint END,
       done = CASE WHEN is_wanted_again THEN 0 WHEN $5 = 'succeeded' THEN coalesce(total, done) ELSE done END,
       state = CASE WHEN is_wanted_again THEN 'waiting' ELSE $5 END,
       due_at = CASE WHEN is_wanted_again THEN now() END,
       ended_at = CASE WHEN is_wanted_again THEN NULL ELSE now() END,
       tries = 0, waits = 0, unavailable_since = NULL, is_wanted_again = false, is_cancel_wanted = false
     WHERE ${isHeld} RETURNING state = 'waiting' AS again`,
    [...valuesOf(hold), json(error), state, JSON.stringify(result ?? null)],
  );
  if (row?.again === false && state === 'succeeded') await releaseGiven(tx, hold.id);
  return row?.again;
}

/** What a job was given is not needed after it succeeded. */
async function releaseGiven(tx: Queryable, id: string): Promise<void> {
  await tx.query('DELETE FROM frodb.job_bodies WHERE job_id = $1', [id]);
}

export interface Postponement {
  /** Seconds until the next attempt. */
  after: number;
  /** `tried`: it failed. `waited`: an engine was down. `interrupted`: FroDB ends in order, which is nobody's fault. */
  reason: 'tried' | 'waited' | 'interrupted';
  error: Problem | null;
}

/** Lets a job wait for its next attempt. false: it is no longer held. */
export async function postpone(
  tx: Queryable,
  hold: Hold,
  { after, reason, error }: Postponement,
): Promise<boolean> {
  const rows = await tx.query(
    `UPDATE frodb.jobs SET ${logged}, state = 'waiting', due_at = now() + make_interval(secs => $5),
       error = coalesce($4::jsonb, error), tries = CASE WHEN $6 = 'tried' THEN tries ELSE greatest(tries - 1, 0) END,
       waits = CASE WHEN $6 = 'waited' THEN waits + 1 ELSE waits END,
       unavailable_since = CASE WHEN $6 = 'waited' THEN coalesce(unavailable_since, now()) ELSE unavailable_since END
     WHERE ${isHeld} RETURNING 1`,
    [...valuesOf(hold), json(error), after, reason],
  );
  return rows.length > 0;
}

/** How many jobs of a lane wait for an engine that is down. */
export async function countUnavailable(tx: Queryable, lane: Lane): Promise<number> {
  const [row] = await tx.query<{ count: number }>(
    `SELECT count(*) FROM frodb.jobs WHERE state = 'waiting' AND unavailable_since IS NOT NULL AND lane = $1`,
    [lane],
    { name: 'jobs-unavailable' },
  );
  return row?.count ?? 0;
}

/** Does somebody want a job to end? Nobody can from now on until the transaction ends. */
export async function lockCancelWish(tx: Queryable, hold: Hold): Promise<boolean> {
  const [row] = await tx.query<{ is_cancel_wanted: boolean }>(
    `SELECT is_cancel_wanted FROM frodb.jobs WHERE ${isHeld} FOR UPDATE`,
    valuesOf(hold),
  );
  return row?.is_cancel_wanted ?? false;
}

/** Ends a job that has not begun an attempt. */
export async function cancelWaiting(tx: Queryable, id: string): Promise<void> {
  await tx.query(
    `UPDATE frodb.jobs SET state = 'cancelled', ended_at = now(), due_at = NULL, is_wanted_again = false
     WHERE id = $1 AND state = 'waiting'`,
    [id],
  );
}

/**
 * Jobs whose gateway is gone: those whose lease ran out, or with `all` those of any other gateway. They are locked, so
 * that of several gateways one deals with each.
 */
export function lockAbandoned(
  tx: Queryable,
  { owner, all }: { owner: string; all: boolean },
): Promise<(TakenJob & { owner: string })[]> {
  return tx.query<TakenJob & { owner: string }>(
    `SELECT ${takenColumns}, owner FROM frodb.jobs
     WHERE state = 'running' AND (lease_until < now() OR ($2 AND owner <> $1)) ORDER BY id LIMIT 100
     FOR UPDATE SKIP LOCKED`,
    [owner, all],
  );
}

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
