import { randomUUID } from 'node:crypto';
import type { RunningFrodb } from '../support/frodb.ts';

/** Something that a client may send and that is large in one way or another. */
export interface HostileInput {
  name: string;
  /** Is not measured. */
  prepare?: () => Promise<unknown>;
  send: () => Promise<unknown>;
}

const words = 'the quick brown fox jumps over a lazy dog near relação medições três'.split(' ');

/** A few hundred different words, in an order that never repeats soon. */
function prose(length: number): string {
  const parts: string[] = [];
  for (let size = 0, n = 0; size < length; n++) {
    const word = `${words[n % words.length]}${n % 7 === 0 ? n % 397 : ''}`;
    parts.push(word, n % 17 === 16 ? '. ' : n % 203 === 202 ? '\n\n' : ' ');
    size += word.length + 2;
  }
  return parts.join('').slice(0, length);
}

/** The inputs, for a FroDB that has none of their collections yet. */
export function hostileInputs(frodb: Pick<RunningFrodb, 'url' | 'key'>): HostileInput[] {
  const ask = asker(frodb);
  const upload = async (collection: string, name: string, text: string): Promise<void> => {
    const form = new FormData();
    form.append('doc', new Blob([text]), name);
    await ask('POST', `/collections/${collection}/records`, form);
  };
  const documents = (name: string) => (): Promise<unknown> =>
    ask('POST', '/collections', { name, fields: [{ name: 'doc', type: 'file', vectorize: true }] });
  const document = (name: string, file: string, text: () => string): HostileInput => ({
    name,
    prepare: documents(`c_${name.replaceAll('.', '_')}`),
    send: () => upload(`c_${name.replaceAll('.', '_')}`, file, text()),
  });
  return [
    document('document.text', 'long.txt', () => prose(50_000_000)),
    document('document.markdown', 'long.md', () => prose(8_000_000)),
    document('document.html', 'long.html', () => `<p>${prose(8_000_000).replaceAll('\n\n', '</p><p>')}</p>`),
    document('document.csv', 'long.csv', () => `a,b\n${`${prose(40)},${prose(60)}\n`.repeat(100_000)}`),
    ...vectorsOfLongDocument(ask),
    ...longValues(ask),
    ...batches(ask),
    ...lists(ask),
    ...queries(ask),
  ];
}

type Ask = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<string>;

function asker({ url, key }: Pick<RunningFrodb, 'url' | 'key'>): Ask {
  return async (method, path, body, headers = {}) => {
    const isText = typeof body === 'string';
    const isRaw = isText || body instanceof FormData;
    const response = await fetch(url + path, {
      method,
      headers: {
        authorization: `Bearer ${key}`,
        ...(body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status >= 500)
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    if (!response.ok) process.stderr.write(`${method} ${path}: ${response.status} ${text.slice(0, 200)}\n`);
    return text;
  };
}

/** What came of `document.text`. */
function vectorsOfLongDocument(ask: Ask): HostileInput[] {
  const path = '/collections/c_document_text';
  const idOfLong = async (): Promise<string> => {
    const page = JSON.parse(await ask('POST', `${path}/query`, { limit: 1 })) as {
      records: { id: string }[];
    };
    return page.records[0]?.id ?? '';
  };
  let id = '';
  return [
    {
      name: 'document.vectors',
      prepare: async () => void (id = await idOfLong()),
      send: () => ask('GET', `${path}/records/${id}/vectors`),
    },
    {
      name: 'document.search',
      send: () => ask('POST', `${path}/search`, { query: 'quick fox', limit: 100 }),
    },
    {
      name: 'document.delete',
      prepare: async () => void (id = await idOfLong()),
      send: () => ask('DELETE', `${path}/records/${id}`),
    },
  ];
}

function longValues(ask: Ask): HostileInput[] {
  const path = '/collections/c_values/records';
  const fields = [
    { name: 'title', type: 'string' },
    { name: 'body', type: 'text', vectorize: true },
    { name: 'plain', type: 'text' },
    { name: 'meta', type: 'json' },
    { name: 'tags', type: 'array', items: { type: 'string' } },
  ];
  const almost = 8_380_000;
  let id = '';
  const one = (name: string, values: () => unknown): HostileInput => ({
    name: `value.${name}`,
    send: async () => void (id = (JSON.parse(await ask('POST', path, values())) as { id: string }).id),
  });
  const get = (name: string): HostileInput => ({
    name: `value.${name}`,
    send: () => ask('GET', `${path}/${id}`),
  });
  return [
    {
      ...one('plain', () => ({ plain: prose(almost - 100_000) })),
      prepare: () => ask('POST', '/collections', { name: 'c_values', fields }),
    },
    get('plain.read'),
    {
      name: 'value.plain.patch',
      send: () => ask('PATCH', `${path}/${id}`, { title: 'x' }),
    },
    {
      name: 'value.plain.once',
      send: () => ask('POST', path, { plain: prose(almost - 100_000) }, { 'idempotency-key': randomUUID() }),
    },
    one('searched', () => ({ body: prose(almost - 200_000) })),
    { name: 'value.searched.patch', send: () => ask('PATCH', `${path}/${id}`, { title: 'x' }) },
    one('unicode', () => ({ plain: '€'.repeat(2_700_000) })),
    one('escapes', () => ({ plain: '\u0001\n'.repeat(1_000_000) })),
    one('json.numbers', () => ({ meta: Array.from({ length: 700_000 }, (_, n) => n * 1.5) })),
    get('json.numbers.read'),
    one('json.places', () => ({ meta: Array.from({ length: 330_000 }, (_, n) => [n / 1e4, -n / 1e4]) })),
    get('json.places.read'),
    one('json.empty', () => ({ meta: Array.from({ length: 2_000_000 }, () => []) })),
    get('json.empty.read'),
    one('json.keys', () => ({
      meta: Object.fromEntries(Array.from({ length: 450_000 }, (_, n) => [`key${n}`, n])),
    })),
    get('json.keys.read'),
    one('tags', () => ({ tags: Array.from({ length: 500_000 }, (_, n) => `tag${n}`) })),
    { name: 'value.export.ndjson', send: () => ask('GET', '/collections/c_values/export') },
    { name: 'value.export.csv', send: () => ask('GET', '/collections/c_values/export?format=csv') },
    {
      name: 'value.unknown-keys',
      send: () =>
        ask('POST', path, Object.fromEntries(Array.from({ length: 450_000 }, (_, n) => [`key${n}`, n]))),
    },
    {
      name: 'value.form-parts',
      send: () => {
        const form = new FormData();
        for (let n = 0; n < 900; n++) form.append(`field${n}`, 'x'.repeat(1000));
        return ask('POST', path, form);
      },
    },
  ];
}

function batches(ask: Ask): HostileInput[] {
  const path = '/collections/c_batches';
  const fields = [
    { name: 'number', type: 'int', unique: true },
    { name: 'title', type: 'string', vectorize: true, filterable: true },
    { name: 'body', type: 'text' },
    { name: 'meta', type: 'json' },
  ];
  const small = (count: number, from: number): object[] =>
    Array.from({ length: count }, (_, n) => ({ number: from + n, title: prose(80), body: prose(300) }));
  const lines = (count: number, from: number, body: string): string =>
    Array.from({ length: count }, (_, n) =>
      JSON.stringify({ number: from + n, title: prose(80), body }),
    ).join('\n');
  const ndjson = { 'content-type': 'application/x-ndjson' };
  return [
    {
      name: 'batch.json',
      prepare: () => ask('POST', '/collections', { name: 'c_batches', fields }),
      send: () => ask('POST', `${path}/records:batch`, small(10_000, 0)),
    },
    {
      name: 'batch.once',
      send: () =>
        ask('POST', `${path}/records:batch?mode=partial`, small(10_000, 10_000), {
          'idempotency-key': randomUUID(),
        }),
    },
    {
      name: 'batch.taken',
      send: () => ask('POST', `${path}/records:batch?mode=partial`, small(10_000, 0)),
    },
    {
      name: 'batch.ndjson',
      send: () => ask('POST', `${path}/records:batch`, lines(10_000, 20_000, prose(6_000)), ndjson),
    },
    {
      name: 'batch.ndjson.few',
      send: () => ask('POST', `${path}/records:batch`, lines(8, 30_000, prose(7_800_000)), ndjson),
    },
    {
      name: 'batch.bad',
      send: () =>
        ask(
          'POST',
          `${path}/records:batch?mode=partial`,
          Array.from({ length: 10_000 }, () => ({ nosuch: 1 })),
        ),
    },
  ];
}

/** Of the records of `batches`. */
function lists(ask: Ask): HostileInput[] {
  const path = '/collections/c_batches';
  let ids: string[] = [];
  return [
    {
      name: 'query.small',
      send: () => ask('POST', `${path}/query`, { limit: 1_000 }),
    },
    {
      name: 'query.large',
      send: () =>
        ask('POST', `${path}/query`, { limit: 1_000, filters: { number: { $gte: 20_000, $lt: 30_000 } } }),
    },
    {
      name: 'query.largest',
      send: () => ask('POST', `${path}/query`, { limit: 1_000, filters: { number: { $gte: 30_000 } } }),
    },
    { name: 'batch.export.ndjson', send: () => ask('GET', `${path}/export`) },
    { name: 'batch.export.csv', send: () => ask('GET', `${path}/export?format=csv`) },
    { name: 'search.many', send: () => ask('POST', `${path}/search`, { query: prose(100_000), limit: 100 }) },
    {
      name: 'delete.many',
      prepare: async () => {
        let cursor: string | null = null;
        ids = [];
        do {
          const page: { records: { id: string }[]; next_cursor: string | null } = JSON.parse(
            await ask('POST', `${path}/query`, {
              limit: 1_000,
              fields: ['id'],
              count: false,
              ...(cursor ? { cursor } : {}),
            }),
          );
          ids.push(...page.records.map(({ id }) => id));
          ({ next_cursor: cursor } = page);
        } while (cursor !== null && ids.length < 10_000);
      },
      send: () => ask('POST', `${path}/records:delete`, { ids: ids.slice(0, 10_000) }),
    },
  ];
}

function queries(ask: Ask): HostileInput[] {
  const path = '/collections/c_batches';
  const many = Array.from({ length: 10_000 }, (_, n) => n);
  return [
    { name: 'filter.in', send: () => ask('POST', `${path}/query`, { filters: { number: { $in: many } } }) },
    {
      name: 'filter.in.search',
      send: () => ask('POST', `${path}/search`, { query: 'fox', filters: { number: { $in: many } } }),
    },
    {
      name: 'filter.texts',
      send: () =>
        ask('POST', `${path}/query`, {
          filters: {
            title: { $in: Array.from({ length: 10_000 }, (_, n) => `${n}`.repeat(100).slice(0, 500)) },
          },
        }),
    },
    {
      name: 'schema.large',
      send: () =>
        ask('POST', '/collections', {
          name: 'c_schema',
          fields: Array.from({ length: 300 }, (_, n) => ({
            name: `f${n}`,
            type: 'enum',
            values: Array.from({ length: 80 }, (__, v) => `value ${v} ${'x'.repeat(200)}`),
          })),
        }),
    },
  ];
}
