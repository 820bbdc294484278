import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPostgres } from '../../../gateway/infra/postgres.ts';
import type { Postgres } from '../../../gateway/infra/postgres.ts';
import { followEvents } from '../../support/event-stream.ts';
import type { EventStreamClient, Told } from '../../support/event-stream.ts';
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
  pg = createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 2 });
  for (const database of ['shop', 'farm']) {
    await gateway.ask('POST', '/databases', { name: database });
    for (const name of ['items', 'notes']) {
      const schema = { name, fields: [{ name: 'title', type: 'string' }] };
      await gateway.ask('POST', `/databases/${database}/collections`, schema);
    }
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

async function follow(key: string, query?: string, lastEventId?: string): Promise<EventStreamClient> {
  const stream = await followEvents(gateway.url, {
    key,
    ...(query === undefined ? {} : { query }),
    ...(lastEventId === undefined ? {} : { lastEventId }),
  });
  open.push(stream);
  return stream;
}

async function makeKey(body: object): Promise<{ id: string; key: string }> {
  return (await gateway.ask('POST', '/api-keys', { name: 'k', ...body })).json as { id: string; key: string };
}

/** Something of every kind; the last is a record in shop.items, which every key here may know of. */
async function doAll(): Promise<void> {
  for (const place of ['farm/collections/items', 'shop/collections/notes', 'shop/collections/items']) {
    await gateway.ask('POST', `/databases/${place}/records`, { title: 't' });
  }
  await gateway.ask('PATCH', '/databases/farm', { description: 'x' });
  await gateway.ask('PATCH', '/databases/shop', { description: 'x' });
  await gateway.ask('PATCH', '/databases/farm/collections/notes', { description: 'x' });
  await makeKey({ type: 'readonly' });
  const { json } = await gateway.ask('POST', '/databases/shop/collections/items/records', { title: 't' });
  await gateway.ask('DELETE', `/databases/shop/collections/items/records/${String(json['id'])}`);
}

function places(told: readonly Told[]): string[] {
  return told.map(({ type, data }) => {
    const { database, collection } = data as { database: string | null; collection: string | null };
    return [type, database, collection].filter((part) => part !== null).join(' ');
  });
}

const isLast = ({ type }: Told): boolean => type === 'record.deleted';

const ofShopItems = ['record.created shop items'];
const ofShop = ['record.created shop notes', ...ofShopItems, 'database.updated shop'];
const all = [
  'record.created farm items',
  'record.created shop notes',
  'record.created shop items',
  'database.updated farm',
  'database.updated shop',
  'collection.updated farm notes',
  'key.created',
];
const last = ['record.created shop items', 'record.deleted shop items'];

describe('a key is told what it has any right on, and nothing else', () => {
  it.each([
    ['admin', { type: 'admin' }, all],
    ['of one database', { type: 'database', databases: ['shop'] }, ofShop],
    ['that reads all', { type: 'readonly' }, all.filter((name) => name !== 'key.created')],
    ['that reads one database', { type: 'readonly', databases: ['shop'] }, ofShop],
    [
      'that may only search in one collection',
      {
        type: 'custom',
        permissions: [{ databases: ['shop'], collections: ['items'], actions: ['search'] }],
      },
      [...ofShopItems, 'database.updated shop'],
    ],
  ])('one %s', async (_what, body, expected) => {
    const { key } = await makeKey(body);
    const live = await follow(key);
    const began = live.lastId();
    await doAll();
    await live.untilHears(isLast);
    expect(places(live.told)).toEqual([...expected, ...last]);
    const late = await follow(key, undefined, began);
    await late.untilHears(isLast);
    expect(late.told).toEqual(live.told);
  });

  it('by what it may do now, while it listens', async () => {
    const permission = (databases: string[]) => [{ databases, collections: '*', actions: ['read'] }];
    const { id, key } = await makeKey({ type: 'custom', permissions: permission(['farm', 'shop']) });
    const stream = await follow(key);
    await gateway.ask('PATCH', `/api-keys/${id}`, { permissions: permission(['shop']) });
    const isTold = async (database: string): Promise<boolean> => {
      await gateway.ask('POST', `/databases/${database}/collections/items/records`, { title: 't' });
      await gateway.ask('POST', '/databases/shop/collections/items/records', { title: 't' });
      const before = stream.told.length;
      await stream.untilTold(before + 1);
      return stream.told.slice(before).some(({ data }) => data['database'] === database);
    };
    await expect.poll(() => isTold('farm'), { timeout: 10_000, interval: 50 }).toBe(false);
  });
});

describe('filters', () => {
  it.each([
    ['types=record.created', [...all.slice(0, 3), last[0]]],
    ['types=record.*,key.*', [...all.slice(0, 3), 'key.created', ...last]],
    ['types=collection.updated,record.deleted', ['collection.updated farm notes', last[1]]],
    ['database=shop', [...ofShop, ...last]],
    ['collection=items', ['record.created farm items', 'record.created shop items', ...last]],
    ['database=shop&collection=items&types=record.created,record.deleted', [...ofShopItems, ...last]],
  ])('%s', async (query, expected) => {
    const live = await follow(adminKey, query);
    const began = live.lastId();
    await doAll();
    const everything = await follow(adminKey, undefined, began);
    await everything.untilHears(isLast);
    await live.untilTold(expected.length);
    expect(places(live.told)).toEqual(expected);
    const late = await follow(adminKey, query, began);
    expect(places(await late.untilTold(expected.length))).toEqual(expected);
  });
});

describe('a key that is no longer valid', () => {
  it('ends its streams, and no others', async () => {
    const { id, key } = await makeKey({ type: 'readonly' });
    const [stream, other] = await Promise.all([follow(key), follow(adminKey)]);
    await gateway.ask('DELETE', `/api-keys/${id}`);
    await expect.poll(() => stream.isOver(), { timeout: 5_000 }).toBe(true);
    expect(other.isOver()).toBe(false);
    await expect(follow(key)).rejects.toThrow(/^401/);
  });

  it('that has run out, too', async () => {
    const { id, key } = await makeKey({ type: 'readonly' });
    const stream = await follow(key);
    await pg.query('UPDATE frodb.api_keys SET expires_at = now() WHERE id = $1', [id]);
    await expect.poll(() => stream.isOver(), { timeout: 5_000 }).toBe(true);
  });
});
