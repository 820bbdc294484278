import { filterToSql } from '../../filters/index.ts';
import type { Filter } from '../../filters/index.ts';
import type { Postgres, Session } from '../../infra/postgres.ts';
import { recordsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';

export interface SnapshotOptions {
  pg: Pick<Postgres, 'session' | 'query'>;
  /**
   * How long nothing may be read of it. Sessions have ten seconds, for writes whose gateway is frozen: they lock rows.
   * This one locks none, and its client may well be slow.
   */
  idleSeconds: number;
  /** Ends a statement that runs. */
  signal: AbortSignal;
}

/** The rows of a collection as they were at one moment, on a connection of their own. */
export interface Snapshot {
  /** As JSON, in the order of their ids, few at a time: no more is read ahead. */
  rows: () => AsyncGenerator<string[]>;
  /** Resolves when the connection is gone, whoever ended it. */
  ended: Promise<void>;
  close: () => Promise<void>;
}

/** Of what one statement brings. */
const wantedBytes = 256 * 1024;
const mostRows = 500;
/** A longer row is read by itself, when it is wanted. */
const shortRowBytes = 16 * 1024;

interface Row {
  id: string;
  /** null for a long one. */
  row: string | null;
}

/** Errors: 503 when Postgres can't be reached. Whoever opens it closes it. */
export async function openSnapshot(
  { pg, idleSeconds, signal }: SnapshotOptions,
  collection: Collection,
  filter: Filter,
): Promise<Snapshot> {
  const session = await pg.session();
  const run = cancellable(pg, session, signal);
  try {
    await run('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await run(`SELECT set_config('idle_in_transaction_session_timeout', $1, true)`, [
      `${Math.ceil(idleSeconds * 1_000)}ms`,
    ]);
    const params: unknown[] = [];
    const where = filterToSql(filter, params, 't');
    // OFFSET 0 keeps Postgres from making the text of a row twice.
    await run(
      `DECLARE exported NO SCROLL CURSOR FOR
       SELECT id, CASE WHEN octet_length(row) <= ${shortRowBytes} THEN row END AS row
       FROM (SELECT t.id, to_jsonb(t.*)::text AS row FROM ${recordsTable(collection)} t WHERE ${where}
         ORDER BY t.id OFFSET 0) AS texts`,
      params,
    );
  } catch (error) {
    await session.close();
    throw error;
  }
  return { rows: () => readRows(run, collection), ended: session.ended, close: () => session.close() };
}

type Run = <T>(text: string, values?: unknown[]) => Promise<T[]>;

/** Statements that end with the signal: one outlives the connection that asked for it until it has something to send. */
function cancellable(pg: SnapshotOptions['pg'], session: Session, signal: AbortSignal): Run {
  const cancel = (): void =>
    void pg.query('SELECT pg_cancel_backend($1)', [session.backend.pid]).catch(() => session.close());
  return async <T>(text: string, values: unknown[] = []) => {
    signal.throwIfAborted();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      return await session.query<T>(text, values);
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  };
}

async function* readRows(run: Run, collection: Collection): AsyncGenerator<string[]> {
  const longRow = `SELECT to_jsonb(t.*)::text AS row FROM ${recordsTable(collection)} t WHERE id = $1`;
  for (let count = 50; ;) {
    const rows = await run<Row>(`FETCH ${count} FROM exported`);
    if (rows.length === 0) return;
    let short: string[] = [];
    let bytes = 0;
    for (const { id, row } of rows) {
      bytes += row?.length ?? shortRowBytes;
      if (row !== null) {
        short.push(row);
        continue;
      }
      if (short.length > 0) yield short;
      short = [];
      yield (await run<{ row: string }>(longRow, [id])).map((long) => long.row);
    }
    if (short.length > 0) yield short;
    count = Math.max(1, Math.min(mostRows, Math.floor((wantedBytes * rows.length) / bytes)));
  }
}
