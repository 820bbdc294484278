import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';
import { readApi } from '../support/openapi.ts';
import type { Api } from '../support/openapi.ts';
import { openStoresAt } from '../support/stores.ts';

/*
 * What a store loses behind FroDB's back, while it runs: said by name, healed or marked, and never told as what FroDB
 * removed.
 */

let engines: TestEngines;
let gateway: TestGateway;
let stores: ReturnType<typeof openStoresAt>;
let api: Api;

const settings = {
  FRODB_GARBAGE_DELAY_SECONDS: '0.01',
  FRODB_SWEEP_INTERVAL_SECONDS: '0.2',
  FRODB_ROLLED_BACK_RESWEEP_SECONDS: '0.2',
  FRODB_ENGINE_RETRY_SECONDS: '2',
};

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines, settings);
  stores = openStoresAt(engines);
  api = readApi((await gateway.ask('GET', '/openapi.json')).json);
});
afterAll(async () => {
  for (const name of made) await gateway.ask('DELETE', `/collections/${name}`);
  await stores.close();
  await gateway.close();
  await engines.drop();
});

const made: string[] = [];
let docs: { name: string; index: string; bucket: string };
let at: string;

beforeEach(async () => {
  const name = `docs_${made.length}`;
  made.push(name);
  const created = await gateway.ask('POST', '/collections', {
    name,
    fields: [
      { name: 'title', type: 'string', vectorize: true, filterable: true },
      { name: 'year', type: 'int', filterable: true },
      { name: 'day', type: 'date', filterable: true },
      { name: 'note', type: 'string' },
      { name: 'file', type: 'file' },
      { name: 'more', type: 'file', multiple: true },
    ],
  });
  expect(created.status, created.text).toBe(201);
  const [row] = await stores.pg.query<{ index: string; bucket: string }>(
    'SELECT qdrant_collection AS index, bucket FROM frodb.collections WHERE name = $1',
    [name],
  );
  docs = { name, index: row?.index ?? '', bucket: row?.bucket ?? '' };
  at = `/collections/${name}`;
});

async function ask(method: string, path: string, body?: unknown): Promise<Reply> {
  const reply = await gateway.ask(method, path, body);
  api.check(method, path, reply);
  return reply;
}

function form(fields: Record<string, string>, files: Record<string, string> = {}): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.set(name, value);
  for (const [name, bytes] of Object.entries(files)) body.set(name, new Blob([bytes]), `${name}.bin`);
  return body;
}

async function add(title: string, files: Record<string, string> = {}): Promise<Record<string, unknown>> {
  const saved = await ask('POST', `${at}/records`, form({ title, year: '7', day: '2024-02-29' }, files));
  expect(saved.status, saved.text).toBe(201);
  return saved.json;
}

async function found(query: string, filters?: object): Promise<unknown[] | Reply> {
  const reply = await ask('POST', `${at}/search`, { query, ...(filters ? { filters } : {}) });
  return reply.status === 200 ? (reply.json['results'] as { id: unknown }[]).map(({ id }) => id) : reply;
}

async function losses(): Promise<unknown> {
  const { status, json } = await ask('GET', '/health/all');
  const own = (json['losses'] as { collection: string }[]).filter(({ collection }) => collection === docs.name);
  return { status, health: json['status'], losses: own };
}

/** The key of a record's file in its bucket. */
async function keyOf(file: unknown): Promise<string> {
  const { id, name } = file as { id: string; name: string };
  return `${id}/${name}`;
}

const well = { status: 200, health: 'ok', losses: [] };

function expectNamed(reply: Reply, store: RegExp): void {
  expect(reply.status, reply.text).toBe(503);
  const detail = String(reply.json['detail']);
  expect(detail).toMatch(store);
  expect(detail).toContain(`collection ${docs.name}`);
  expect(detail).toContain('database default');
  expect(detail).not.toMatch(/changed by others|removed/);
}

describe('a search index that is gone', () => {
  it('is said by whatever needs it, and is whole again by itself', async () => {
    const { id } = await add('O rio corre');
    const first = await add('Outro rio', { file: 'bytes' });
    await stores.vectors.dropCollection(docs.index);
    const replies = [
      await ask('POST', `${at}/records`, { title: 'Mais um rio' }),
      await ask('PATCH', `${at}/records/${String(id)}`, { title: 'rio' }),
    ];
    // It may be healed by the second one.
    if (replies[0]) expectNamed(replies[0], /qdrant/);
    for (const reply of replies) expect([200, 201, 503]).toContain(reply.status);
    await expect.poll(() => losses(), { timeout: 20_000 }).toEqual(well);
    await expect.poll(() => found('rio'), { timeout: 5_000 }).toHaveLength(2);
    expect(await found('rio', { year: 7, day: { $gte: '2024-02-29' } })).toHaveLength(2);
    expect(await found('rio', { day: { $gt: '2024-02-29' } })).toEqual([]);
    expect((await ask('GET', `/files/${(first['file'] as { id: string }).id}`)).text).toBe('bytes');
    expect((await ask('POST', `${at}/records`, { title: 'Mais um rio' })).status).toBe(201);
    expect(await found('rio')).toHaveLength(3);
    expect(await stores.settled()).toEqual([]);
  });
});
