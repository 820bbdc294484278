import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { EngineState } from '../../../gateway/index.ts';
import { createPostgres } from '../../../gateway/infra/postgres.ts';
import type { Postgres } from '../../../gateway/infra/postgres.ts';
import { followEvents } from '../../support/event-stream.ts';
import type { EventStreamClient, FollowOptions } from '../../support/event-stream.ts';
import { testEngines } from '../../support/engines.ts';
import type { TestEngines } from '../../support/engines.ts';
import { adminKey, startTestGateway } from '../../support/gateway.ts';
import type { TestGateway } from '../../support/gateway.ts';

let engines: TestEngines;
let pg: Postgres;
let gateway: TestGateway;
let changeEngine: (state: EngineState) => void;
const open: EventStreamClient[] = [];

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(
    engines,
    {},
    {
      engines: {
        list: () => [],
        logs: () => ({ lines: [], next: 0 }),
        restart: () => Promise.resolve(),
        onChange: (handler) => (changeEngine = handler),
      },
    },
  );
  pg = createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 2 });
  const schema = { name: 'items', fields: [{ name: 'title', type: 'string' }] };
  await gateway.ask('POST', '/collections', schema);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.close()));
});
afterAll(async () => {
  await pg.close();
  await gateway.close();
  await engines.drop();
});

async function follow(options: Partial<FollowOptions> = {}): Promise<EventStreamClient> {
  const stream = await followEvents(gateway.url, { key: adminKey, ...options });
  open.push(stream);
  return stream;
}

async function create(): Promise<string> {
  return String((await gateway.ask('POST', '/collections/items/records', { title: 't' })).json['id']);
}

/** Events of a thousand records each. */
async function writeLargeEvents(count: number): Promise<void> {
  await pg.query(
    `INSERT INTO frodb.events (type, database_name, collection_name, record_ids)
     SELECT 'record.updated', 'default', 'items', ids.all FROM generate_series(1, $1::int),
       (SELECT array_agg(gen_random_uuid()) AS all FROM generate_series(1, 1000)) ids`,
    [count],
  );
}

function streamEnds(): Record<string, unknown>[] {
  return gateway.logLines.filter(({ msg }) => msg === 'an event stream ended');
}

/** A client that has sent its request and reads only the head of the answer. */
async function followWithoutReading(): Promise<Socket> {
  const { hostname, port } = new URL(gateway.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined);
  socket.write(`GET /events HTTP/1.1\r\nHost: ${hostname}:${port}\r\nX-API-Key: ${adminKey}\r\n\r\n`);
  const head = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))));
  expect(head).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  socket.pause();
  return socket;
}

describe('a stream', () => {
  it('has the headers of every answer, and is kept nowhere', async () => {
    const leaving = new AbortController();
    const headers = { authorization: `Bearer ${adminKey}`, 'x-request-id': 'r-7' };
    const response = await fetch(`${gateway.url}/events`, { headers, signal: leaving.signal });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
      'x-request-id': 'r-7',
      'x-content-type-options': 'nosniff',
    });
    leaving.abort();
  });

  it('is refused to pages of others, and without a key', async () => {
    const foreign = await gateway.ask('GET', '/events', undefined, {
      headers: { origin: 'http://evil.example' },
    });
    expect([foreign.status, foreign.json['code']]).toEqual([403, 'foreign_origin']);
    expect((await gateway.ask('GET', '/events', undefined, { key: null })).status).toBe(401);
  });

  it('leaves one line in the log when it ends, with who ended it', async () => {
    const stream = await follow();
    await create();
    await stream.untilTold(1);
    const before = gateway.logLines.length;
    await stream.close();
    await expect
      .poll(() => gateway.logLines.slice(before).filter(({ msg }) => msg !== undefined))
      .toEqual([expect.objectContaining({ msg: 'an event stream ended', why: 'client', events: 1 })]);
  });
});

describe('events that are not kept', () => {
  it('tell admins of engines, without a position', async () => {
    const made = await gateway.ask('POST', '/api-keys', { name: 'k', type: 'readonly' });
    const [admin, reader] = await Promise.all([follow(), follow({ key: String(made.json['key']) })]);
    const id = await create();
    const [kept] = await admin.untilTold(1);
    changeEngine({ name: 'qdrant', managed: true, state: 'starting', reason: 'it was killed' });
    changeEngine({ name: 'qdrant', managed: true, state: 'ready', pid: 7 });
    const [, starting, ready] = await admin.untilTold(3);
    const place = { at: expect.any(String), database: null, collection: null };
    expect(starting).toEqual({
      id: undefined,
      type: 'engine.starting',
      data: {
        type: 'engine.starting',
        ...place,
        engine: { name: 'qdrant', state: 'starting', reason: 'it was killed' },
      },
    });
    expect(ready?.data).toEqual({
      type: 'engine.ready',
      ...place,
      engine: { name: 'qdrant', state: 'ready', reason: null },
    });
    expect(admin.lastId()).toBe(kept?.id);
    await reader.untilTold(1);
    await create();
    expect((await reader.untilTold(2)).map(({ type }) => type)).toEqual(['record.created', 'record.created']);
    expect(reader.told[0]?.data['record_ids']).toEqual([id]);
  });
});

describe('a client that does not read', () => {
  it('is cut off, and nobody else is; it has lost nothing when it comes again', async () => {
    const began = (await follow()).lastId();
    const [lazy, eager] = await Promise.all([followWithoutReading(), follow()]);
    const before = streamEnds().length;
    await writeLargeEvents(600);
    await eager.untilTold(600);
    await expect
      .poll(
        () =>
          streamEnds()
            .slice(before)
            .map(({ why }) => why),
        { timeout: 10_000 },
      )
      .toEqual(['slow']);
    expect(eager.isOver()).toBe(false);
    lazy.destroy();
    const again = await follow({ lastEventId: began });
    await again.untilTold(600);
    expect(again.told.map(({ id }) => id)).toEqual(eager.told.map(({ id }) => id));
  });

  it('and comes from long ago is waited for, and not read for', async () => {
    const first = await follow();
    const began = first.lastId();
    await writeLargeEvents(600);
    await first.untilTold(600);
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    const head = `GET /events HTTP/1.1\r\nHost: ${hostname}:${port}\r\nX-API-Key: ${adminKey}\r\n`;
    socket.write(`${head}Last-Event-ID: ${began}\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    socket.pause();
    const before = streamEnds().length;
    const id = await create();
    const other = await follow({ lastEventId: began });
    await other.untilHears(({ data }) => (data['record_ids'] as string[]).includes(id));
    expect(streamEnds().slice(before)).toEqual([]);
    let text = '';
    socket.on('data', (data: Buffer) => (text += data.toString()));
    socket.resume();
    await expect.poll(() => text.includes(id), { timeout: 20_000 }).toBe(true);
    socket.destroy();
  });
});

describe('many clients', () => {
  it('200 of them get every event in the same order', async () => {
    const streams = await Promise.all(Array.from({ length: 200 }, () => follow()));
    const ids: string[] = [];
    for (let n = 0; n < 20; n++) ids.push(await create());
    for (const stream of streams) {
      const told = await stream.untilTold(ids.length);
      expect(told.flatMap(({ data }) => data['record_ids'])).toEqual(ids);
    }
  });
});

describe('the end of a gateway', () => {
  it('ends its streams at once, and begins no more', async () => {
    const other = await startTestGateway(engines, { FRODB_DRAIN_SECONDS: '30' });
    const streams = await Promise.all(
      Array.from({ length: 5 }, () => followEvents(other.url, { key: adminKey })),
    );
    await other.close();
    await Promise.all(streams.map((stream) => stream.ended));
    const ends = other.logLines.filter(({ msg }) => msg === 'an event stream ended');
    expect(ends.map(({ why }) => why)).toEqual(['stop', 'stop', 'stop', 'stop', 'stop']);
  }, 20_000);
});
