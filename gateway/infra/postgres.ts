import pg from 'pg';
import { ConnectionLostError, connectError, statementError } from './postgres-errors.ts';
import type { Backend } from './postgres-errors.ts';
import { UrlClient, connectTo } from './postgres-client.ts';
import { toParameter } from './postgres-types.ts';

export { ConnectionLostError, PgError } from './postgres-errors.ts';
export { jsonbParameter } from './postgres-types.ts';

export interface QueryOptions {
  /** Names a prepared statement: parsed once per connection. One name, one text, for ever. */
  name?: string;
  /** Counts as a lost connection when Postgres has not answered by then. */
  timeoutMs?: number;
}

/** Runs statements. Rows come as objects; timestamps as ISO strings in UTC (milliseconds), int8 as numbers. */
export interface Queryable {
  query<T = Record<string, unknown>>(text: string, values?: unknown[], options?: QueryOptions): Promise<T[]>;
}

export interface Transaction extends Queryable {
  /** The server process that runs it, to ask about an unknown commit. */
  readonly backend: Backend;
  /** Called once it is committed and Postgres has said so; never after a roll-back or an unknown commit. */
  onCommit(handler: () => void): void;
}

/** A connection of its own, outside the pool: for LISTEN, session locks and lease renewal. */
export interface Session extends Queryable {
  readonly backend: Backend;
  /** Process id that was announced at the beginning: the backend's, unless there is a pooler in between. */
  readonly servedBy: number | null;
  onNotification(handler: (channel: string, payload: string) => void): void;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

export interface Postgres extends Queryable {
  /** Commits when `work` resolves and rolls back when it throws. A COMMIT without answer is a ConnectionLostError. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  session(): Promise<Session>;
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface PostgresOptions {
  url: string;
  applicationName: string;
  poolSize: number;
  /** For statements that name no timeout of their own. */
  queryTimeoutMs?: number;
}

const greetTimeoutMs = 10_000;
const pingTimeoutMs = 2_000;
const defaultQueryTimeoutMs = 120_000;

/** A frozen gateway must block no one: its open transactions are ended by the server. */
const greeting = `SELECT set_config('TimeZone', 'UTC', false), set_config('DateStyle', 'ISO', false),
  set_config('idle_in_transaction_session_timeout', '10s', false), set_config('client_min_messages', 'warning', false),
  pg_backend_pid() AS pid,
  (SELECT (backend_start AT TIME ZONE 'UTC')::text || '+00' FROM pg_stat_activity WHERE pid = pg_backend_pid()) AS start`;

/** Opens nothing yet: connections are made at first use. */
export function createPostgres(options: PostgresOptions): Postgres {
  const config = connectTo(options.url, options.applicationName);
  const pool = new pg.Pool({
    ...config,
    Client: UrlClient,
    max: options.poolSize,
    idleTimeoutMillis: 60_000,
  });
  const backends = new WeakMap<pg.Client, Backend>();
  const timeoutMs = options.queryTimeoutMs ?? defaultQueryTimeoutMs;
  // An idle connection that breaks leaves the pool by itself; without a listener it would end the process.
  pool.on('error', ignore);

  async function withClient<T>(work: (client: pg.Client, backend: Backend) => Promise<T>): Promise<T> {
    const client = await pool.connect().catch((error: unknown) => {
      throw connectError(error);
    });
    let broken = true;
    try {
      let backend = backends.get(client);
      if (!backend) {
        client.on('error', ignore);
        backend = await greet(client);
        backends.set(client, backend);
      }
      const result = await work(client, backend);
      broken = false;
      return result;
    } catch (error) {
      broken = error instanceof ConnectionLostError || client.getTransactionStatus() !== 'I';
      throw error;
    } finally {
      client.release(broken);
    }
  }

  const query: Queryable['query'] = <T>(
    text: string,
    values: unknown[] = [],
    { name, ...rest }: QueryOptions = {},
  ) =>
    withClient((client, backend) => run<T>(client, backend, text, values, name, rest.timeoutMs ?? timeoutMs));

  const transaction: Postgres['transaction'] = (work) =>
    withClient(async (client, backend) => {
      const handlers: (() => void)[] = [];
      const tx: Transaction = {
        backend,
        onCommit: (handler) => void handlers.push(handler),
        query: (text, values = [], { name, ...rest } = {}) =>
          run(client, backend, text, values, name, rest.timeoutMs ?? timeoutMs),
      };
      await tx.query('BEGIN');
      let result;
      try {
        result = await work(tx);
      } catch (error) {
        await tx.query('ROLLBACK').catch(() => client.end());
        throw error;
      }
      await commit(client, backend, timeoutMs);
      for (const handle of handlers) handle();
      return result;
    });

  return {
    query,
    transaction,
    session: () => openSession(config, timeoutMs),
    ping: async () => void (await query('SELECT 1', [], { timeoutMs: pingTimeoutMs })),
    close: () => pool.end(),
  };
}

async function openSession(config: pg.ClientConfig, defaultTimeoutMs: number): Promise<Session> {
  const client = new UrlClient(config);
  client.on('error', ignore);
  const ended = new Promise<void>((resolve) => client.once('end', resolve));
  await client.connect().catch((error: unknown) => {
    throw connectError(error);
  });
  const backend = await greet(client);
  return {
    backend,
    servedBy: client.processID,
    ended,
    query: (text, values = [], { name, timeoutMs = defaultTimeoutMs } = {}) =>
      run(client, backend, text, values, name, timeoutMs),
    onNotification: (handler) =>
      void client.on('notification', (message) => handler(message.channel, message.payload ?? '')),
    close: () => client.end(),
  };
}

async function greet(client: pg.Client): Promise<Backend> {
  try {
    const asked = client.query<{ pid: number; start: string | null }>(greeting);
    const row = (await withDeadline(client, greetTimeoutMs, asked)).rows[0];
    if (!row) throw new Error('it did not name its backend');
    return { pid: row.pid, backendStart: row.start };
  } catch (error) {
    throw connectError(error);
  }
}

async function run<T>(
  client: pg.Client,
  backend: Backend,
  text: string,
  values: unknown[],
  name: string | undefined,
  timeoutMs: number,
): Promise<T[]> {
  const result = await send(
    client,
    backend,
    { text, values: values.map(toParameter), ...(name === undefined ? {} : { name }) },
    timeoutMs,
  );
  return result.rows as T[];
}

async function commit(client: pg.Client, backend: Backend, timeoutMs: number): Promise<void> {
  const result = await send(client, backend, { text: 'COMMIT' }, timeoutMs);
  // A statement failed and the caller went on: Postgres answers COMMIT with ROLLBACK.
  if (result.command !== 'COMMIT') throw new Error('The transaction had failed before its commit');
}

async function send(
  client: pg.Client,
  backend: Backend,
  config: pg.QueryConfig,
  timeoutMs: number,
): Promise<pg.QueryResult> {
  try {
    return await withDeadline(client, timeoutMs, client.query(config));
  } catch (error) {
    throw statementError(error, backend);
  }
}

/** Ending the client destroys its socket and thereby fails the statement that runs. */
async function withDeadline<T>(client: pg.Client, timeoutMs: number, running: Promise<T>): Promise<T> {
  const timer = setTimeout(() => void client.end(), timeoutMs);
  try {
    return await running;
  } finally {
    clearTimeout(timer);
  }
}

function ignore(): void {
  // The statement that was running fails by itself, and the connection is replaced.
}
