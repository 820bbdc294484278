import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { followEvents } from '../../support/event-stream.ts';
import type { EventStreamClient, FollowOptions } from '../../support/event-stream.ts';
import { testEngines } from '../../support/engines.ts';
import type { TestEngines } from '../../support/engines.ts';
import { adminKey, startTestGateway } from '../../support/gateway.ts';
import type { TestGateway } from '../../support/gateway.ts';

let engines: TestEngines;
let gateway: TestGateway;
let adminId: string;
const open: EventStreamClient[] = [];

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines);
  adminId = String((await gateway.ask('GET', '/api-keys/self')).json['id']);
  await make('/databases', { name: 'shop' });
  await make('/databases/shop/collections', { name: 'items', fields: [{ name: 'title', type: 'string' }] });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.close()));
});
afterAll(async () => {
  await gateway.close();
  await engines.drop();
});

async function follow(options: Partial<FollowOptions> = {}): Promise<EventStreamClient> {
  const stream = await followEvents(gateway.url, { key: adminKey, ...options });
  open.push(stream);
  return stream;
}

async function make(path: string, body: unknown): Promise<Record<string, unknown>> {
  const { status, json, text } = await gateway.ask('POST', path, body);
  expect([status, text]).toEqual([201, expect.anything()]);
  return json;
}

const items = '/databases/shop/collections/items';
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/) as string;
const time = expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) as string;

describe('every change is told', () => {
  it('of records: ids and revision, and no values', async () => {
    const stream = await follow();
    const headers = { 'x-agent-id': 'robot', 'x-request-id': 'r-1' };
    const { json } = await gateway.ask('POST', `${items}/records`, { title: 'secret' }, { headers });
    const id = String(json['id']);
    const changed = await gateway.ask('PATCH', `${items}/records/${id}`, { title: 'other' });
    await gateway.ask('DELETE', `${items}/records/${id}`);
    const told = await stream.untilTold(3);
    const place = { database: 'shop', collection: 'items', record_ids: [id], at: time, key_id: adminId };
    expect(told.map(({ data }) => data)).toEqual([
      { type: 'record.created', ...place, revision: json['revision'], request_id: 'r-1', agent_id: 'robot' },
      {
        type: 'record.updated',
        ...place,
        revision: changed.json['revision'],
        request_id: expect.any(String),
      },
      { type: 'record.deleted', ...place, revision: uuid, request_id: expect.any(String) },
    ]);
    expect(told.map(({ type }) => type)).toEqual(['record.created', 'record.updated', 'record.deleted']);
    expect(new Set(told.map((one) => one.id)).size).toBe(3);
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  it('of a batch: one event with all its records, of a large one several of the same revision', async () => {
    const stream = await follow();
    const batch = async (count: number): Promise<string[]> => {
      const records = Array.from({ length: count }, (_, n) => ({ title: `t${n}` }));
      const { records: made } = await make(`${items}/records:batch`, records);
      return (made as { id: string }[]).map(({ id }) => id);
    };
    const few = await batch(3);
    const many = await batch(2_500);
    await gateway.ask('POST', `${items}/records:delete`, { ids: few });
    const deleted = await stream.untilHears(({ type }) => type === 'record.deleted');
    expect(deleted.data['record_ids']).toEqual(few);
    const [small, ...large] = stream.told.filter(({ type }) => type === 'record.created');
    expect(small?.data['record_ids']).toEqual(few);
    expect(large.flatMap(({ data }) => data['record_ids'])).toEqual(many);
    expect(new Set(large.map(({ data }) => data['revision'])).size).toBe(1);
  });

  it('of collections and databases', async () => {
    const stream = await follow();
    await make('/databases', { name: 'farm' });
    await make('/databases/farm/collections', { name: 'cows', fields: [{ name: 'n', type: 'int' }] });
    await gateway.ask('PATCH', '/databases/farm/collections/cows', { description: 'All of them' });
    await gateway.ask('PATCH', '/databases/farm', { description: 'Cows' });
    await gateway.ask('DELETE', '/databases/farm?cascade=true');
    const told = await stream.untilTold(6);
    const cows = { database: 'farm', collection: 'cows', revision: uuid };
    const farm = { database: 'farm', collection: null };
    const by = { at: time, key_id: adminId, request_id: expect.any(String) };
    expect(told.map(({ data }) => data)).toEqual([
      { type: 'database.created', ...farm, ...by },
      { type: 'collection.created', ...cows, ...by },
      { type: 'collection.updated', ...cows, ...by },
      { type: 'database.updated', ...farm, ...by },
      { type: 'collection.deleted', ...cows, ...by },
      { type: 'database.deleted', ...farm, ...by },
    ]);
  });

  it('of keys: which one it is, and never the key itself', async () => {
    const stream = await follow();
    const { id, key } = await make('/api-keys', { name: 'guest', type: 'readonly' });
    await gateway.ask('PATCH', `/api-keys/${String(id)}`, { name: 'visitor' });
    await gateway.ask('DELETE', `/api-keys/${String(id)}`);
    const told = await stream.untilTold(3);
    const by = {
      at: time,
      key_id: adminId,
      request_id: expect.any(String),
      database: null,
      collection: null,
    };
    expect(told.map(({ data }) => data)).toEqual([
      { type: 'key.created', key: { id, name: 'guest', type: 'readonly' }, ...by },
      { type: 'key.updated', key: { id, name: 'visitor', type: 'readonly' }, ...by },
      { type: 'key.deleted', key: { id, name: 'visitor', type: 'readonly' }, ...by },
    ]);
    expect(JSON.stringify(told)).not.toContain(String(key));
  });
});

describe('bad input', () => {
  it.each([
    ['a type that there is not', '?types=record.created,nothing.*', {}, 'types'],
    ['no type', '?types=', {}, 'types'],
    ['all types by a star', '?types=*', {}, 'types'],
    ['types given twice', '?types=record.*&types=key.*', {}, 'types'],
    ['a database that can not be', '?database=No%20Such', {}, 'database'],
    ['a collection that can not be', '?collection=', {}, 'collection'],
    ['an unknown parameter', '?lastEventId=1-1', {}, 'lastEventId'],
    ['a position that is none', '', { 'last-event-id': 'yesterday' }, 'last-event-id'],
    ['an empty position', '', { 'last-event-id': '' }, 'last-event-id'],
    ['a transaction that can not be', '', { 'last-event-id': '18446744073709551616-1' }, 'last-event-id'],
  ])('%s is a 400 that names it', async (_what, search, headers, path) => {
    const { status, json } = await gateway.ask('GET', `/events${search}`, undefined, { headers });
    expect(status).toBe(400);
    expect(json['errors']).toEqual([expect.objectContaining({ path })]);
  });

  it('HEAD would have no end, and is not taken', async () => {
    expect((await gateway.ask('HEAD', '/events')).status).toBe(405);
  });
});
