import { expect, it } from 'vitest';
import { connectError } from './postgres-errors.ts';
import type { Postgres, Session } from './postgres.ts';
import { requireUsable } from './external-postgres.ts';

const url = 'postgres://me:secret@db.example:6543/mine?password=hidden';
const good = { version: 160_004, is_standby: false, is_read_only: false, may_create: true, encoding: 'UTF8' };

/** A server that answers the one question with these traits. */
function server(traits: Partial<typeof good>, servedBy = 7): Pick<Postgres, 'session'> {
  const session = {
    backend: { pid: 7, backendStart: null },
    servedBy,
    query: () => Promise.resolve([{ ...good, ...traits }]),
    close: () => Promise.resolve(),
  };
  return { session: () => Promise.resolve(session as unknown as Session) };
}

const check = (pg: Pick<Postgres, 'session'>): Promise<void> => requireUsable(pg, url);

it('takes a Postgres 16, and newer ones', async () => {
  await check(server({}));
  await check(server({ version: 170_001 }));
});

it.each([
  ['too old', server({ version: 150_006 }), 'version 15'],
  ['a standby', server({ is_standby: true }), 'Name the primary'],
  ['read-only', server({ is_read_only: true }), 'default_transaction_read_only'],
  ['closed to new schemas', server({ may_create: false }), 'GRANT CREATE'],
  ['in another encoding', server({ encoding: 'SQL_ASCII' }), 'SQL_ASCII'],
  ['behind a pooler', server({}, 8), 'pooler'],
])('refuses one that is %s', async (_, pg, advice) => {
  await expect(check(pg)).rejects.toMatchObject({ name: 'StartError' });
  await expect(check(pg)).rejects.toThrow(advice);
  await expect(check(pg)).rejects.toThrow('FRODB_POSTGRES_URL (postgres://me:***@db.example:6543/mine)');
});

const answered = (code: string, message: string): Error =>
  Object.assign(new Error(message), { code, severity: 'FATAL' });

it.each([
  [answered('28P01', 'password authentication failed for user "me"'), 'refuses the password'],
  [
    answered('28000', 'no pg_hba.conf entry for host "x", user "me", database "mine", no encryption'),
    'sslmode',
  ],
  [answered('28000', 'role "me" is not permitted to log in'), 'refuses the user'],
  [answered('3D000', 'database "mine" does not exist'), 'no such database'],
  [answered('53300', 'sorry, too many clients already'), 'too many connections'],
  [answered('57P03', 'the database system is starting up'), 'starting up'],
  [Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }), 'host name is unknown'],
  [Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }), 'nothing listens there'],
  [new Error('timeout expired'), 'does not answer'],
  [new Error('The server does not support SSL connections'), 'offers no TLS'],
  [
    Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
    'sslrootcert',
  ],
  [answered('XX000', 'something else'), 'something else'],
])('says what to do when connecting fails: %s', async (error, advice) => {
  const pg = { session: () => Promise.reject(connectError(error)) };
  await expect(check(pg)).rejects.toThrow(advice);
  await expect(check(pg)).rejects.not.toThrow(/secret|hidden/);
});
