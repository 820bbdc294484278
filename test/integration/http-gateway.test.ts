import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { EnginesPort } from '../../gateway/features/engines/port.ts';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import type { Postgres } from '../../gateway/infra/postgres.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { TestGateway } from '../support/gateway.ts';

let engines: TestEngines;
let pg: Postgres;
let gateway: TestGateway;

const restart = vi.fn<EnginesPort['restart']>(() => Promise.resolve());
const managed: EnginesPort = {
  list: () => [
    { name: 'postgres', managed: true, state: 'ready', pid: 7, memoryBytes: 1, port: 5, version: '16.14' },
    { name: 'qdrant', managed: false, state: 'ready' },
    { name: 'minio', managed: true, state: 'failed', reason: 'no room' },
  ],
  logs: (_name, after) => ({ lines: [{ n: after + 1, text: 'line' }], next: after + 1 }),
  restart,
  onChange: () => undefined,
};

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines, {}, { engines: managed });
  pg = createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 2 });
});

afterAll(async () => {
  await pg.close();
  await gateway.close();
  await engines.drop();
});

describe('health', () => {
  it('is open in short and needs a key in full', async () => {
    const short = await gateway.ask('GET', '/health', undefined, { key: null });
    expect([short.status, short.json]).toEqual([200, { status: 'ok' }]);
    expect((await gateway.ask('GET', '/health/all', undefined, { key: null })).status).toBe(401);
    expect((await gateway.ask('GET', '/health/all')).json).toEqual({
      status: 'ok',
      details: { postgres: true, qdrant: true, minio: true },
      object_store: engines.objects.kind,
      losses: [],
      other_losses: 0,
      disk: { free_mb: expect.any(Number) as number, wanted_mb: 256, low: false },
    });
    expect((await gateway.ask('GET', '/health/minio')).json).toEqual({ status: 'ok' });
  });

  it('says which part is down, with 503; the others go on', async () => {
    const lame = await startTestGateway(
      engines,
      {},
      {
        connections: { ...engines, qdrantUrl: 'http://127.0.0.1:1' },
      },
    );
    const all = await lame.ask('GET', '/health/all');
    expect(all.status).toBe(503);
    expect(all.json).toMatchObject({
      status: 'error',
      details: { postgres: true, qdrant: false, minio: true },
    });
    expect((await lame.ask('GET', '/health/qdrant')).json).toMatchObject({ status: 'error' });
    expect((await lame.ask('GET', '/health/qdrant')).status).toBe(503);
    expect((await lame.ask('GET', '/databases')).status).toBe(200);
    await lame.close();
  });
});

describe('engines', () => {
  it('are listed with what waits to be deleted', async () => {
    await pg.query(
      `INSERT INTO frodb.garbage (store, container, names, collection_id, due_at)
       VALUES ('qdrant', 'c', ARRAY['a', 'b'], 'x', now() + interval '1 hour'), ('objects', 'b', NULL, 'x', now() + interval '1 hour')`,
    );
    const { status, json } = await gateway.ask('GET', '/engines');
    expect(status).toBe(200);
    expect(json['items']).toEqual([
      expect.objectContaining({ name: 'postgres', managed: true, pid: 7, version: '16.14', garbage: 0 }),
      expect.objectContaining({ name: 'qdrant', managed: false, pid: null, garbage: 2 }),
      expect.objectContaining({ name: 'minio', state: 'failed', reason: 'no room', garbage: 1 }),
    ]);
    await pg.query('DELETE FROM frodb.garbage');
  });

  it('give their log and restart', async () => {
    expect((await gateway.ask('GET', '/engines/minio/logs?after=41')).json).toEqual({
      lines: [{ n: 42, text: 'line' }],
      next: 42,
    });
    expect((await gateway.ask('POST', '/engines/minio:restart')).status).toBe(200);
    expect(restart).toHaveBeenCalledWith('minio');
    expect((await gateway.ask('POST', '/engines/qdrant:restart')).status).toBe(409);
    expect((await gateway.ask('POST', '/engines/oracle:restart')).status).toBe(404);
    expect((await gateway.ask('GET', '/engines/oracle/logs')).status).toBe(404);
    expect((await gateway.ask('GET', '/engines/minio/logs?after=-1')).status).toBe(400);
    restart.mockImplementationOnce(() => Promise.reject(new Error('it did not come up')));
    const failed = await gateway.ask('POST', '/engines/minio:restart');
    expect(failed.status).toBe(503);
    expect(failed.text).toContain('it did not come up');
  });
});

describe('two gateways', () => {
  it('a key that one deletes is dead at the other, also while that is cut off from notifications', async () => {
    const other = await startTestGateway(engines);
    const makeKey = async (): Promise<{ id: string; key: string }> =>
      (await gateway.ask('POST', '/api-keys', { name: 'k', type: 'readonly' })).json as {
        id: string;
        key: string;
      };
    const statusAt = async (key: string): Promise<number> =>
      (await other.ask('GET', '/api-keys/self', undefined, { key })).status;

    const first = await makeKey();
    expect(await statusAt(first.key)).toBe(200);
    await gateway.ask('DELETE', `/api-keys/${first.id}`);
    await expect.poll(() => statusAt(first.key), { timeout: 5_000 }).toBe(401);

    const second = await makeKey();
    expect(await statusAt(second.key)).toBe(200);
    // All listeners are cut; while they are away the key is deleted behind their back.
    await pg.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'SELECT 1%' OR query LIKE 'LISTEN%'`,
    );
    await pg.query('DELETE FROM frodb.api_keys WHERE id = $1', [second.id]);
    await expect.poll(() => statusAt(second.key), { timeout: 5_000 }).toBe(401);
    await other.close();
  });

  it('a store of another repository stops the start', async () => {
    const stranger = await testEngines();
    const own = createPostgres({ url: stranger.postgresUrl, applicationName: 'test', poolSize: 1 });
    const first = await startTestGateway(stranger);
    await first.close();
    await own.query(`UPDATE frodb.repository SET id = 'another'`);
    await expect(startTestGateway(stranger)).rejects.toThrow(/belongs to another FroDB.*another/);
    await own.close();
    await stranger.drop();
  });
});

describe('start and stop', () => {
  it('a port in use is said', async () => {
    const port = new URL(gateway.url).port;
    await expect(startTestGateway(engines, { FRODB_PORT: port })).rejects.toThrow(`Port ${port} is used`);
  });

  it('waits for Postgres and for the engines before it listens', async () => {
    const order: string[] = [];
    let settle: () => void = () => undefined;
    const enginesSettled = new Promise<void>((resolve) => (settle = resolve)).then(
      () => void order.push('settled'),
    );
    const starting = startTestGateway(engines, {}, { enginesSettled }).then((started) => {
      order.push('listening');
      return started;
    });
    settle();
    await (await starting).close();
    expect(order).toEqual(['settled', 'listening']);
    const postgresReady = Promise.reject(new Error('given up'));
    postgresReady.catch(() => undefined);
    await expect(startTestGateway(engines, {}, { postgresReady })).rejects.toThrow('given up');
  });

  it('a stop is done as soon as clients that keep asking have their answers', async () => {
    const busy = await startTestGateway(engines, { FRODB_DRAIN_SECONDS: '3600' });
    const statuses: number[] = [];
    const client = async (): Promise<void> => {
      for (;;) statuses.push((await busy.ask('GET', '/databases')).status);
    };
    const clients = Array.from({ length: 4 }, () => client().catch(() => undefined));
    await vi.waitUntil(() => statuses.length > 20);
    await busy.close();
    await Promise.all(clients);
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('a stop lets a request end that is under way, and cuts one that does not', async () => {
    const short = await startTestGateway(engines, { FRODB_DRAIN_SECONDS: '0.5' });
    const port = Number(new URL(short.url).port);
    const idle = connect(port, '127.0.0.1');
    const stuck = connect(port, '127.0.0.1');
    const closed = Promise.all(
      [idle, stuck].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))),
    );
    for (const socket of [idle, stuck]) socket.on('error', () => undefined);
    stuck.write(`POST /databases HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 10\r\n`);
    const running = short.ask('GET', '/health/all');
    await running;
    await short.close();
    await closed;
    await expect(short.ask('GET', '/health')).rejects.toThrow();
  });
});
