import type { Attempt, Delivery } from '../../contract/webhooks.ts';
import type { Queryable } from '../../infra/postgres.ts';
import type { EventPosition } from '../../write/event-position.ts';

type State = Delivery['state'];

/** A delivery that is to be made: an event for a webhook. */
export interface NewDelivery {
  webhook_id: string;
  xid: string;
  event_id: number;
  /** Those of one line are sent in order. */
  line: string;
}

/** Events that were committed before their webhook began are left out. */
export async function insertDeliveries(tx: Queryable, rows: NewDelivery[]): Promise<void> {
  await tx.query(
    `INSERT INTO frodb.webhook_deliveries (webhook_id, event_id, xid, line)
     SELECT w.id, n.event_id, n.xid, n.line
     FROM jsonb_to_recordset($1) AS n(webhook_id uuid, event_id bigint, xid xid8, line text)
     JOIN frodb.webhooks w ON w.id = n.webhook_id AND w.is_enabled AND NOT pg_visible_in_snapshot(n.xid, w.began)`,
    [JSON.stringify(rows)],
  );
}

const waiting = `frodb.webhook_deliveries d WHERE d.state = 'waiting' AND d.webhook_id`;

/**
 * The first of each line of the enabled webhooks, or of the one whose id is $1, if it is due. Each line is found by one
 * look into the index, however many wait in it.
 */
const dueHeads = `WITH RECURSIVE lines AS (
    SELECT w.id, (SELECT min(d.line) FROM ${waiting} = w.id) AS line
    FROM frodb.webhooks w WHERE w.is_enabled AND ($1::uuid IS NULL OR w.id = $1)
    UNION ALL
    SELECT l.id, (SELECT min(d.line) FROM ${waiting} = l.id AND d.line > l.line) FROM lines l WHERE l.line IS NOT NULL),
  due AS (SELECT h.* FROM lines l CROSS JOIN LATERAL (
      SELECT d.webhook_id, d.xid::text, d.event_id, d.line, d.attempts, d.due_at FROM ${waiting} = l.id AND d.line = l.line
      ORDER BY d.xid, d.event_id LIMIT 1) h
    WHERE h.due_at <= now())`;

export interface DueWebhook {
  id: string;
  key_id: string;
  name: string | null;
  url: string;
}

/** Webhooks of which something can be sent now. */
export function findDue(pg: Queryable): Promise<DueWebhook[]> {
  return pg.query<DueWebhook>(
    `${dueHeads} SELECT id, key_id, name, url FROM frodb.webhooks WHERE id IN (SELECT webhook_id FROM due) ORDER BY id`,
    [null],
    { name: 'webhooks-due' },
  );
}

/** A delivery whose turn it is, and what its webhook is now. */
export interface Head extends NewDelivery {
  attempts: number;
  url: string;
  secret: string;
}

/** The one that is due for longest, in none of the lines that are at work already. */
export async function nextHead(
  pg: Queryable,
  webhookId: string,
  atWork: readonly string[],
): Promise<Head | undefined> {
  const [head] = await pg.query<Head>(
    `${dueHeads} SELECT due.webhook_id, due.xid, due.event_id, due.line, due.attempts, w.url, w.secret
     FROM due JOIN frodb.webhooks w ON w.id = due.webhook_id
     WHERE due.line <> ALL($2::text[]) ORDER BY due.due_at, due.line LIMIT 1`,
    [webhookId, atWork],
    { name: 'webhooks-head' },
  );
  return head;
}

/** What an attempt came to. */
export interface Noted {
  attempt: Attempt;
  state: State;
  /** Seconds until the next one. */
  after: number;
  /** Why the webhook is disabled with it. */
  disable: string | null;
}

const logged = (attempt: string): string =>
  `jsonb_path_query_array(attempt_log || ${attempt}::jsonb, '$[last - 19 to last]')`;

/** Does nothing where somebody has ended it meanwhile. */
export async function noteAttempt(
  pg: Queryable,
  { webhook_id: webhookId, event_id: eventId }: NewDelivery,
  { id, attempt, state, after, disable }: Noted & { id: string },
): Promise<void> {
  await pg.query(
    `WITH noted AS (UPDATE frodb.webhook_deliveries SET attempts = attempts + 1, state = $3, attempt_log = ${logged('$5')},
         due_at = now() + make_interval(secs => $4), ended_at = CASE WHEN $3 <> 'waiting' THEN now() END
       WHERE webhook_id = $1 AND event_id = $2 AND state = 'waiting')
     UPDATE frodb.webhooks SET last_attempt = $6, disabled_reason = coalesce($7, disabled_reason),
       is_enabled = is_enabled AND $7::text IS NULL WHERE id = $1`,
    [
      webhookId,
      eventId,
      state,
      after,
      JSON.stringify(attempt),
      JSON.stringify({ delivery_id: id, ...attempt }),
      disable,
    ],
  );
}

/** Gives up all that wait of a webhook, with the reason as their last attempt. */
export async function endWaiting(pg: Queryable, webhookId: string, error: string): Promise<void> {
  const attempt: Attempt = { at: new Date().toISOString(), status: null, error, ms: 0 };
  await pg.query(
    `UPDATE frodb.webhook_deliveries SET state = 'dead', ended_at = now(), attempt_log = ${logged('$2')}
     WHERE webhook_id = $1 AND state = 'waiting'`,
    [webhookId, JSON.stringify(attempt)],
  );
}

export interface DeliveryRow extends EventPosition {
  type: string;
  at: string;
  database_name: string | null;
  collection_name: string | null;
  state: State;
  attempts: number;
  due_at: string;
  ended_at: string | null;
  attempt_log: Attempt[];
}

const columns = `d.xid::text, d.event_id AS id, e.type, e.at, e.database_name, e.collection_name, d.state, d.attempts,
  d.due_at, d.ended_at, d.attempt_log`;
const withEvents = 'frodb.webhook_deliveries d JOIN frodb.events e ON e.id = d.event_id';

/** The newest first. */
export function listDeliveries(
  pg: Queryable,
  {
    webhookId,
    state,
    after,
    limit,
  }: { webhookId: string; state: State | null; after: EventPosition | null; limit: number },
): Promise<DeliveryRow[]> {
  return pg.query<DeliveryRow>(
    `SELECT ${columns} FROM ${withEvents} WHERE d.webhook_id = $1 AND ($2::text IS NULL OR d.state = $2)
       AND ($3::xid8 IS NULL OR (d.xid, d.event_id) < ($3, $4::bigint))
     ORDER BY d.xid DESC, d.event_id DESC LIMIT $5`,
    [webhookId, state, after?.xid ?? null, after?.id ?? null, limit],
  );
}

export async function countDeliveries(
  pg: Queryable,
  webhookId: string,
  state: State | null,
): Promise<number> {
  const [row] = await pg.query<{ count: number }>(
    'SELECT count(*) FROM frodb.webhook_deliveries WHERE webhook_id = $1 AND ($2::text IS NULL OR state = $2)',
    [webhookId, state],
  );
  return row?.count ?? 0;
}

/**
 * Makes a delivery due now, with all its attempts before it. One that had ended is a line of its own: it waits for
 * none, and none waits for it. undefined: it is not there.
 */
export async function retryDelivery(
  tx: Queryable,
  webhookId: string,
  { xid, id }: EventPosition,
  line: string,
): Promise<DeliveryRow | undefined> {
  const changed = await tx.query(
    `UPDATE frodb.webhook_deliveries SET line = CASE WHEN state = 'waiting' THEN line ELSE $4 END, state = 'waiting',
       attempts = 0, due_at = now(), ended_at = NULL
     WHERE webhook_id = $1 AND event_id = $2 AND xid = $3::xid8 RETURNING 1`,
    [webhookId, id, xid, line],
  );
  if (changed.length === 0) return undefined;
  const [row] = await tx.query<DeliveryRow>(
    `SELECT ${columns} FROM ${withEvents} WHERE d.webhook_id = $1 AND d.event_id = $2`,
    [webhookId, id],
  );
  return row;
}

const forgottenAtOnce = 1_000;

/** Deletes, of each webhook, those that have ended beyond the newest `keepCount`. */
export async function forgetDeliveries(pg: Queryable, keepCount: number): Promise<void> {
  for (;;) {
    const deleted = await pg.query(
      `DELETE FROM frodb.webhook_deliveries d USING frodb.webhooks w CROSS JOIN LATERAL (
         SELECT webhook_id, event_id FROM frodb.webhook_deliveries WHERE webhook_id = w.id AND state <> 'waiting'
         ORDER BY xid DESC, event_id DESC OFFSET $1 LIMIT ${forgottenAtOnce}) old
       WHERE d.webhook_id = old.webhook_id AND d.event_id = old.event_id RETURNING 1`,
      [keepCount],
    );
    if (deleted.length === 0) return;
  }
}
