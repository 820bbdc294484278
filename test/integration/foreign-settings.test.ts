import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import { capabilities, repository } from '../support/capabilities.ts';
import { docsFields, withFile } from '../support/docs.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { client, startFrodb } from '../support/frodb.ts';

let engines: TestEngines;
let folder: string;

beforeAll(async () => {
  engines = await testEngines();
});
afterAll(() => engines.drop());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'frodb-foreign-'));
  chmodSync(folder, 0o711);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Meant for other servers and programs of whoever starts FroDB. */
const foreign = {
  PGHOST: 'other.invalid',
  PGPORT: '1',
  PGUSER: 'other',
  PGPASSWORD: 'other',
  PGDATABASE: 'other',
  PGSERVICE: 'other',
  PGPASSFILE: '/nowhere',
  PGDATA: '/nowhere',
  PGTZ: 'Asia/Tokyo',
  PGDATESTYLE: 'SQL, DMY',
  PGOPTIONS: '-c statement_timeout=1',
  PGSSLMODE: 'require',
  PGSSLNEGOTIATION: 'direct',
  PGSSLROOTCERT: '/nowhere',
  PGCLIENTENCODING: 'LATIN1',
  PGCLIENT_ENCODING: 'LATIN1',
  PGREPLICATION: 'database',
  PGCONNECT_TIMEOUT: '1',
  NODE_PG_FORCE_NATIVE: '1',
  AWS_ACCESS_KEY_ID: 'other',
  AWS_SECRET_ACCESS_KEY: 'other',
  AWS_REGION: 'sa-east-1',
  AWS_ENDPOINT_URL: 'http://other.invalid',
  MINIO_ROOT_USER: 'o',
  MINIO_VOLUMES: '/nowhere',
  MINIO_REGION: 'sa-east-1',
  MINIO_BROWSER: 'on',
  QDRANT__SERVICE__HTTP_PORT: '1',
  QDRANT__SERVICE__API_KEY: 'other',
  HTTP_PROXY: 'http://127.0.0.1:1',
  HTTPS_PROXY: 'http://127.0.0.1:1',
  http_proxy: 'http://127.0.0.1:1',
  ALL_PROXY: 'socks5://127.0.0.1:1',
  NODE_USE_ENV_PROXY: '1',
  GOFLAGS: '-mod=vendor',
  TZ: 'Asia/Tokyo',
  LC_ALL: 'pt_BR.UTF-8',
};
const isReady = capabilities.postgres && capabilities.qdrant;

test.skipIf(!isReady)('variables that are meant for other programs change nothing', async () => {
  const frodb = await startFrodb(join(folder, 'data'), foreign);
  try {
    const ask = client(frodb);
    await ask('POST', '/collections', { name: 'docs', fields: docsFields });
    await ask('POST', '/collections/docs/records', withFile('estaiada'));
    const found = (await ask('POST', '/collections/docs/search', { query: 'ponte' })) as {
      results: unknown[];
    };
    expect(found.results).toHaveLength(1);
    expect(await ask('GET', '/health/all')).toMatchObject({ status: 'ok' });
  } finally {
    await frodb.stop();
  }
});

function externalEnv(postgresUrl: string, more: Record<string, string> = {}): Record<string, string> {
  const { objects, qdrantUrl, qdrantApiKey } = engines;
  if (objects.kind === 'filesystem') throw new Error('no MinIO');
  return {
    FRODB_POSTGRES_URL: postgresUrl,
    FRODB_QDRANT_URL: qdrantUrl,
    ...(qdrantApiKey === undefined ? {} : { FRODB_QDRANT_API_KEY: qdrantApiKey }),
    FRODB_S3_ENDPOINT: objects.endpoint,
    FRODB_S3_ACCESS_KEY: objects.accessKey,
    FRODB_S3_SECRET_KEY: objects.secretKey,
    ...more,
  };
}

/** `frodb start`, till it ends. */
async function refusal(
  env: Record<string, string>,
): Promise<{ code: number | null; out: string; err: string }> {
  const args = [join(repository, 'dist/cli.js'), 'start', '--data-dir', join(folder, 'data'), '--port', '0'];
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env } });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { code: child.exitCode, out, err };
}

function changed(change: (url: URL) => void): string {
  const url = new URL(engines.postgresUrl);
  change(url);
  return url.href;
}

/** A pooler as clients see it: the process that it announces is not the one that serves. */
async function pooler(): Promise<{ port: number; close: () => void }> {
  const { hostname, port } = new URL(engines.postgresUrl);
  const server = createTcpServer((socket) => {
    const upstream = connect(Number(port), hostname);
    for (const end of [socket, upstream]) end.on('error', () => undefined);
    socket.pipe(upstream);
    upstream.on('data', (bytes: Buffer) => {
      // BackendKeyData: K, length 12, process, secret.
      const at = bytes.indexOf(Buffer.from([0x4b, 0, 0, 0, 12]));
      if (at >= 0) bytes.writeInt32BE(1_234_567, at + 5);
      socket.write(bytes);
    });
    upstream.on('close', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, close: () => server.close() };
}

describe.skipIf(!isReady || !capabilities.minio)(
  'an external Postgres that can not be used stops the start in words',
  () => {
    const secret = 'hushhush';
    test.each<[string, () => string, string]>([
      ['a wrong password', () => changed((url) => (url.password = secret)), 'refuses the password'],
      ['an unknown host', () => changed((url) => (url.hostname = 'nobody.invalid')), 'host name'],
      ['a port where nothing listens', () => changed((url) => (url.port = '1')), 'nothing listens there'],
      ['no such database', () => changed((url) => (url.pathname = '/nosuch')), 'no such database'],
      [
        'TLS it does not offer',
        () => changed((url) => (url.search = '?sslmode=verify-full')),
        'offers no TLS',
      ],
      [
        'a certificate that is not there',
        () => changed((url) => (url.search = '?sslrootcert=/nowhere')),
        '/nowhere',
      ],
    ])('%s', async (_, url, reason) => {
      const { code, out, err } = await refusal(externalEnv(url(), foreign));
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain(reason);
      expect(err).toContain('FRODB_POSTGRES_URL');
      expect(err).not.toContain('    at ');
      expect(err).not.toContain(secret);
    });

    test('a user who may make no schema, a standby by its settings, a pooler', async () => {
      const pg = createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 1 });
      const through = await pooler();
      try {
        await pg.query(`CREATE ROLE meek LOGIN PASSWORD '${secret}'`);
        const meek = changed((url) => Object.assign(url, { username: 'meek', password: secret }));
        const refused = await refusal(externalEnv(meek));
        expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('GRANT CREATE')]);
        await pg.query('ALTER ROLE meek SET default_transaction_read_only = on');
        expect((await refusal(externalEnv(meek))).err).toContain('takes no writes');
        const pooled = await refusal(externalEnv(changed((url) => (url.port = String(through.port)))));
        expect([pooled.code, pooled.err]).toEqual([1, expect.stringContaining('pooler')]);
      } finally {
        through.close();
        await pg.query('DROP ROLE IF EXISTS meek');
        await pg.close();
      }
    });
  },
);

describe.skipIf(!isReady || !capabilities.minio)('an external store that can not be used', () => {
  test('is said in the log and in health, and the rest works', async () => {
    const other = createServer((_request, response) => response.end('<html>Hello</html>'));
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const wrong = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    const { objects } = engines;
    if (objects.kind === 'filesystem') throw new Error('no MinIO');
    const frodb = await startFrodb(join(folder, 'data'), {
      FRODB_QDRANT_URL: wrong,
      FRODB_S3_ENDPOINT: objects.endpoint,
      FRODB_S3_ACCESS_KEY: objects.accessKey,
      FRODB_S3_SECRET_KEY: 'wrong-secret',
    });
    try {
      const ask = client(frodb);
      await expect(ask('GET', '/health/all')).rejects.toThrow(
        /503.*"postgres":true,"qdrant":false,"minio":false/,
      );
      await expect(ask('GET', '/health/qdrant')).rejects.toThrow('something else');
      await expect(ask('GET', '/health/minio')).rejects.toThrow('refused');
      await ask('POST', '/collections', { name: 'plain', fields: [{ name: 'title', type: 'string' }] });
      await ask('POST', '/collections/plain/records', { title: 'x' });
    } finally {
      await frodb.stop();
      other.close();
    }
  });
});
