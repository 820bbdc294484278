import { StartError } from '../errors.ts';
import { errorCode } from './engine-errors.ts';
import type { Postgres, Session } from './postgres.ts';

const oldest = 160_000;

interface Traits {
  version: number;
  is_standby: boolean;
  is_read_only: boolean;
  may_create: boolean;
  encoding: string;
}

/**
 * Makes sure, before anything is written, that FroDB can live in a Postgres that somebody else runs. Throws StartError:
 * one sentence about what is wrong, one about what to do.
 */
export async function requireUsable(pg: Pick<Postgres, 'session'>, url: string): Promise<void> {
  const refuse = (reason: string, cause?: unknown): never => {
    throw new StartError(
      `FroDB can't use the Postgres of FRODB_POSTGRES_URL (${withoutSecrets(url)}): ${reason}`,
      {
        cause,
      },
    );
  };
  const session = await pg.session().catch((error: unknown) => refuse(reasonOf(error), error));
  try {
    const reason = wrongWith(session, await traitsOf(session));
    if (reason !== null) refuse(reason);
  } finally {
    await session.close();
  }
}

async function traitsOf(session: Session): Promise<Traits> {
  const [traits] = await session.query<Traits>(`SELECT current_setting('server_version_num')::int AS version,
    pg_is_in_recovery() AS is_standby, current_setting('default_transaction_read_only')::bool AS is_read_only,
    has_database_privilege(current_database(), 'CREATE') AS may_create, current_setting('server_encoding') AS encoding`);
  if (!traits) throw new Error('Postgres answered a SELECT with no row');
  return traits;
}

function wrongWith({ backend, servedBy }: Session, traits: Traits): string | null {
  if (traits.version < oldest) {
    return `it is version ${Math.floor(traits.version / 10_000)}, and FroDB needs 16. Use a newer one, or none: FroDB brings its own.`;
  }
  if (servedBy !== backend.pid) {
    return 'there is a pooler in between (PgBouncer or its like), and FroDB listens and holds locks on its connections. Name the server itself.';
  }
  if (traits.is_standby) return 'it is a standby, which takes no writes. Name the primary.';
  if (traits.is_read_only)
    return 'it takes no writes (default_transaction_read_only is on). Turn that off for this user.';
  if (!traits.may_create) {
    return 'the user may make no schema in the database. GRANT CREATE ON DATABASE to it, or name another user.';
  }
  if (traits.encoding !== 'UTF8') {
    return `the database is encoded in ${traits.encoding}. Make one with ENCODING 'UTF8' and name that.`;
  }
  return null;
}

/** By SQLSTATE or Node's code. */
const reasons: Readonly<Record<string, string>> = {
  '28P01': 'it refuses the password. Correct it in the URL (special characters as %XX).',
  '28000': 'it refuses the user. Correct the user in the URL, or let it in (pg_hba.conf).',
  '3D000': 'it has no such database. Make it (CREATE DATABASE), or correct the name in the URL.',
  '42501': 'the user may not connect to the database. GRANT CONNECT to it, or name another user.',
  '53300': 'it has too many connections. Raise its max_connections, or close some.',
  '57P03': 'it is starting up. Start FroDB again in a moment.',
  '08P01': 'it does not know what FroDB says at the beginning: a pooler in between? Name the server itself.',
  ECONNREFUSED: 'nothing listens there. Start it, or correct host and port in the URL.',
  ENOTFOUND: 'its host name is unknown. Correct it in the URL.',
  EAI_AGAIN: 'its host name could not be looked up. Correct it in the URL, or mend the network.',
  EHOSTUNREACH: 'its host can not be reached. Correct it in the URL, or mend the network.',
  ENETUNREACH: 'its network can not be reached. Correct the URL, or mend the network.',
  ETIMEDOUT: 'it does not answer. Correct host and port in the URL, or mend the network.',
  ENOENT: 'there is no such socket. Correct its folder in the URL.',
};

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/no pg_hba\.conf entry.*(no encryption|SSL off)|requires? (SSL|TLS)/i.test(message)) {
    return 'it takes no connection without TLS from here. Add ?sslmode=verify-full to the URL.';
  }
  if (message.includes('does not support SSL')) {
    return 'it offers no TLS. Take sslmode out of the URL.';
  }
  if (/certificate/i.test(message)) {
    return `its TLS certificate is not trusted (${message}). Name its authority in the URL (&sslrootcert=file).`;
  }
  return (
    reasons[errorCode(cause) ?? ''] ??
    (/timeout/i.test(message) ? reasons['ETIMEDOUT'] : undefined) ??
    `${message}.`
  );
}

/** Of the parameters in its query some may be secrets. */
function withoutSecrets(text: string): string {
  const url = new URL(text);
  if (url.password !== '') url.password = '***';
  url.search = '';
  return url.href;
}
