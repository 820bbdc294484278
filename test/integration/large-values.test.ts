import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';

let engines: TestEngines;
let gateway: TestGateway;
const path = '/collections/large';
const fields = [
  { name: 'title', type: 'string' },
  { name: 'meta', type: 'json' },
  { name: 'times', type: 'array', items: { type: 'datetime' } },
  { name: 'tags', type: 'array', items: { type: 'string' }, filterable: true },
  { name: 'file', type: 'file', vectorize: true },
];

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines);
  const made = await gateway.ask('POST', '/collections', { name: 'large', fields });
  expect(made.status).toBe(201);
});
afterAll(async () => {
  await gateway.close();
  await engines.drop();
});

const places = Array.from({ length: 40_000 }, (_, n) => [
  n / 100,
  1 - n / 100,
  { name: `"${n}"`, none: null },
]);
const times = Array.from({ length: 20_000 }, (_, n) =>
  new Date(Date.UTC(2026, 0, 1) + n * 1_001).toISOString(),
);
const tags = Array.from({ length: 20_000 }, (_, n) => `tag ${n}`);

describe('a record with large values', () => {
  const values = { title: 'a', meta: { places }, times, tags };
  let made: Reply;
  beforeAll(async () => {
    made = await gateway.ask('POST', `${path}/records`, values);
  });

  it('is answered, read and queried as it was sent', async () => {
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject(values);
    const read = await gateway.ask('GET', `${path}/records/${String(made.json['id'])}`);
    expect(read.json).toEqual(made.json);
    const all = await gateway.ask('POST', `${path}/query`, {});
    expect(all.json['records']).toEqual([made.json]);
  });

  it('keeps them where another value changes', async () => {
    const id = String(made.json['id']);
    const changed = await gateway.ask('PATCH', `${path}/records/${id}`, { title: 'b' });
    expect(changed.json).toMatchObject({ ...values, title: 'b' });
    const replaced = await gateway.ask('PUT', `${path}/records/${id}`, { ...values, meta: [places, 1] });
    expect(replaced.json).toMatchObject({ ...values, meta: [places, 1] });
    expect((await gateway.ask('GET', `${path}/records/${id}`)).json).toEqual(replaced.json);
  });

  it('is made once per Idempotency-Key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const first = await gateway.ask('POST', `${path}/records`, values, { headers });
    const again = await gateway.ask('POST', `${path}/records`, values, { headers });
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect([again.status, again.json]).toEqual([first.status, first.json]);
    const other = await gateway.ask('POST', `${path}/records`, { ...values, title: 'x' }, { headers });
    expect(other.status).toBe(409);
  });

  it('is refused for everything that is wrong with it', async () => {
    const wrong = { ...values, title: 1, nosuch: places };
    const { status, json } = await gateway.ask('POST', `${path}/records`, wrong);
    expect(status).toBe(400);
    expect((json['errors'] as { path: string }[]).map((problem) => problem.path)).toEqual([
      'title',
      'nosuch',
    ]);
  });

  it('comes in a batch', async () => {
    const { status, json } = await gateway.ask('POST', `${path}/records:batch`, [
      values,
      { ...values, title: 'c' },
    ]);
    expect(status).toBe(201);
    const [, second] = json['records'] as { id: string }[];
    const read = await gateway.ask('GET', `${path}/records/${String(second?.id)}`);
    expect(read.json).toMatchObject({ ...values, title: 'c' });
  });
});

describe('a document of several thousand chunks', () => {
  const lines = Array.from(
    { length: 40_000 },
    (_, n) => `Line ${n} is about word${n} and nothing else at all.`,
  );

  async function chunksOf(id: string): Promise<{ chunk_index: number; text: string }[]> {
    const { json } = await gateway.ask('GET', `${path}/records/${id}/vectors`);
    return json['vectors'] as { chunk_index: number; text: string }[];
  }

  it('is kept whole, found, kept by other changes, and deleted', async () => {
    const form = new FormData();
    form.append('file', new Blob([lines.join('\n\n')]), 'long.txt');
    const made = await gateway.ask('POST', `${path}/records`, form);
    expect(made.status).toBe(201);
    const id = String(made.json['id']);
    const before = await chunksOf(id);
    expect(before.length).toBeGreaterThan(1_500);
    expect(before.map((chunk) => chunk.chunk_index)).toEqual(before.map((_, n) => n));
    for (const n of [0, 20_000, 39_999]) {
      const found = await gateway.ask('POST', `${path}/search`, { query: `word${n}` });
      expect(found.json['results']).toMatchObject([{ id }]);
    }
    await gateway.ask('PATCH', `${path}/records/${id}`, { tags: ['now'] });
    const after = await chunksOf(id);
    expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
    expect((await gateway.ask('DELETE', `${path}/records/${id}`)).status).toBe(200);
    const gone = await gateway.ask('POST', `${path}/search`, { query: 'word20000' });
    expect(gone.json['results']).toEqual([]);
  });
});
