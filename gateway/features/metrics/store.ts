import { AppError } from '../../errors.ts';
import type { Queryable } from '../../infra/postgres.ts';

/** What Postgres knows of work that waits. */
export interface Backlog {
  intents: Record<string, number>;
  garbage: Record<string, number>;
  garbageOverdueSeconds: number;
  eventLagSeconds: Record<string, number>;
  jobs: { kind: string; state: string; count: number }[];
  jobQueueAgeSeconds: number;
}

const patienceMs = 2_000;
const most = 1_000;

/** Each part reads an index, or so many rows at most. */
const text = `SELECT
  (SELECT coalesce(jsonb_object_agg(kind, count), '{}') FROM (SELECT kind, count(*)
     FROM (SELECT kind FROM frodb.intents LIMIT ${most}) AS few GROUP BY kind) AS counted) AS intents,
  (SELECT coalesce(jsonb_object_agg(store, count), '{}') FROM (SELECT store, count(*)
     FROM (SELECT store FROM frodb.garbage LIMIT ${most}) AS few GROUP BY store) AS counted) AS garbage,
  (SELECT coalesce(greatest(extract(epoch FROM now() - min(due_at)), 0), 0)::float8 FROM frodb.garbage)
    AS "garbageOverdueSeconds",
  (SELECT coalesce(jsonb_object_agg(consumer, lag), '{}') FROM (SELECT consumer, max(lag) AS lag
     FROM (SELECT split_part(c.name, ':', 1) AS consumer, coalesce((SELECT extract(epoch FROM now() - e.at)
         FROM frodb.events e WHERE (e.xid, e.id) > (c.xid, c.id) ORDER BY e.xid, e.id LIMIT 1), 0) AS lag
       FROM frodb.event_consumers c) AS lags GROUP BY consumer) AS late) AS "eventLagSeconds",
  (SELECT coalesce(jsonb_agg(counted), '[]') FROM (SELECT kind, state, count(*) FROM (
     (SELECT kind, state FROM frodb.jobs WHERE state IN ('waiting', 'running') LIMIT ${most}) UNION ALL
     (SELECT kind, state FROM frodb.jobs WHERE ended_at > now() - interval '1 hour' LIMIT ${most})) AS few
     GROUP BY kind, state) AS counted) AS jobs,
  (SELECT coalesce(greatest(extract(epoch FROM now() - min(due_at)), 0), 0)::float8 FROM frodb.jobs
     WHERE state = 'waiting') AS "jobQueueAgeSeconds"`;

/** null while Postgres does not answer. */
export async function readBacklog(pg: Queryable): Promise<Backlog | null> {
  try {
    const [backlog] = await pg.query<Backlog>(text, [], { name: 'backlog', timeoutMs: patienceMs });
    return backlog ?? null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return null;
    throw error;
  }
}
