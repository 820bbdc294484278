import type { EventType, WireEvent } from '../../contract/events.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { inRange, isSettled, rangeValues } from '../../write/consumers.ts';
import type { EventRange } from '../../write/consumers.ts';
import { firstPosition } from '../../write/event-position.ts';
import type { EventPosition } from '../../write/event-position.ts';

/** An event of the outbox, as it is told. */
export interface KeptEvent {
  position: EventPosition;
  event: WireEvent;
}

interface EventRow extends EventPosition {
  type: string;
  at: string;
  database_name: string | null;
  collection_name: string | null;
  revision: string | null;
  record_ids: string[] | null;
  request_id: string | null;
  key_id: string | null;
  agent_id: string | null;
  details: Partial<WireEvent> | null;
}

const columns = `e.xid::text, e.id, e.type, e.at, e.database_name, e.collection_name, e.revision, e.record_ids,
  e.request_id, e.key_id, e.agent_id, e.details`;
const outlineColumns = columns.replace('e.record_ids', 'NULL AS record_ids');

/** A write of many records is the same to who follows as one of a single record. */
function typeOf(type: string): EventType {
  return type.replace(/^records\./, 'record.') as EventType;
}

function toKept(row: EventRow): KeptEvent {
  const {
    xid,
    id,
    record_ids: recordIds,
    revision,
    request_id: requestId,
    key_id: keyId,
    agent_id: agentId,
  } = row;
  return {
    position: { xid, id },
    event: {
      type: typeOf(row.type),
      at: row.at,
      database: row.database_name,
      collection: row.collection_name,
      ...(recordIds && { record_ids: recordIds }),
      ...(revision && { revision }),
      ...(requestId && { request_id: requestId }),
      ...(keyId && { key_id: keyId }),
      ...(agentId && { agent_id: agentId }),
      ...row.details,
    },
  };
}

/** What there is after a position. */
export interface EventPage {
  /** In order. */
  events: KeptEvent[];
  /** Events after the position were deleted since: these are not all that there were. */
  isForgotten: boolean;
  /** More are committed, and wait for older transactions to end. */
  isMoreWaiting: boolean;
}

/** The first `limit` events after a position of which all transactions are over. */
export async function readPage(pg: Queryable, after: EventPosition, limit: number): Promise<EventPage> {
  const rows = await pg.query<EventRow & { is_forgotten: boolean; is_more_waiting: boolean }>(
    `SELECT s.is_forgotten, s.is_more_waiting, ${columns}
     FROM (SELECT (f.xid, f.id) > ($1::xid8, $2::bigint) AS is_forgotten, EXISTS (
         SELECT 1 FROM frodb.events w WHERE w.xid >= pg_snapshot_xmin(pg_current_snapshot())) AS is_more_waiting
       FROM frodb.forgotten_events f) s
     LEFT JOIN LATERAL (SELECT * FROM frodb.events e WHERE (e.xid, e.id) > ($1::xid8, $2) AND ${isSettled}
       ORDER BY e.xid, e.id LIMIT $3) e ON true ORDER BY e.xid, e.id`,
    [after.xid, after.id, limit],
    { name: 'events-page' },
  );
  const [first] = rows;
  return {
    // One row without an event says that there is none.
    events: first?.xid === null ? [] : rows.map(toKept),
    isForgotten: first?.is_forgotten ?? false,
    isMoreWaiting: first?.is_more_waiting ?? false,
  };
}

/**
 * The last event of which all older transactions are over. Always one that is on the disk: numbers of transactions that
 * left nothing there are given again after a crash.
 */
export async function readEnd(pg: Queryable): Promise<EventPosition> {
  const [row] = await pg.query<EventPosition>(
    `SELECT e.xid::text, e.id FROM frodb.events e WHERE ${isSettled} ORDER BY e.xid DESC, e.id DESC LIMIT 1`,
    [],
    { name: 'events-end' },
  );
  return row ?? firstPosition;
}

/** As `readRange`, without the ids of records, of which one event may have ten thousand. */
export async function readOutlines(pg: Queryable, range: EventRange, limit: number): Promise<KeptEvent[]> {
  const rows = await pg.query<EventRow>(
    `SELECT ${outlineColumns} FROM frodb.events e WHERE ${inRange} ORDER BY e.xid, e.id LIMIT $5`,
    [...rangeValues(range), limit],
  );
  return rows.map(toKept);
}

/** The first `limit` events of a range that a consumer was given. */
export async function readRange(pg: Queryable, range: EventRange, limit: number): Promise<KeptEvent[]> {
  const rows = await pg.query<EventRow>(
    `SELECT ${columns} FROM frodb.events e WHERE ${inRange} ORDER BY e.xid, e.id LIMIT $5`,
    [...rangeValues(range), limit],
  );
  return rows.map(toKept);
}
