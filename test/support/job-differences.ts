import type { Queryable } from '../../gateway/infra/postgres.ts';

/**
 * Where jobs and the queue disagree: every job that waits or runs has exactly one place in the queue, of its lane, and
 * nothing else has one; who holds what, and when it is due, fits its state. All of it changes in transactions, so that
 * it is true at any moment, whatever goes on.
 */
export async function jobDifferences(pg: Queryable): Promise<string[]> {
  const rows = await pg.query<{ what: string }>(
    `WITH placed AS (SELECT j.*, q.name AS queue, q.state::text AS place, q.priority,
         q.start_after - j.due_at AS apart, count(q.id) OVER (PARTITION BY j.id) AS places
       FROM frodb.jobs j LEFT JOIN frodb_jobs.job q ON q.id = j.id)
     SELECT 'job ' || id || ' (' || kind || ', ' || state || ') ' || what AS what FROM placed, LATERAL (VALUES
       ('has ' || places || ' places in the queue', places <> CASE WHEN ended_at IS NULL THEN 1 ELSE 0 END),
       ('is in the queue of ' || queue || ' and not of ' || lane, queue <> lane OR priority <> -turn),
       ('is ' || place || ' in the queue',
         place IS NOT NULL AND place <> CASE state WHEN 'running' THEN 'active' ELSE 'created' END),
       ('is due at ' || due_at || ' and in the queue ' || apart || ' later', apart <> interval '0'
         AND (state <> 'waiting' OR apart > interval '0')),
       ('has ended and has not', (ended_at IS NULL) <> (state IN ('waiting', 'running'))),
       ('has a gateway', (owner IS NOT NULL) <> (state = 'running')),
       ('has a lease', (lease_until IS NOT NULL) <> (state = 'running')),
       ('has no time', (due_at IS NOT NULL) <> (state = 'waiting')),
       ('is to be cancelled', is_cancel_wanted AND state <> 'running'),
       ('is to run again', is_wanted_again AND ended_at IS NOT NULL)
     ) AS faults (what, is_fault) WHERE is_fault
     UNION ALL SELECT 'place ' || q.name || ' ' || q.id || ' of no job' FROM frodb_jobs.job q
       WHERE NOT EXISTS (SELECT 1 FROM frodb.jobs j WHERE j.id = q.id)
     UNION ALL SELECT 'key ' || exclusive || ' of ' || count(*) || ' jobs' FROM frodb.jobs
       WHERE ended_at IS NULL AND exclusive IS NOT NULL GROUP BY exclusive HAVING count(*) > 1`,
  );
  return rows.map(({ what }) => what);
}
