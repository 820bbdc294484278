import { userInfo } from 'node:os';
import { afterEach, expect, it, vi } from 'vitest';
import { UrlClient, connectTo } from './postgres-client.ts';

const foreign = {
  PGHOST: 'other.example',
  PGPORT: '1',
  PGUSER: 'other',
  PGPASSWORD: 'other',
  PGDATABASE: 'other',
  PGOPTIONS: '-c statement_timeout=1',
  PGSSLMODE: 'require',
  PGSSLNEGOTIATION: 'direct',
  PGREPLICATION: 'database',
  PGBINARY: '1',
  PGAPPNAME: 'other',
  PGCLIENTENCODING: 'LATIN1',
  PGCLIENT_ENCODING: 'LATIN1',
  PGCONNECT_TIMEOUT: '1',
  PGPASSFILE: '/nowhere',
  PGSERVICE: 'other',
  USER: 'other',
  USERNAME: 'other',
};

afterEach(() => vi.unstubAllEnvs());

/** What the driver is going to say and do, as plain values. */
function driverOf(url: string): Record<string, unknown> {
  const client = new UrlClient(connectTo(url, 'frodb'));
  const { password, ...said } = client.connectionParameters as unknown as Record<string, unknown>;
  return JSON.parse(JSON.stringify({ ...said, host: client.host, hasPassword: typeof password })) as never;
}

it.each([
  'postgres://me:secret@db.example:6543/mine',
  'postgres://me@db.example/mine',
  'postgres://db.example',
  'postgresql:///mine?host=/run/postgresql',
  'postgres://me:secret@[::1]/mine?sslmode=verify-full&options=-c%20search_path%3Dx',
  'postgres://me:secret@db.example/mine?sslmode=disable',
])('nothing of PG* counts beside %s', (url) => {
  const alone = driverOf(url);
  for (const [name, value] of Object.entries(foreign)) vi.stubEnv(name, value);
  expect(driverOf(url)).toEqual(alone);
});

it('takes what the URL says', () => {
  expect(driverOf('postgres://me:secret@db.example:6543/mine?options=-c%20x%3D1')).toMatchObject({
    host: 'db.example',
    port: 6543,
    user: 'me',
    database: 'mine',
    options: '-c x=1',
    ssl: false,
  });
  expect(driverOf('postgres://db.example')).toMatchObject({ port: 5432, user: userInfo().username });
});

it('says which file of a certificate is not there', () => {
  expect(() => connectTo('postgres://db.example/x?sslrootcert=/nowhere.pem', 'frodb')).toThrow(
    /FRODB_POSTGRES_URL can't be used: .*\/nowhere\.pem/,
  );
});
