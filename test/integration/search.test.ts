import { createServer, connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createQdrantStore } from '../../gateway/infra/vectors-qdrant.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';

interface Found {
  id: string;
  score: number;
  record: Record<string, unknown> & { id: string };
  files: unknown[];
  highlights: {
    field: string;
    text: string;
    ranges: [number, number][];
    chunk_index: number;
    score: number;
  }[];
}

let engines: TestEngines;
let gateway: TestGateway;
/** Between the gateway and Qdrant, so that Qdrant can be cut off. */
let proxy: Server;
const sockets = new Set<Socket>();
const made: string[] = [];

beforeAll(async () => {
  engines = await testEngines();
  const target = new URL(engines.qdrantUrl);
  proxy = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    }
    client.pipe(upstream).pipe(client);
  });
  await openProxy(0);
  const { port } = proxy.address() as AddressInfo;
  gateway = await startTestGateway({ ...engines, qdrantUrl: `http://127.0.0.1:${port}` });
});
afterAll(async () => {
  for (const name of made) await gateway.ask('DELETE', `/collections/${name}`);
  await gateway.close();
  await closeProxy();
  await engines.drop();
});

function openProxy(port: number): Promise<void> {
  return new Promise((resolve) => void proxy.listen(port, '127.0.0.1', () => resolve()));
}

function closeProxy(): Promise<void> {
  const closed = new Promise<void>((resolve) => void proxy.close(() => resolve()));
  for (const socket of sockets) socket.destroy();
  return closed;
}

async function create(name: string, fields: object[], config: object = { language: 'pt' }): Promise<Reply> {
  const reply = await gateway.ask('POST', '/collections', { name, fields, config });
  expect(reply.status).toBe(201);
  made.push(name);
  return reply;
}

async function load(name: string, records: object[]): Promise<string[]> {
  const reply = await gateway.ask('POST', `/collections/${name}/records:batch`, records as never);
  expect(reply.status).toBe(201);
  return (reply.json['records'] as { id: string }[]).map(({ id }) => id);
}

async function search(name: string, body: object): Promise<Found[]> {
  const reply = await gateway.ask('POST', `/collections/${name}/search`, body);
  if (reply.status !== 200) throw new Error(reply.text);
  expect(reply.json['total']).toBe((reply.json['results'] as Found[]).length);
  return reply.json['results'] as Found[];
}

const note = [
  { name: 'title', type: 'string' },
  { name: 'body', type: 'text', vectorize: true },
];

describe('odd queries', () => {
  beforeAll(async () => {
    await create('odd', note);
    await load('odd', [
      { title: 'letter', body: 'vitamina c e zinco' },
      { title: 'stop', body: 'o que será de nós' },
      { title: 'river', body: 'a margem do rio' },
      { title: 'none' },
    ]);
  });

  it.each([
    ['one letter', 'c', ['letter']],
    ['only stop words', 'que nós', ['stop']],
    ['punctuation', '?!… -- (,)', []],
    ['emoji', '🌊👩‍👩‍👧', []],
    ['combining accents alone', '\u0301\u0302', []],
    ['nothing that is there', 'xilofone', []],
    ['100,000 characters of one word', `rio ${'rio '.repeat(24_999)}`.slice(0, 100_000), ['river']],
    ['one word of 100,000 characters', 'x'.repeat(100_000), []],
    ['100,000 characters without a word', '.'.repeat(100_000), []],
  ])('%s', async (_, query, titles) => {
    expect((await search('odd', { query })).map(({ record }) => record['title'])).toEqual(titles);
  });

  it('14,000 different words, and the one that is there', async () => {
    const words = Array.from({ length: 14_000 }, (_, i) => `p${i}`).join(' ');
    const [first] = await search('odd', { query: `${words} zinco` });
    expect(first?.record['title']).toBe('letter');
  });

  it.each([
    ['blank', ' \n', 'query'],
    ['too long', 'x'.repeat(100_001), 'query'],
  ])('%s is a 400 that names it', async (_, query, path) => {
    const reply = await gateway.ask('POST', '/collections/odd/search', { query });
    expect(reply).toMatchObject({ status: 400, json: { errors: [{ path }] } });
  });
});

describe('pages', () => {
  it('follow one another without doubles and gaps, equal scores too', async () => {
    await create('pages', note);
    const ids = await load(
      'pages',
      Array.from({ length: 300 }, (_, n) => ({ title: `t${n}`, body: 'lontra no rio' })),
    );
    const seen: string[] = [];
    for (let offset = 0; offset <= 100; offset += 7) {
      const page = await search('pages', { query: 'lontra', limit: 7, offset });
      expect(page).toHaveLength(7);
      seen.push(...page.map(({ id }) => id));
    }
    expect(new Set(seen).size).toBe(seen.length);
    const whole = await search('pages', { query: 'lontra', limit: 100 });
    expect(seen.slice(0, 100)).toEqual(whole.map(({ id }) => id));
    expect(whole.map(({ id }) => id)).toEqual(ids.toSorted().slice(0, 100));
    expect(await gateway.ask('POST', '/collections/pages/search', { query: 'x', offset: 101 })).toMatchObject(
      {
        status: 400,
        json: { errors: [{ path: 'offset' }] },
      },
    );
  });

  it('are of records, however many passages match', async () => {
    await create('long', note, { language: 'pt', chunk_size: 100, chunk_overlap: 0 });
    const paragraph = (n: number) =>
      `Parágrafo ${n} sobre a lontra, que nada no rio e dorme na margem ao sol.`;
    const many = Array.from({ length: 150 }, (_, n) => paragraph(n)).join('\n\n');
    await load('long', [
      { title: 'many', body: many },
      { title: 'also', body: `${many}\n\nlontra lontra lontra` },
      { title: 'one', body: 'Uma lontra entre muitas outras palavras que não dizem nada do assunto dela.' },
    ]);
    const found = await search('long', { query: 'lontra', limit: 3 });
    expect(new Set(found.map(({ record }) => record['title']))).toEqual(new Set(['also', 'many', 'one']));
    expect(found[0]?.record['title']).toBe('also');
    for (const { score, highlights } of found) {
      expect(highlights.length).toBeLessThanOrEqual(3);
      expect(highlights[0]?.score).toBe(score);
      expect(highlights.map((one) => one.score)).toEqual(
        highlights.map((one) => one.score).toSorted((a, b) => b - a),
      );
      for (const { text, ranges, field } of highlights) {
        expect(field).toBe('body');
        expect(ranges.map(([start, end]) => text.slice(start, end).toLowerCase())).toContain('lontra');
      }
    }
    expect(found.filter(({ highlights }) => highlights.length === 3)).toHaveLength(2);
  });
});

it('answers the fields asked for, and files always', async () => {
  const odd = ['t', 'r', 'hit', 'page', 'row', 'best'].map((name) => ({ name, type: 'int' }));
  const files = [{ name: 'photo', type: 'file', multiple: true, extract_config: { extract_text: false } }];
  await create('fields', [...note, ...odd, ...files]);
  const body = new FormData();
  for (const [name, value] of Object.entries({ title: 'Um', body: 'lontra', t: '1', r: '2' }))
    body.set(name, value);
  body.append('photo', new Blob(['x']), 'a.bin');
  expect((await gateway.ask('POST', '/collections/fields/records', body)).status).toBe(201);
  const ask = async (fields?: string[]) =>
    (await search('fields', { query: 'lontras', ...(fields ? { fields } : {}) }))[0];
  const whole = await ask();
  expect(whole?.record).toMatchObject({ title: 'Um', body: 'lontra', t: 1, r: 2, hit: null });
  const some = await ask(['r', 'updated_at']);
  expect(some?.record).toEqual({ id: whole?.id, r: 2, updated_at: whole?.record['updated_at'] });
  expect(some?.files).toMatchObject([{ field: 'photo', name: 'a.bin' }]);
  expect((await ask([]))?.record).toEqual({ id: whole?.id });
  expect(
    await gateway.ask('POST', '/collections/fields/search', { query: 'x', fields: ['nope'] }),
  ).toMatchObject({ status: 400, json: { errors: [{ path: 'fields[0]' }] } });
});

it('shows the passage of a record whose text is one passage, whatever fields are asked for', async () => {
  const fields = ['body', 'xmin'].map((name) => ({ name, type: 'text', vectorize: true }));
  await create('one_each', fields);
  const texts = { body: 'Uma lontra só.', xmin: '  A lontra\n\nde "longe"  ' };
  await load('one_each', [{ body: texts.body }, { xmin: texts.xmin }]);
  for (const asked of [undefined, ['body'], ['xmin'], []]) {
    const found = await search('one_each', { query: 'lontras', ...(asked ? { fields: asked } : {}) });
    const passages = found.flatMap(({ highlights }) =>
      highlights.map(({ field, text }) => [field, text] as const),
    );
    expect(Object.fromEntries(passages)).toEqual(texts);
  }
});

describe('filters let through the records that a query gives', () => {
  const kinds = [
    { name: 'n', type: 'int' },
    { name: 'x', type: 'float' },
    { name: 's', type: 'string' },
    { name: 'b', type: 'boolean' },
    { name: 'd', type: 'date' },
    { name: 'at', type: 'datetime' },
    { name: 'tags', type: 'array', items: { type: 'string' } },
    { name: 'rows', type: 'array', schema: [{ name: 'q', type: 'int' }] },
  ];
  const values = [
    { n: 1, x: 0.1, s: 'alfa', b: true, d: '2024-02-29', at: '2024-02-29T12:00:00Z', tags: ['a', 'b'] },
    { n: 2, x: 2, s: 'Beta', b: false, d: '1969-12-31', at: '1969-12-31T23:59:59.999Z', tags: [] },
    { n: 3, x: -1e300, s: 'gama%', b: true, d: '9999-12-31', tags: ['b'], rows: [{ q: 1 }, { q: 5 }] },
    { n: -1, s: '', tags: ['ç', 'a'], rows: [{ q: null }] },
    {},
  ];
  const both = (value: object) =>
    Object.fromEntries(
      Object.entries(value).flatMap(([name, v]) => [
        [`p_${name}`, v],
        [`q_${name}`, v],
      ]),
    );

  beforeAll(async () => {
    const fields = kinds.flatMap((field) => [
      { ...field, name: `p_${field.name}`, filterable: true },
      { ...field, name: `q_${field.name}` },
    ]);
    await create('filtered', [...note, ...fields]);
    await load(
      'filtered',
      Array.from({ length: 60 }, (_, i) => ({ body: 'lontra', ...both(values[i % values.length] ?? {}) })),
    );
  });

  // "_" stands for a field in the payload and one that is not, in turns.
  it.each([
    [{}],
    [{ _n: 1 }],
    [{ _n: { $gt: 1 } }],
    [{ _n: { $ne: 1 } }],
    [{ _n: { $in: [1, 3, null] } }],
    [{ _n: { $nin: [1, 3] } }],
    [{ _n: null }],
    [{ _n: { $exists: true } }],
    [{ _n: { $in: [] } }],
    [{ _x: 0.1 }],
    [{ _x: { $gte: 0.1 } }],
    [{ $not: { _x: { $lt: 1 } } }],
    [{ _s: 'alfa' }],
    [{ _s: '' }],
    [{ _s: { $like: '%a%' } }],
    [{ _s: { $like: '%\\%' } }],
    [{ $not: { _s: { $like: 'a%' } } }],
    [{ _s: { $contains: 'et' } }],
    [{ _s: { $gt: 'a' } }],
    [{ _b: true }],
    [{ _b: { $ne: true } }],
    [{ _d: '2024-02-29' }],
    [{ _d: { $lt: '2024-03-01' } }],
    [{ _at: { $lt: '1970-01-01T00:00:00Z' } }],
    [{ _at: '2024-02-29T14:00:00+02:00' }],
    [{ _at: null }],
    [{ _tags: { $contains: 'a' } }],
    [{ _tags: ['a', 'b'] }],
    [{ _tags: [] }],
    [{ $not: { _tags: { $contains: 'b' } } }],
    [{ '_rows.q': 5 }],
    [{ '_rows.q': null }],
    [{ $or: [{ _n: 1 }, { _s: { $like: 'B%' } }] }],
    [{ $and: [{ _b: true }, { $not: { _n: 1 } }] }],
    [{ $not: { $or: [{ _n: 1 }, { _b: false }] } }],
    [{ _n: 1, _s: 'Beta' }],
    [{ created_at: { $gt: '2020-01-01T00:00:00Z' }, _n: 2 }],
  ])('%j', async (filter: object) => {
    for (const prefix of ['p_', 'q_']) {
      const filters = JSON.parse(JSON.stringify(filter).replaceAll(/"_(\w)/g, `"${prefix}$1`)) as object;
      const query = await gateway.ask('POST', '/collections/filtered/query', { filters, limit: 100 });
      const expected = (query.json['records'] as { id: string }[]).map(({ id }) => id);
      // Twice: the second time statements are prepared.
      for (const _ of [1, 2]) {
        const found = await search('filtered', { query: 'lontra', filters, limit: 100 });
        expect(found.map(({ id }) => id).toSorted()).toEqual(expected);
      }
    }
  });
});

describe('a filter that lets through one of many', () => {
  const kept = { name: 'kept', type: 'int', filterable: true };
  const fields = [...note, kept, { name: 'plain', type: 'int' }];
  let ids: string[];

  beforeAll(async () => {
    await create('many', fields);
    const records = Array.from({ length: 3_000 }, (_, n) => ({
      // The one is the worst of all hits.
      body: n === 1_234 ? `lontra ${'outra palavra '.repeat(60)}` : 'lontra no rio',
      kept: n,
      plain: n,
    }));
    ids = await load('many', records);
  });

  it.each(['kept', 'plain'])('finds it by %s', async (field) => {
    const filters = { [field]: 1_234 };
    expect((await search('many', { query: 'lontra', filters })).map(({ id }) => id)).toEqual([ids[1_234]]);
    const few = await search('many', {
      query: 'lontra',
      filters: { [field]: { $gte: 1_230, $lt: 1_240 } },
      limit: 100,
    });
    expect(few.map(({ id }) => id).toSorted()).toEqual(ids.slice(1_230, 1_240).toSorted());
    const most = await search('many', { query: 'lontra', filters: { [field]: { $gte: 1_234 } }, limit: 100 });
    expect(most).toHaveLength(100);
    expect(await search('many', { query: 'lontra', filters: { [field]: -1 } })).toEqual([]);
  });

  it.each([
    ['many', 'kept', 'lontra'],
    ['many', 'plain', 'lontra'],
    ['many passages', 'plain', `lontra ${'outra palavra '.repeat(200)} lontra`],
  ])('sees at once what is written, changed and deleted (%s, %s)', async (name, field, body) => {
    const collection = name.replace(' ', '_');
    if (collection !== 'many') await create(collection, fields);
    // More than one look at the hits would find: the filter's points come first then.
    const [other = ''] = await load(collection, Array(60).fill({ body, [field]: -2 }));
    const filters = { [field]: 77_000 };
    const found = async () => {
      // Twice: the second time statements are prepared.
      const once = (await search(collection, { query: 'lontra', filters })).map(({ id }) => id);
      const twice = (await search(collection, { query: 'lontra', filters })).map(({ id }) => id);
      expect(twice).toEqual(once);
      return once.toSorted();
    };
    expect(await found()).toEqual([]);
    const [made = ''] = await load(collection, [{ body, [field]: 77_000 }]);
    expect(await found()).toEqual([made]);
    expect(await search(collection, { query: 'capivara', filters })).toEqual([]);
    await gateway.ask('PATCH', `/collections/${collection}/records/${other}`, { [field]: 77_000 });
    expect(await found()).toEqual([made, other].toSorted());
    await gateway.ask('PATCH', `/collections/${collection}/records/${made}`, { [field]: 1 });
    expect(await found()).toEqual([other]);
    await gateway.ask('DELETE', `/collections/${collection}/records/${other}`);
    expect(await found()).toEqual([]);
    await gateway.ask('DELETE', `/collections/${collection}/records/${made}`);
  });
});

describe('while others write', () => {
  it('no hit is stale and no record is missing that was there all the time', async () => {
    await create('busy', [...note, { name: 'n', type: 'int' }, { name: 'k', type: 'int', filterable: true }]);
    const texts = new Map<string, string>();
    const records = Array.from({ length: 24 }, (_, n) => ({
      title: `${n}`,
      body: `lontra ${n}`,
      n: 1,
      k: 1,
    }));
    const reply = await gateway.ask('POST', '/collections/busy/records:batch', records as never);
    const constant = (reply.json['records'] as { id: string; revision: string }[]).map(
      ({ id, revision }, n) => {
        texts.set(`${id} ${revision}`, `lontra ${n}`);
        return id;
      },
    );
    let isOver = false;
    const remember = ({ status, json }: Reply, text: string): string => {
      if (status !== 200 && status !== 201) throw new Error(`${status} ${JSON.stringify(json)}`);
      texts.set(`${String(json['id'])} ${String(json['revision'])}`, text);
      return String(json['id']);
    };
    const path = '/collections/busy/records';
    /** Changes the constant ones, which always match, and makes others that come, stop to match, and go. */
    const write = async (own: string[], writer: number): Promise<void> => {
      for (let round = 0; !isOver; round++) {
        const id = own[round % own.length] ?? '';
        const text = `lontra ${writer} ${round}`;
        remember(await gateway.ask('PATCH', `${path}/${id}`, { body: text, k: 1 }), text);
        const made = remember(await gateway.ask('POST', path, { body: text, n: 1, k: 1 }), text);
        remember(await gateway.ask('PATCH', `${path}/${made}`, { body: 'capivara' }), 'capivara');
        await gateway.ask('DELETE', `${path}/${made}`);
      }
    };
    const seen: { id: string; revision: unknown }[] = [];
    const read = async (filters: object): Promise<void> => {
      for (let n = 0; n < 60; n++) {
        const found = await search('busy', { query: 'lontra', limit: 100, filters });
        const ids = new Set(found.map(({ id }) => id));
        expect(ids.size).toBe(found.length);
        expect(constant.filter((id) => !ids.has(id))).toEqual([]);
        for (const { id, record, highlights } of found) {
          seen.push({ id, revision: record['revision'] });
          expect(highlights[0]?.text).toBe(record['body']);
        }
      }
    };
    const writers = [0, 1, 2].map((writer) => write(constant.slice(writer * 8, writer * 8 + 8), writer));
    const readers = [{}, { n: 1 }, { k: 1 }].map(read);
    await Promise.all(readers).finally(() => (isOver = true));
    await Promise.all(writers);
    const stale = seen.filter(
      ({ id, revision }) => !texts.get(`${id} ${String(revision)}`)?.includes('lontra'),
    );
    expect(stale).toEqual([]);
  });
});

describe('without Qdrant', () => {
  it('a search is a 503 that says so, all else works, and it comes back by itself', async () => {
    await create('cut', note);
    await load('cut', [{ title: 'um', body: 'lontra' }]);
    const { port } = proxy.address() as AddressInfo;
    await closeProxy();
    const reply = await gateway.ask('POST', '/collections/cut/search', { query: 'lontra' });
    expect(reply).toMatchObject({ status: 503, json: { code: 'unavailable' } });
    expect(reply.json['detail']).toMatch(/qdrant is not available: .*\. Records and queries work without it/);
    expect(reply.headers.get('retry-after')).toBe('5');
    expect((await gateway.ask('POST', '/collections/cut/query', {})).json['total']).toBe(1);
    await openProxy(port);
    expect(await search('cut', { query: 'lontra' })).toHaveLength(1);
  });

  it('a lost index is a 503 that says so', async () => {
    const created = await create('lost', note);
    await load('lost', [{ title: 'um', body: 'lontra' }]);
    const store = createQdrantStore({ url: engines.qdrantUrl, apiKey: engines.qdrantApiKey });
    await store.dropCollection(String(created.json['qdrant_collection']));
    store.close();
    const reply = await gateway.ask('POST', '/collections/lost/search', { query: 'lontra' });
    expect(reply).toMatchObject({ status: 503, json: { code: 'unavailable' } });
    expect(reply.json['detail']).toMatch(/search index of lost is gone.*records are all there/);
    expect((await gateway.ask('POST', '/collections/lost/query', {})).json['total']).toBe(1);
  });
});
