import type { JobParams, JobState, JobsQuery } from '../../contract/jobs.ts';
import type { Problem } from '../../contract/problems.ts';
import { conflict } from '../../errors.ts';
import type { Lane } from '../../infra/jobs.ts';
import type { Queryable } from '../../infra/postgres.ts';

/** What lists show of a row of `frodb.jobs`: not what it was given, which may be large. */
export interface JobRow {
  id: string;
  kind: string;
  lane: Lane;
  state: JobState;
  key_id: string | null;
  agent_id: string | null;
  request_id: string | null;
  database_name: string | null;
  collection_name: string | null;
  collection_id: string | null;
  title_key: string;
  params: JobParams;
  done: number;
  total: number | null;
  unit: string;
  detail: string | null;
  per_second: number | null;
  turn: number;
  attempts: number;
  error: Problem | null;
  result: unknown;
  is_cancel_wanted: boolean;
  due_at: string | null;
  created_at: string;
  started_at: string | null;
  ended_at: string | null;
}

/** One of them, with what it was given and its last attempts. */
export type WholeJobRow = JobRow & {
  input: unknown;
  attempt_log: { started_at: string; ended_at: string; error: Problem | null }[];
};

/** Bytes, as Postgres keeps them: a page of a thousand jobs is a megabyte or two then. */
const listedResult = 2_000;

const columns = `id, kind, lane, state, key_id, agent_id, request_id, database_name, collection_name, collection_id,
  title_key, params, done, total, unit, detail, per_second, turn, attempts, error, result, is_cancel_wanted, due_at,
  created_at, started_at, ended_at`;

/** What a list shows: no large result, such as the ids of ten thousand records. */
const listed = columns.replace(
  ' result,',
  ` CASE WHEN pg_column_size(result) <= ${listedResult} THEN result END AS result,`,
);

/** What decides a new row; the rest are defaults. */
export type NewJobRow = Pick<
  JobRow,
  | 'id'
  | 'kind'
  | 'lane'
  | 'key_id'
  | 'agent_id'
  | 'request_id'
  | 'database_name'
  | 'collection_name'
  | 'collection_id'
  | 'title_key'
  | 'params'
  | 'total'
  | 'unit'
  | 'result'
> & { input: unknown; exclusive: string | null; isWantedAgain: boolean };

const lastTurn = `SELECT max(turn) + 1 FROM frodb.jobs WHERE lane = $3 AND state IN ('waiting', 'running')`;

/**
 * The lane's turns, as start-time fair queueing has them: a key's next job is one turn behind its last one, and none is
 * earlier than the earliest that is there. So a key with a thousand jobs and a key with one take turns, and FroDB itself
 * takes turns with them.
 */
const nextTurn = `greatest(
  coalesce((SELECT min(turn) FROM frodb.jobs WHERE lane = $3 AND state IN ('waiting', 'running')), 0),
  coalesce(CASE WHEN $4::uuid IS NULL THEN (${lastTurn} AND key_id IS NULL) ELSE (${lastTurn} AND key_id = $4) END, 0))`;

/** The new job, or the one that has its exclusive key already. */
export async function insertJob(tx: Queryable, row: NewJobRow): Promise<JobRow & { is_new: boolean }> {
  const [job] = await tx.query<JobRow & { is_new: boolean }>(
    `INSERT INTO frodb.jobs (id, kind, lane, key_id, agent_id, request_id, database_name, collection_name, collection_id,
       title_key, params, input, total, unit, result, exclusive, turn)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, ${nextTurn})
     ON CONFLICT (exclusive) WHERE state IN ('waiting', 'running') DO UPDATE
       SET is_wanted_again = jobs.is_wanted_again OR (jobs.state = 'running' AND ($17 OR jobs.is_cancel_wanted))
     RETURNING ${columns}, id = $1 AS is_new`,
    [
      row.id,
      row.kind,
      row.lane,
      row.key_id,
      row.agent_id,
      row.request_id,
      row.database_name,
      row.collection_name,
      row.collection_id,
      row.title_key,
      JSON.stringify(row.params),
      JSON.stringify(row.input),
      row.total,
      row.unit,
      row.result === null ? null : JSON.stringify(row.result),
      row.exclusive,
      row.isWantedAgain,
    ],
    { name: 'job-insert' },
  );
  if (!job) throw new Error('a job was not inserted');
  return job;
}

/** Keeps staged uploads as long as the job is there. Errors: 409 for one that another job holds. */
export async function holdIntents(tx: Queryable, jobId: string, intentIds: string[]): Promise<void> {
  const held = await tx.query(
    `INSERT INTO frodb.job_holds (job_id, intent_id) SELECT $1, unnest($2::uuid[]) ON CONFLICT DO NOTHING RETURNING 1`,
    [jobId, intentIds],
  );
  if (held.length < intentIds.length) throw conflict('An upload that is named here waits for another job.');
}

export async function findJob(pg: Queryable, id: string): Promise<WholeJobRow | undefined> {
  const [row] = await pg.query<WholeJobRow>(
    `SELECT ${columns}, input, attempt_log FROM frodb.jobs WHERE id = $1`,
    [id],
  );
  return row;
}

export async function findHolder(pg: Queryable, intentId: string): Promise<JobRow | undefined> {
  const [row] = await pg.query<JobRow>(
    `SELECT ${columns} FROM frodb.jobs WHERE id = (SELECT job_id FROM frodb.job_holds WHERE intent_id = $1)`,
    [intentId],
  );
  return row;
}

/** As it is, for a change of it in the same transaction. */
export async function lockJob(tx: Queryable, id: string): Promise<JobRow | undefined> {
  const [row] = await tx.query<JobRow>(`SELECT ${columns} FROM frodb.jobs WHERE id = $1 FOR UPDATE`, [id]);
  return row;
}

export function findJobs(pg: Queryable, ids: string[]): Promise<JobRow[]> {
  return pg.query<JobRow>(`SELECT ${listed} FROM frodb.jobs WHERE id = ANY($1::uuid[])`, [ids]);
}

export function findExclusive(pg: Queryable, keys: string[]): Promise<(JobRow & { exclusive: string })[]> {
  return pg.query(
    `SELECT exclusive, ${columns} FROM frodb.jobs
     WHERE exclusive = ANY($1::text[]) AND state IN ('waiting', 'running')`,
    [keys],
    { name: 'jobs-exclusive' },
  );
}

/** Which jobs a list has. */
export type JobFilter = Pick<JobsQuery, 'state' | 'kind' | 'database' | 'collection'> & {
  /** null: of all keys, and of FroDB itself. */
  keyId: string | null;
};

const filtered = `($1::uuid IS NULL OR key_id = $1) AND ($2::text IS NULL OR state = $2) AND ($3::text IS NULL OR kind = $3)
  AND ($4::text IS NULL OR database_name = $4) AND ($5::text IS NULL OR collection_name = $5)`;

function valuesOf({ keyId, state, kind, database, collection }: JobFilter): unknown[] {
  return [keyId, state ?? null, kind ?? null, database ?? null, collection ?? null];
}

/** The newest first. */
export function listJobs(
  pg: Queryable,
  filter: JobFilter,
  { after, limit }: { after: string | null; limit: number },
): Promise<JobRow[]> {
  return pg.query<JobRow>(
    `SELECT ${listed} FROM frodb.jobs WHERE ${filtered} AND ($6::uuid IS NULL OR id < $6) ORDER BY id DESC LIMIT $7`,
    [...valuesOf(filter), after, limit],
  );
}

export async function countJobs(pg: Queryable, filter: JobFilter): Promise<number> {
  const [row] = await pg.query<{ count: number }>(
    `SELECT count(*) FROM frodb.jobs WHERE ${filtered}`,
    valuesOf(filter),
  );
  return row?.count ?? 0;
}

/** What asked for it to run once more before is cancelled with it; what asks after it is not. */
export async function wantCancel(tx: Queryable, id: string): Promise<void> {
  await tx.query('UPDATE frodb.jobs SET is_cancel_wanted = true, is_wanted_again = false WHERE id = $1', [
    id,
  ]);
}

/** Lets an ended job begin anew, from its last checkpoint. Throws what Postgres says if its exclusive key is taken. */
export async function reviveJob(tx: Queryable, id: string): Promise<void> {
  await tx.query(
    `UPDATE frodb.jobs SET state = 'waiting', tries = 0, waits = 0, unavailable_since = NULL, ended_at = NULL,
       is_cancel_wanted = false, is_wanted_again = false, due_at = now() WHERE id = $1`,
    [id],
  );
}

export async function deleteJob(tx: Queryable, id: string): Promise<void> {
  await tx.query('DELETE FROM frodb.jobs WHERE id = $1', [id]);
}

const forgottenAtOnce = 1_000;

/** Deletes jobs that ended more than `keepSeconds` ago, and those beyond the `keepCount` that ended last. */
export async function forgetJobs(
  pg: Queryable,
  { keepSeconds, keepCount }: { keepSeconds: number; keepCount: number },
): Promise<void> {
  for (;;) {
    const deleted = await pg.query(
      `DELETE FROM frodb.jobs WHERE id IN (
         (SELECT id FROM frodb.jobs WHERE ended_at < now() - make_interval(secs => $1) LIMIT ${forgottenAtOnce})
         UNION ALL
         (SELECT id FROM frodb.jobs WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id DESC
          OFFSET $2 LIMIT ${forgottenAtOnce})) AND ended_at IS NOT NULL RETURNING 1`,
      [keepSeconds, keepCount],
    );
    if (deleted.length < forgottenAtOnce) return;
  }
}
