import { request } from 'node:http';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { limits } from '../../gateway/contract/limits.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { adminKey, startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';
import { openStoresAt } from '../support/stores.ts';

let engines: TestEngines;
let gateway: TestGateway;
let stores: ReturnType<typeof openStoresAt>;

const path = '/collections/items';

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines, {
    FRODB_GARBAGE_DELAY_SECONDS: '0.01',
    FRODB_SWEEP_INTERVAL_SECONDS: '0.5',
  });
  stores = openStoresAt(engines);
  const fields = [
    { name: 'code', type: 'string', unique: true },
    { name: 'year', type: 'int', filterable: true },
    { name: 'body', type: 'text', vectorize: true },
    { name: 'extra', type: 'json' },
  ];
  expect((await gateway.ask('POST', '/collections', { name: 'items', fields })).status).toBe(201);
});
afterAll(async () => {
  await gateway.ask('DELETE', path);
  await stores.close();
  await gateway.close();
  await engines.drop();
});

const formats = ['json', 'big json', 'ndjson'] as const;
type Format = (typeof formats)[number];

/** Records as text in one of the ways that a batch may come; big: so that a worker reads it. */
function sendBatch(format: Format, records: string[], query = '', headers = {}): Promise<Reply> {
  const isNdjson = format === 'ndjson';
  const pad = format === 'big json' ? ' '.repeat(limits.inlineBodyBytes) : '';
  const body = isNdjson ? records.join('\n') : `[${records.join(',')}${pad}]`;
  const type = isNdjson ? 'application/x-ndjson' : 'application/json';
  return gateway.ask('POST', `${path}/records:batch${query}`, body, {
    headers: { 'content-type': type, ...headers },
  });
}

async function total(filters: object = {}): Promise<number> {
  return Number((await gateway.ask('POST', `${path}/query`, { filters, limit: 1 })).json['total']);
}

interface Problem {
  path: string;
  code: string;
}

function problemsOf(reply: Reply): [string, string][] {
  return (reply.json['errors'] as Problem[]).map((problem) => [problem.path, problem.code]);
}

async function expectClean(): Promise<void> {
  expect(await readdir(join(gateway.dataDir, 'tmp'))).toEqual([]);
  await expect.poll(() => stores.differences(), { timeout: 20_000 }).toEqual([]);
}

let used = 0;
function code(): string {
  return `c-${used++}`;
}

describe.each(formats)('a batch as %s', (format) => {
  const send = (records: string[], query?: string, headers?: object) =>
    sendBatch(format, records, query, headers);
  const json = (value: object): string => JSON.stringify(value);

  it('is saved whole and found', async () => {
    const codes = Array.from({ length: 1_200 }, code);
    const word = `palavra${used}`;
    const reply = await send(
      codes.map((one, n) => json({ code: one, year: n, body: `A ${word} corre no rio ${one}.` })),
    );
    expect(reply).toMatchObject({ status: 201, json: { created: 1_200 } });
    const records = reply.json['records'] as { id: string; revision: string }[];
    expect(records).toHaveLength(1_200);
    const seventh = await gateway.ask('GET', `${path}/records/${records[7]?.id}`);
    expect(seventh.json).toMatchObject({ code: codes[7], year: 7, revision: records[7]?.revision });
    const found = await gateway.ask('POST', `${path}/search`, { query: word, filters: { year: 1_100 } });
    const [best] = found.json['results'] as { id: string }[];
    expect(best?.id).toBe(records[1_100]?.id);
    await expectClean();
  });

  it('is refused whole, with a path to every problem', async () => {
    const before = await total();
    const reply = await send([
      json({ code: code() }),
      json({ code: code(), year: 'soon', colour: 1 }),
      json({ code: code() }),
      '"text"',
      `{"code":"${code()}","extra":{"a":[1,"\\u0000"]}}`,
    ]);
    expect(reply.status).toBe(400);
    const problems = problemsOf(reply);
    // In JSON, text that no engine keeps is found before the records are looked at.
    if (format === 'ndjson') {
      expect(problems).toEqual([
        ['[1].year', 'wrong_type'],
        ['[1].colour', 'unknown_key'],
        ['[3]', 'wrong_type'],
        ['[4].extra.a[1]', 'bad_text'],
      ]);
    } else expect(problems).toEqual([['[4].extra.a[1]', 'bad_text']]);
    expect(await total()).toBe(before);
    await expectClean();
  });

  it('names what is taken, within the batch and before', async () => {
    const [known, fresh] = [code(), code()];
    await gateway.ask('POST', `${path}/records`, { code: known });
    const records = [fresh, known, fresh].map((one) => json({ code: one, body: 'um rio' }));
    const reply = await send(records);
    expect(reply.status).toBe(409);
    expect(problemsOf(reply)).toEqual([
      ['[1].code', 'not_unique'],
      ['[2].code', 'not_unique'],
    ]);
    expect(await total({ code: fresh })).toBe(0);
    await expectClean();
  });

  it('is saved in part where that is asked for', async () => {
    const [known, fresh] = [code(), code()];
    await gateway.ask('POST', `${path}/records`, { code: known });
    const records = [{ code: fresh, body: 'um rio' }, { year: 1.5 }, { code: known }].map(json);
    const reply = await send(records, '?mode=partial');
    expect(reply).toMatchObject({
      status: 200,
      json: {
        created: 1,
        failed: 2,
        results: [
          { index: 0, id: expect.any(String) as unknown },
          { index: 1, status: 400, errors: [{ path: 'year' }] },
          { index: 2, status: 409, errors: [{ path: 'code' }] },
        ],
      },
    });
    expect(await total({ code: fresh })).toBe(1);
    await expectClean();
  });

  it('is refused when it is empty or too long', async () => {
    for (const [records, problem] of [
      [[], 'too_few'],
      [Array.from({ length: limits.batchRecords + 1 }, () => '{}'), 'too_many'],
    ] as const) {
      const reply = await send([...records]);
      expect(reply.status).toBe(400);
      if (records.length > 0 || format !== 'ndjson') expect(problemsOf(reply)).toEqual([['body', problem]]);
    }
    await expectClean();
  });

  it('names at most 100 problems', async () => {
    const reply = await send(Array.from({ length: 500 }, () => '{"year":"x"}'));
    expect(problemsOf(reply)).toHaveLength(limits.problems);
  });

  it('takes place once with an Idempotency-Key, whatever its format', async () => {
    const headers = { 'idempotency-key': code() };
    const records = Array.from({ length: 3 }, () => json({ code: code(), body: 'um rio' }));
    const first = await send(records, '', headers);
    expect(first.status).toBe(201);
    for (const other of formats) {
      const again = await sendBatch(other, records, '', headers);
      expect([again.status, again.json, again.headers.get('idempotency-replayed')]).toEqual([
        201,
        first.json,
        'true',
      ]);
    }
    expect((await send(records.slice(1), '', headers)).status).toBe(409);
    expect((await send(records, '?mode=partial', headers)).status).toBe(409);
  });

  it('may hold 10,000 records', async () => {
    const year = 10_000 + used;
    const records = Array.from({ length: limits.batchRecords }, () =>
      json({ code: code(), year, body: 'rio' }),
    );
    expect(await send(records)).toMatchObject({ status: 201, json: { created: limits.batchRecords } });
    expect(await total({ year })).toBe(limits.batchRecords);
    const ids = (await gateway.ask('POST', `${path}/query`, { filters: { year }, fields: [], limit: 1_000 }))
      .json;
    const some = (ids['records'] as { id: string }[]).map(({ id }) => id);
    const gone = await gateway.ask('POST', `${path}/records:delete`, { ids: some });
    expect(gone.json).toEqual({ deleted: 1_000 });
    expect(await total({ year })).toBe(limits.batchRecords - 1_000);
  });
});

describe('NDJSON', () => {
  it('may have blank lines, any line ends, and none at the end', async () => {
    const [first, second] = [code(), code()];
    const reply = await sendBatch('ndjson', [
      '',
      `{"code":"${first}"}\r`,
      ' \t\r',
      '',
      `{"code":"${second}","year":"x"}`,
      '',
    ]);
    expect(problemsOf(reply)).toEqual([['[1].year', 'wrong_type']]);
  });

  it.each([
    ['is no JSON', '{"code":', '[1]', 'bad_json'],
    ['has two values', '{} {}', '[1]', 'bad_json'],
    ['is too deep', `{"extra":${'['.repeat(101)}${']'.repeat(101)}}`, '[1]', 'too_deep'],
    ['has U+0000', '{"code":"a\\u0000"}', '[1].code', 'bad_text'],
    ['has half a surrogate pair', '{"code":"\\ud800"}', '[1].code', 'bad_text'],
  ])('names a line that %s', async (_, line, where, what) => {
    const records = [`{"code":"${code()}"}`, line];
    expect(problemsOf(await sendBatch('ndjson', records))).toEqual([[where, what]]);
    const partial = await sendBatch('ndjson', records, '?mode=partial');
    expect(partial.json).toMatchObject({
      created: 1,
      failed: 1,
      results: [{ index: 0 }, { index: 1, status: 400 }],
    });
    await expectClean();
  });

  it('must be UTF-8', async () => {
    const body = Buffer.concat([
      Buffer.from('{"code":"x"}\n{"code":"'),
      Buffer.from([0xff]),
      Buffer.from('"}'),
    ]);
    const reply = await gateway.ask('POST', `${path}/records:batch`, new Blob([body]), {
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(problemsOf(reply)).toEqual([['[1]', 'bad_encoding']]);
  });

  it('is refused above 64 MB, said or not, and a line above 8 MB', async () => {
    const line = `{"body":"${'x'.repeat(limits.jsonBytes)}"}`;
    expect((await sendBatch('ndjson', [line])).status).toBe(413);
    const said = await raw({ 'content-length': String(limits.ndjsonBytes + 1) }, 1);
    expect(said).toBe(413);
    const unsaid = await raw({ 'transfer-encoding': 'chunked' }, limits.ndjsonBytes + 1);
    expect(unsaid).toBe(413);
    await expectClean();
  });

  it('that breaks off leaves nothing', async () => {
    const before = await total();
    expect(await raw({ 'content-length': '1000000' }, 400_000, true)).toBe('broken off');
    await expect.poll(() => readdir(join(gateway.dataDir, 'tmp'))).toEqual([]);
    expect(await total()).toBe(before);
    expect((await sendBatch('ndjson', [`{"code":"${code()}"}`])).status).toBe(201);
  });
});

/** Sends so many bytes of blank lines; the status, or that this end broke it off. */
function raw(headers: Record<string, string>, bytes: number, breakOff = false): Promise<number | string> {
  return new Promise((resolve, reject) => {
    const sent = request(`${gateway.url}${path}/records:batch`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/x-ndjson', ...headers },
    });
    sent.on('response', (answer) => {
      answer.resume();
      resolve(answer.statusCode ?? 0);
      sent.destroy();
    });
    sent.on('error', (error) => (breakOff ? resolve('broken off') : reject(error)));
    const piece = Buffer.alloc(65_536, '\n');
    let left = bytes;
    const send = (): void => {
      while (left > 0) {
        const size = Math.min(left, piece.length);
        left -= size;
        if (!sent.write(piece.subarray(0, size)) && left > 0) return void sent.once('drain', send);
      }
      if (breakOff) sent.destroy(new Error('enough'));
      else if (headers['transfer-encoding'] !== undefined) sent.end();
    };
    send();
  });
}

describe('a large body on other routes', () => {
  it('is read all the same: a long text is cut and found, a long list taken', async () => {
    const words = Array.from({ length: 40_000 }, (_, n) => `palavra${n % 5_000} correu.`).join(' ');
    const body = `${words} A lontra dormiu.`;
    const made = await gateway.ask('POST', `${path}/records`, { code: code(), body });
    expect(made.status).toBe(201);
    const found = await gateway.ask('POST', `${path}/search`, { query: 'lontra' });
    expect(found.json).toMatchObject({ total: 1, results: [{ id: made.json['id'] }] });
    const changed = await gateway.ask('PATCH', `${path}/records/${String(made.json['id'])}`, {
      body: `${words} A ariranha acordou.`,
    });
    expect(changed.status).toBe(200);
    expect((await gateway.ask('POST', `${path}/search`, { query: 'lontra' })).json['total']).toBe(0);
    expect((await gateway.ask('POST', `${path}/search`, { query: 'ariranha' })).json['total']).toBe(1);
    const years = Array.from({ length: 10_000 }, (_, n) => 1_000_000_000_000 + n);
    const many = {
      filters: {
        $or: [{ year: { $in: years } }, { code: { $in: years.map((n) => `${n}-${'y'.repeat(20)}`) } }],
      },
    };
    expect((await gateway.ask('POST', `${path}/query`, many)).json['total']).toBe(0);
  });

  it('is refused in the same words', async () => {
    const broken = `{"code":"x"${' '.repeat(limits.inlineBodyBytes)}`;
    const reply = await gateway.ask('POST', `${path}/records`, broken, {
      headers: { 'content-type': 'application/json' },
    });
    expect(problemsOf(reply)).toEqual([['body', 'bad_json']]);
  });
});
