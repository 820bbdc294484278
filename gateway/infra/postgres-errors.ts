import { AppError, unavailable } from '../errors.ts';
import { networkError } from './engine-errors.ts';
import { fullEngine } from './full-disk.ts';

/** Which server process ran a statement: enough to ask later whether it is gone. */
export interface Backend {
  pid: number;
  /** `pg_stat_activity.backend_start` in UTC with microseconds; null where this role may not see it. */
  backendStart: string | null;
}

/** Postgres refused a statement. `code` is its SQLSTATE; nothing of the statement was done. */
export class PgError extends Error {
  readonly code: string;
  readonly constraint: string | undefined;
  readonly detail: string | undefined;
  readonly table: string | undefined;
  readonly column: string | undefined;

  constructor(cause: DatabaseError) {
    super(cause.message, { cause });
    this.name = 'PgError';
    this.code = cause.code;
    this.constraint = cause.constraint;
    this.detail = cause.detail;
    this.table = cause.table;
    this.column = cause.column;
  }
}

/**
 * The connection broke after a statement was sent: nobody knows yet whether it was done (503). Once the backend
 * is gone from `pg_stat_activity`, what it committed can be read.
 */
export class ConnectionLostError extends AppError {
  readonly pid: number;
  readonly backendStart: string | null;

  constructor(backend: Backend, cause: unknown) {
    const { message, headers } = unavailable('postgres', 'the connection broke');
    super('unavailable', message, { headers, cause });
    this.name = 'ConnectionLostError';
    this.pid = backend.pid;
    this.backendStart = backend.backendStart;
  }
}

/** What the driver throws for an ErrorResponse message of the server. */
interface DatabaseError extends Error {
  code: string;
  severity: string;
  constraint?: string;
  detail?: string;
  table?: string;
  column?: string;
}

/** The server said no for a reason that passes: out of something, starting, stopping, or a standby that takes no writes. */
const transientStates: Record<string, string> = {
  '53000': 'it is out of resources',
  '53200': 'it is out of memory',
  '53300': 'it has too many connections',
  '57P01': 'it is shutting down',
  '57P02': 'it crashed and is recovering',
  '57P03': 'it is starting up',
  '25006': 'it takes no writes (a standby?)',
  '28000': 'it refused the user',
  '28P01': 'it refused the password',
  '3D000': 'its database does not exist',
};

const diskIsFull = '53100';

/** Translates a failure to connect: nothing was sent, so everything is safe to try again. */
export function connectError(error: unknown): Error {
  if (isDatabaseError(error)) {
    return unavailable('postgres', transientStates[error.code] ?? error.message, error);
  }
  const message = error instanceof Error ? error.message : String(error);
  return networkError('postgres', error) ?? unavailable('postgres', message, error);
}

/** Translates a failure of a statement that was sent to `backend`. */
export function statementError(error: unknown, backend: Backend): Error {
  if (isDatabaseError(error)) {
    // FATAL ends the session: it can come after the commit, so it counts as a lost connection.
    if (error.severity === 'FATAL' || error.severity === 'PANIC')
      return new ConnectionLostError(backend, error);
    if (error.code === diskIsFull) return fullEngine('postgres', error);
    const reason = transientStates[error.code];
    return reason === undefined ? new PgError(error) : unavailable('postgres', reason, error);
  }
  if (!(error instanceof Error)) return new Error('The Postgres driver threw no error', { cause: error });
  if (error.message.includes('not queryable')) return unavailable('postgres', 'the connection broke', error);
  if (networkError('postgres', error) !== undefined || error.message.startsWith('Connection terminated')) {
    return new ConnectionLostError(backend, error);
  }
  return error;
}

function isDatabaseError(error: unknown): error is DatabaseError {
  return (
    error instanceof Error &&
    'severity' in error &&
    typeof error.severity === 'string' &&
    'code' in error &&
    typeof error.code === 'string'
  );
}
