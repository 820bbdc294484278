import type { Postgres, Queryable } from '../infra/postgres.ts';
import type { EventPosition } from './event-position.ts';

/** Events after one position up to another: all of their transactions are over, so that no more come in between. */
export interface EventRange {
  after: EventPosition;
  upTo: EventPosition;
}

/**
 * A reader of events, with its position in a row of `frodb.event_consumers` that a migration makes: events are kept
 * until the slowest has read them.
 */
export interface EventConsumer {
  name: string;
  /** Events that it is given at a time, at most; default 10,000. */
  most?: number;
  /** What the events lead to, written in `tx`: it commits with the new position, or neither does. */
  consume: (tx: Queryable, range: EventRange) => Promise<void>;
}

const mostAtOnce = 10_000;

/**
 * Hands a consumer all events that it has not had and whose transactions are over, in order and each exactly once,
 * whoever else of several gateways does the same or dies in it. Ends when there are no more, or another one is at it.
 */
export async function runConsumer(
  pg: Postgres,
  { name, most = mostAtOnce, consume }: EventConsumer,
): Promise<void> {
  for (;;) {
    const events = await pg.transaction(async (tx) => {
      const [after] = await tx.query<EventPosition>(
        'SELECT xid::text, id FROM frodb.event_consumers WHERE name = $1 FOR UPDATE SKIP LOCKED',
        [name],
      );
      if (!after) return 0;
      const { count, upTo } = await nextBatch(tx, after, most);
      if (upTo === null) return 0;
      await consume(tx, { after, upTo });
      await tx.query('UPDATE frodb.event_consumers SET xid = $2::xid8, id = $3 WHERE name = $1', [
        name,
        upTo.xid,
        upTo.id,
      ]);
      return count;
    });
    if (events < most) return;
  }
}

/** Is there anything that a consumer has not had? Asked without the lock, and what that writes. */
export async function hasUnread(pg: Queryable, name: string): Promise<boolean> {
  const found = await pg.query(
    `SELECT 1 FROM frodb.event_consumers c WHERE c.name = $1 AND EXISTS (
       SELECT 1 FROM frodb.events e WHERE (e.xid, e.id) > (c.xid, c.id) AND ${isSettled})`,
    [name],
    { name: 'consumer-unread' },
  );
  return found.length > 0;
}

/**
 * As a condition on the events `e`. Those of transactions that still run, and all younger ones, wait: what commits late
 * would be left out otherwise.
 */
export const isSettled = 'e.xid < pg_snapshot_xmin(pg_current_snapshot())';

async function nextBatch(
  tx: Queryable,
  after: EventPosition,
  most: number,
): Promise<{ count: number; upTo: EventPosition | null }> {
  const [batch] = await tx.query<{ count: number; xid: string; id: number }>(
    `WITH due AS (SELECT e.xid, e.id FROM frodb.events e WHERE (e.xid, e.id) > ($1::xid8, $2) AND ${isSettled}
       ORDER BY e.xid, e.id LIMIT $3)
     SELECT (SELECT count(*) FROM due), xid::text, id FROM due ORDER BY due.xid DESC, id DESC LIMIT 1`,
    [after.xid, after.id, most],
  );
  return batch ? { count: batch.count, upTo: { xid: batch.xid, id: batch.id } } : { count: 0, upTo: null };
}

/** As a condition on the events `e`; the parameters are `rangeValues`. */
export const inRange = '(e.xid, e.id) > ($1::xid8, $2) AND (e.xid, e.id) <= ($3::xid8, $4)';

export function rangeValues({ after, upTo }: EventRange): unknown[] {
  return [after.xid, after.id, upTo.xid, upTo.id];
}

const forgottenAtOnce = 1_000;

/**
 * Deletes events, the oldest first, that are more than `keepSeconds` older than the newest one and that every consumer
 * has had, and notes how far it came. Counted from the newest one because after an end without order the stores are
 * compared by the newest events, however long the machine was off.
 */
export async function forgetEvents(pg: Queryable, keepSeconds: number): Promise<void> {
  for (;;) {
    const [result] = await pg.query<{ deleted: number }>(
      `WITH oldest AS (SELECT id, at FROM frodb.events
         WHERE (xid, id) <= (SELECT xid, id FROM frodb.event_consumers ORDER BY xid, id LIMIT 1)
         ORDER BY xid, id LIMIT ${forgottenAtOnce}),
       deleted AS (DELETE FROM frodb.events WHERE id IN (SELECT id FROM oldest WHERE at <
           (SELECT at FROM frodb.events ORDER BY xid DESC, id DESC LIMIT 1) - make_interval(secs => $1))
         RETURNING xid, id),
       noted AS (UPDATE frodb.forgotten_events f SET xid = newest.xid, id = newest.id
         FROM (SELECT xid, id FROM deleted ORDER BY xid DESC, id DESC LIMIT 1) newest
         WHERE (newest.xid, newest.id) > (f.xid, f.id))
       SELECT count(*) AS deleted FROM deleted`,
      [keepSeconds],
    );
    if ((result?.deleted ?? 0) < forgottenAtOnce) return;
  }
}
