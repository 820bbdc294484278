import { once } from 'node:events';
import { request } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { adminKey, startTestGateway } from '../support/gateway.ts';
import type { TestGateway } from '../support/gateway.ts';
import { until } from '../support/processes.ts';
import { openStoresAt } from '../support/stores.ts';

let engines: TestEngines;
let gateway: TestGateway;
let stores: ReturnType<typeof openStoresAt>;

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines, { FRODB_EXPORTS_AT_ONCE: '2' });
  stores = openStoresAt(engines);
  await create('rivers', [
    { name: 'name', type: 'string', unique: true },
    { name: 'km', type: 'int', filterable: true },
    { name: 'since', type: 'datetime' },
    { name: 'tags', type: 'array', items: { type: 'string' } },
    { name: 'extra', type: 'json' },
    { name: 'map', type: 'file' },
    { name: 'photos', type: 'file', multiple: true },
  ]);
  await create('empty', [{ name: 'title', type: 'string' }]);
  await create('large', [
    { name: 'n', type: 'int' },
    { name: 'note', type: 'text' },
  ]);
  const rivers = Array.from({ length: 60 }, (_, n) => ({
    name: `river ${n}, "${n % 7}"`,
    km: n % 5 === 0 ? null : n,
    since: '2025-05-02T10:00:00.123+03:00',
    tags: n % 2 ? ['odd', 'águas'] : [],
    extra: n % 3 ? { n: [n, null] } : null,
  }));
  await gateway.ask('POST', '/collections/rivers/records:batch', rivers);
  const form = new FormData();
  form.set('name', 'with files');
  form.set('map', new Blob(['a map']), 'map.txt');
  form.append('photos', new Blob(['one']), '1.txt');
  form.append('photos', new Blob(['two']), '2.txt');
  expect((await gateway.ask('POST', '/collections/rivers/records', form)).status).toBe(201);
  await fill();
});
afterAll(async () => {
  await gateway.close();
  await stores.close();
  await engines.drop();
});

async function create(name: string, fields: object[]): Promise<void> {
  expect((await gateway.ask('POST', '/collections', { name, fields })).status).toBe(201);
}

const largeRows = 10_000;

/** 80 MB: many times what lies between Postgres and a client that reads nothing. */
async function fill(): Promise<void> {
  await stores.pg.query(
    `INSERT INTO ${await tableOf('large')} (id, revision, created_at, updated_at, n, note)
     SELECT lpad(to_hex(n), 32, '0')::uuid, gen_random_uuid(), now(), now(), n, repeat('rio ', 2000)
     FROM generate_series(1, ${largeRows}) AS n`,
  );
}

async function tableOf(name: string): Promise<string> {
  const [row] = await stores.pg.query<{ id: string; database_id: string }>(
    'SELECT id, database_id FROM frodb.collections WHERE name = $1',
    [name],
  );
  return `"d_${row?.database_id}"."c_${row?.id}"`;
}

interface Exported {
  id: string;
  [name: string]: unknown;
}

async function exported(collection: string, filters?: object): Promise<Exported[]> {
  const query = filters ? `?filters=${encodeURIComponent(JSON.stringify(filters))}` : '';
  const { status, text } = await gateway.ask('GET', `/collections/${collection}/export${query}`);
  expect(status).toBe(200);
  return linesOf(text);
}

function linesOf(text: string): Exported[] {
  if (text === '') return [];
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .map((line) => JSON.parse(line) as Exported);
}

async function all(collection: string, filters: object = {}): Promise<Exported[]> {
  const { json } = await gateway.ask('POST', `/collections/${collection}/query`, { filters, limit: 1_000 });
  return json['records'] as Exported[];
}

/** Backends that have an export's snapshot open. */
function backends(): Promise<{ pid: number; state: string; since: string; waits: boolean }[]> {
  return stores.pg.query(
    `SELECT pid, state, state_change::text AS since, wait_event_type = 'Lock' AS waits FROM pg_stat_activity
     WHERE datname = current_database() AND application_name = 'frodb' AND (query LIKE 'FETCH%' OR query LIKE 'DECLARE%')`,
  );
}

/** Waits until all exports wait for their clients. */
async function standing(count = 1): Promise<void> {
  let before = '';
  await until(async () => {
    const found = await backends();
    const now = found.map(({ pid, since }) => `${pid} ${since}`).join();
    const isStill = found.length === count && found.every(({ state }) => state === 'idle in transaction');
    const isSame = isStill && now === before;
    before = now;
    return isSame;
  }, `${count} exports that stand still`);
}

const gone = (): Promise<void> =>
  until(async () => (await backends()).length === 0, 'the snapshot to be closed');

interface Started {
  answer: IncomingMessage;
  /** The rest as text; rejects when it is cut off. */
  rest: () => Promise<string>;
  leave: () => void;
}

/** An export whose client has got the headers, and reads nothing. */
async function start(collection: string, at = gateway): Promise<Started> {
  const headers = { authorization: `Bearer ${adminKey}` };
  const sent = request(`${at.url}/collections/${collection}/export`, { headers }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  answer.on('error', () => undefined);
  return {
    answer,
    rest: async () => {
      const pieces: Buffer[] = [];
      for await (const piece of answer) pieces.push(piece as Buffer);
      return Buffer.concat(pieces).toString();
    },
    leave: () => sent.destroy(),
  };
}

describe('an export', () => {
  it('as NDJSON has each record as GET gives it, in the order of their ids', async () => {
    const records = await exported('rivers');
    expect(records).toHaveLength(61);
    expect(records).toEqual(await all('rivers'));
    const last = records.at(-1);
    const { json } = await gateway.ask('GET', `/collections/rivers/records/${last?.id}`);
    expect(JSON.stringify(last)).toBe(JSON.stringify(json));
  });

  it('as CSV has the same values', async () => {
    const { text, headers } = await gateway.ask('GET', '/collections/rivers/export?format=csv');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('content-disposition')).toBe('attachment; filename="rivers.csv"');
    const rows: Record<string, string | null>[] = parse(text, {
      columns: true,
      cast: (cell, { quoting }) => (cell === '' && !quoting ? null : cell),
    });
    const records = await all('rivers');
    expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(records[0] ?? {}));
    const url = (file: unknown): string => (file as { url: string }).url;
    const cells = records.map(({ km, tags, extra, map, photos, ...plain }) => ({
      ...plain,
      km: km === null ? null : JSON.stringify(km),
      tags: tags === null ? null : JSON.stringify(tags),
      extra: extra === null ? null : JSON.stringify(extra),
      map: map === null ? null : url(map),
      photos: JSON.stringify((photos as unknown[]).map(url)),
    }));
    expect(rows).toEqual(cells);
    expect((await gateway.ask('GET', String(rows.at(-1)?.['map']))).text).toBe('a map');
  });

  it.each<[string, object]>([
    ['equality', { name: 'river 3, "3"' }],
    ['null', { km: null }],
    ['not', { km: { $ne: 4 } }],
    ['a range', { km: { $gte: 10, $lt: 20 } }],
    ['a list', { tags: { $contains: 'águas' } }],
    ['either of two', { $or: [{ km: 1 }, { name: { $like: '%, "6"' } }] }],
    ['a time', { created_at: { $lt: '2999-01-01T00:00:00Z' } }],
    ['files', { map: { $exists: true } }],
    ['what nothing matches', { km: { $in: [] } }],
  ])('filters as a query does: %s', async (_what, filters) => {
    expect(await exported('rivers', filters)).toEqual(await all('rivers', filters));
  });

  it('of nothing is empty, or the names alone', async () => {
    expect((await gateway.ask('GET', '/collections/empty/export')).text).toBe('');
    const { text } = await gateway.ask('GET', '/databases/default/collections/empty/export?format=csv');
    expect(text).toBe('id,revision,created_at,updated_at,title\r\n');
  });

  it('is for HEAD its headers alone', async () => {
    const { status, headers, text } = await gateway.ask('HEAD', '/collections/large/export');
    expect([status, text]).toEqual([200, '']);
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    expect(headers.get('content-length')).toBe(null);
    expect((await gateway.ask('HEAD', '/collections/large/export?format=xls')).status).toBe(400);
  });

  it.each(['ndjson', 'csv'])('has long values whole as %s', async (format) => {
    const fields = [
      { name: 'n', type: 'int' },
      { name: 'note', type: 'text' },
      { name: 'list', type: 'array', items: { type: 'int' } },
    ];
    await create(`long_${format}`, fields);
    const rows = Array.from({ length: 60 }, (_, n) =>
      n % 20 === 7
        ? { n, note: 'é"\n'.repeat(100_000), list: Array.from({ length: 30_000 }, (__, i) => i) }
        : { n, note: 'short', list: [n] },
    );
    for (const row of rows) await gateway.ask('POST', `/collections/long_${format}/records`, row);
    const { text } = await gateway.ask('GET', `/collections/long_${format}/export?format=${format}`);
    const read =
      format === 'ndjson'
        ? linesOf(text)
        : parse<Record<string, string>>(text, { columns: true }).map(({ n, note, list }) => ({
            n: Number(n),
            note,
            list: JSON.parse(list ?? '') as unknown,
          }));
    expect(read.map(({ n, note, list }) => ({ n, note, list }))).toEqual(rows);
  });
});

describe('a snapshot', () => {
  it('is one moment, whatever is written and deleted while it is read', async () => {
    const { rest } = await start('large');
    await standing();
    const table = await tableOf('large');
    const [last] = await stores.pg.query<{ id: string }>(`SELECT id FROM ${table} WHERE n = ${largeRows}`);
    const [before] = await stores.pg.query<{ id: string }>(
      `SELECT id FROM ${table} WHERE n = ${largeRows - 1}`,
    );
    const path = '/collections/large/records';
    expect((await gateway.ask('DELETE', `${path}/${last?.id}`)).status).toBe(200);
    expect((await gateway.ask('PATCH', `${path}/${before?.id}`, { note: 'changed' })).status).toBe(200);
    const { json } = await gateway.ask('POST', path, { n: -1, note: 'new' });
    const records = linesOf(await rest());
    expect(records.map(({ n }) => n)).toEqual(Array.from({ length: largeRows }, (_, n) => n + 1));
    expect(records.at(-2)?.['note']).not.toBe('changed');
    await gateway.ask('DELETE', `${path}/${String(json['id'])}`);
    await gone();
  });

  it('is read no faster than its client reads, and whole in the end', async () => {
    const { rest } = await start('large');
    // What stands has not been read to its end, which would have closed it.
    await standing();
    expect(linesOf(await rest()).length).toBeGreaterThanOrEqual(largeRows - 1);
    await gone();
  });

  it('is closed at once when its client goes away', async () => {
    const { leave } = await start('large');
    await standing();
    leave();
    await gone();
    const said = gateway.logLines.filter(({ msg }) => msg === 'an export broke off');
    expect(said).toEqual([]);
  });

  it('is closed when its client goes away while a statement waits', async () => {
    const table = await tableOf('empty');
    await stores.pg.transaction(async (tx) => {
      await tx.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
      const headers = { authorization: `Bearer ${adminKey}` };
      const sent = request(`${gateway.url}/collections/empty/export`, { headers }).end();
      sent.on('error', () => undefined);
      await until(async () => (await backends()).some(({ waits }) => waits), 'the export to wait');
      sent.destroy();
      await gone();
    });
  });

  it('that Postgres ends midway cuts the answer off', async () => {
    const { answer, rest } = await start('large');
    await standing();
    await stores.pg.query('SELECT pg_terminate_backend($1)', [(await backends())[0]?.pid]);
    await expect(rest()).rejects.toThrow('aborted');
    expect(answer.complete).toBe(false);
    const said = gateway.logLines.filter(({ msg }) => msg === 'an export broke off');
    expect(said).toMatchObject([{ collection: 'large', db: 'default' }]);
  });

  it('that a client leaves lying is ended after its time, and the answer cut off', async () => {
    const impatient = await startTestGateway(engines, { FRODB_EXPORT_IDLE_SECONDS: '0.5' });
    try {
      const { rest } = await start('large', impatient);
      await until(async () => (await backends()).length === 1, 'the snapshot to be open');
      await gone();
      await expect(rest()).rejects.toThrow('aborted');
    } finally {
      await impatient.close();
    }
  });

  it('keeps its collection from being deleted, which is said', async () => {
    const other = await startTestGateway(engines, { FRODB_ENGINE_RETRY_SECONDS: '0.5' });
    try {
      const { leave } = await start('large', other);
      await standing();
      const refused = await other.ask('DELETE', '/collections/large');
      expect([refused.status, refused.json['detail']]).toEqual([
        503,
        'postgres is not available: large is in use',
      ]);
      leave();
      await gone();
    } finally {
      await other.close();
    }
  });

  it('waits for room where as many are open as may be', async () => {
    const [first, second] = [await start('large'), await start('large')];
    await standing(2);
    const refused = await gateway.ask('GET', '/collections/empty/export');
    expect(refused).toMatchObject({ status: 503, json: { code: 'unavailable' } });
    expect(refused.headers.get('retry-after')).toBe('5');
    expect(refused.headers.get('content-disposition')).toBe(null);
    first.leave();
    await until(async () => (await gateway.ask('GET', '/collections/empty/export')).status === 200, 'room');
    second.leave();
    await gone();
  });

  it('does not outlive its gateway', async () => {
    const other = await startTestGateway(engines);
    const { rest } = await start('large', other);
    await standing();
    await other.close();
    expect(await backends()).toEqual([]);
    await expect(rest()).rejects.toThrow('aborted');
  });
});

describe('refused', () => {
  it.each<[string, string, string, string]>([
    ['an unknown format', 'format=xls', 'format', 'not_in_values'],
    ['a format given twice', 'format=csv&format=csv', 'format', 'duplicate'],
    ['an unknown parameter', 'limit=1', 'limit', 'unknown_key'],
    ['filters that are no JSON', 'filters={', 'filters', 'bad_json'],
    ['no filters', 'filters=', 'filters', 'bad_json'],
    ['filters that are a list', 'filters=[]', 'filters', 'wrong_type'],
    ['filters by an unknown field', 'filters={"width":1}', 'filters.width', 'unknown_field'],
    ['filters by a wrong value', 'filters={"km":"far"}', 'filters.km', 'wrong_type'],
    ['filters with what no engine keeps', 'filters={"name":"\\u0000"}', 'filters.name', 'bad_text'],
    ['filters too deep', `filters=${'['.repeat(101)}${']'.repeat(101)}`, 'filters', 'too_deep'],
  ])('is %s', async (_what, query, path, code) => {
    const { status, json } = await gateway.ask('GET', `/collections/rivers/export?${encodeURI(query)}`);
    expect([status, json['errors']]).toMatchObject([400, [{ path, code }]]);
  });
});
