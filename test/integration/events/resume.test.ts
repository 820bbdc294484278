import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPostgres } from '../../../gateway/infra/postgres.ts';
import type { Postgres } from '../../../gateway/infra/postgres.ts';
import { forgetEvents } from '../../../gateway/write/consumers.ts';
import { followEvents } from '../../support/event-stream.ts';
import type { EventStreamClient, FollowOptions, Told } from '../../support/event-stream.ts';
import { testEngines } from '../../support/engines.ts';
import type { TestEngines } from '../../support/engines.ts';
import { adminKey, startTestGateway } from '../../support/gateway.ts';
import type { TestGateway } from '../../support/gateway.ts';

let engines: TestEngines;
let pg: Postgres;
let gateway: TestGateway;
const open: EventStreamClient[] = [];

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines);
  pg = createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 4 });
  for (const name of ['one', 'two', 'three', 'four']) {
    await gateway.ask('POST', '/collections', { name, fields: [{ name: 'title', type: 'string' }] });
  }
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.close()));
});
afterAll(async () => {
  await pg.close();
  await gateway.close();
  await engines.drop();
});

async function follow(
  options: Partial<FollowOptions> = {},
  at: TestGateway = gateway,
): Promise<EventStreamClient> {
  const stream = await followEvents(at.url, { key: adminKey, ...options });
  open.push(stream);
  return stream;
}

async function create(collection = 'one', at: TestGateway = gateway): Promise<string> {
  const { json } = await at.ask('POST', `/collections/${collection}/records`, { title: 't' });
  return String(json['id']);
}

async function createMany(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let n = 0; n < count; n++) ids.push(await create());
  return ids;
}

function recordIds(told: readonly Told[]): string[] {
  return told.flatMap(({ data }) => (data['record_ids'] ?? []) as string[]);
}

/** All events there are, in the order in which readers get them. */
async function keptIds(): Promise<string[]> {
  const rows = await pg.query<{ position: string }>(
    `SELECT xid::text || '-' || id AS position FROM frodb.events ORDER BY xid, id`,
  );
  return rows.map(({ position }) => position);
}

describe('a client that comes again', () => {
  it('goes on after the event that it names', async () => {
    const stream = await follow();
    const [first = '', ...others] = await createMany(4);
    const [told] = await stream.untilTold(4);
    expect(recordIds(stream.told)).toEqual([first, ...others]);
    await stream.close();
    const missed = await createMany(3);
    const again = await follow({ lastEventId: told?.id ?? '' });
    const next = await create();
    expect(recordIds(await again.untilTold(7))).toEqual([...others, ...missed, next]);
  });

  it('without an event yet, goes on where its stream began', async () => {
    const stream = await follow();
    const began = stream.lastId();
    await stream.close();
    const ids = await createMany(2);
    const again = await follow({ lastEventId: began });
    expect(recordIds(await again.untilTold(2))).toEqual(ids);
  });

  it('gets all that is kept, from the beginning', async () => {
    const stream = await follow({ lastEventId: '0-0' });
    const kept = await keptIds();
    expect((await stream.untilTold(kept.length)).map(({ id }) => id)).toEqual(kept);
  });

  it('from long ago, while others write: nothing is lost and nothing comes twice', async () => {
    await pg.query(`INSERT INTO frodb.events (type, database_name, collection_name, collection_id)
      SELECT 'record.updated', 'default', 'one', 'gone' FROM generate_series(1, 3000)`);
    let isWriting = true;
    const writing = ['one', 'two', 'three', 'four'].map(async (collection) => {
      while (isWriting) await create(collection);
    });
    const streams = await Promise.all(Array.from({ length: 5 }, () => follow({ lastEventId: '0-0' })));
    await Promise.all(streams.map((stream) => stream.untilTold(3_100)));
    isWriting = false;
    await Promise.all(writing);
    const kept = await keptIds();
    for (const stream of streams) {
      expect((await stream.untilTold(kept.length)).map(({ id }) => id)).toEqual(kept);
    }
  });

  it('by another gateway, is told the same', async () => {
    const other = await startTestGateway(engines);
    const stream = await follow({}, other);
    const ids = [await create(), await create('two', other), await create()];
    const told = await stream.untilTold(3);
    expect(recordIds(told)).toEqual(ids);
    await stream.close();
    const missed = [await create('two', other), await create()];
    const again = await follow({ lastEventId: told[0]?.id ?? '' });
    expect(recordIds(await again.untilTold(4))).toEqual([...ids.slice(1), ...missed]);
    await other.close();
  });

  it('after a restart of its gateway, has missed nothing', async () => {
    const other = await startTestGateway(engines);
    const stream = await follow({}, other);
    const first = await create('one', other);
    await stream.untilTold(1);
    await other.close();
    await stream.ended;
    const missed = await createMany(2);
    const back = await startTestGateway(engines);
    const again = await follow({ lastEventId: stream.lastId() }, back);
    const next = await create('one', back);
    expect(recordIds(stream.told)).toEqual([first]);
    expect(recordIds(await again.untilTold(3))).toEqual([...missed, next]);
    await back.close();
  });
});

describe('the order of events', () => {
  it('one waits for older transactions that still run, and is not left out', async () => {
    const stream = await follow();
    const late = await pg.transaction(async (slow) => {
      await slow.query(`INSERT INTO frodb.events (type, database_name, collection_name)
        VALUES ('record.updated', 'default', 'one')`);
      const id = await create();
      const [row] = await slow.query<{ count: number }>(
        `SELECT count(*) FROM frodb.events WHERE record_ids = ARRAY[$1::uuid]`,
        [id],
      );
      expect(row?.count).toBe(1);
      expect(stream.told).toEqual([]);
      return id;
    });
    const told = await stream.untilTold(2);
    expect(told.map(({ type }) => type)).toEqual(['record.updated', 'record.created']);
    expect(recordIds(told)).toEqual([late]);
  });

  it('is that of the commits of each collection, with several writers', async () => {
    const stream = await follow({ query: 'collection=two' });
    const id = await create('two');
    const revisions: string[] = [];
    // Each change waits for the one before it, while others go on around them.
    let isWriting = true;
    const noise = ['one', 'two', 'three', 'four'].map(async (collection) => {
      while (isWriting) await create(collection);
    });
    for (let n = 0; n < 30; n++) {
      const { json } = await gateway.ask('PATCH', `/collections/two/records/${id}`, { title: `t${n}` });
      revisions.push(String(json['revision']));
    }
    await gateway.ask('DELETE', `/collections/two/records/${id}`);
    isWriting = false;
    await Promise.all(noise);
    await stream.untilHears(({ type }) => type === 'record.deleted');
    const own = stream.told.filter((told) => recordIds([told]).includes(id));
    expect(own.map(({ type }) => type)).toEqual([
      'record.created',
      ...revisions.map(() => 'record.updated'),
      'record.deleted',
    ]);
    expect(own.slice(1, -1).map(({ data }) => data['revision'])).toEqual(revisions);
  });
});

describe('what is no longer kept', () => {
  it('is one reset that says so, and then what comes from now on', async () => {
    const stream = await follow();
    await createMany(2);
    const [told] = await stream.untilTold(2);
    await stream.close();
    // The stats must have had them, which is the sweeper's.
    await pg.query(`UPDATE frodb.event_consumers SET (xid, id) = (SELECT xid, id FROM frodb.events
      ORDER BY xid DESC, id DESC LIMIT 1)`);
    await pg.query(`UPDATE frodb.events SET at = at - interval '2 hours'`);
    await create();
    await forgetEvents(pg, 3_600);

    const again = await follow({ lastEventId: told?.id ?? '' });
    const next = await create();
    const [reset, ...later] = await again.untilTold(2);
    expect(reset).toMatchObject({ type: 'reset', data: { type: 'reset' } });
    expect(reset?.data['reason']).toContain('no longer kept');
    expect(recordIds(later)).toEqual([next]);
    // The reset has a position of its own, from which nothing is missing.
    const third = await follow({ lastEventId: reset?.id ?? '' });
    expect(recordIds(await third.untilTold(1))).toEqual([next]);
  });

  it('before a gateway could read it ends its streams, whose clients are told when they come again', async () => {
    const other = await startTestGateway(engines);
    const stream = await follow({}, other);
    const began = stream.lastId();
    // As if this one had been frozen for longer than events are kept, and another one had gone on.
    await pg.transaction(async (slow) => {
      await slow.query('SELECT pg_current_xact_id()');
      const id = await create();
      await create();
      await pg.query(
        `UPDATE frodb.forgotten_events SET (xid, id) = (SELECT xid, id FROM frodb.events WHERE record_ids = ARRAY[$1::uuid])`,
        [id],
      );
    });
    await stream.ended;
    const again = await follow({ lastEventId: began }, other);
    await again.untilHears(({ type }) => type === 'reset');
    await pg.query(`UPDATE frodb.forgotten_events SET xid = '0', id = 0`);
    await other.close();
  });

  it('a position of another repository is none here', async () => {
    const stream = await follow({ lastEventId: '18446744073709551615-1' });
    const next = await create();
    const [reset, told] = await stream.untilTold(2);
    expect(reset?.data['reason']).toContain('There is no event');
    expect(recordIds(told ? [told] : [])).toEqual([next]);
  });
});

describe('the end of a collection', () => {
  it.each([
    ['by itself', '/databases/x/collections/gone'],
    ['with its database', '/databases/x?cascade=true'],
  ])('that goes %s comes after all that was written in it', async (_what, path) => {
    for (let round = 0; round < 5; round++) {
      const from = await follow();
      await gateway.ask('POST', '/databases', { name: 'x' });
      const schema = { name: 'gone', fields: [{ name: 'title', type: 'string' }] };
      await gateway.ask('POST', '/databases/x/collections', schema);
      const write = async (): Promise<void> => {
        const path = '/databases/x/collections/gone/records';
        while ((await gateway.ask('POST', path, { title: 't' })).status === 201);
      };
      const writing = Array.from({ length: 8 }, write);
      await from.untilTold(20);
      expect((await gateway.ask('DELETE', path)).status).toBe(204);
      await Promise.all(writing);
      await gateway.ask('DELETE', '/databases/x');
      await from.untilHears(({ type }) => type === 'database.deleted');
      const types = from.told.filter(({ data }) => data['collection'] === 'gone').map(({ type }) => type);
      expect([types[0], types.at(-1), types.indexOf('collection.deleted')]).toEqual([
        'collection.created',
        'collection.deleted',
        types.length - 1,
      ]);
      await from.close();
    }
  });
});
