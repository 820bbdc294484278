import { beforeAll, describe, expect, it } from 'vitest';
import { testRows, useBench } from '../support/request-table.ts';
import type { Row } from '../support/request-table.ts';

const bench = useBench();
const records = '/collections/notes/records';
const json = { 'content-type': 'application/json' };
const yaml = { 'content-type': 'application/yaml' };
const multipart = { 'content-type': 'multipart/form-data; boundary=b' };

const notes = {
  name: 'notes',
  fields: [
    { name: 'title', type: 'string', unique: true },
    { name: 'n', type: 'int' },
    { name: 'x', type: 'float' },
    { name: 'body', type: 'text', vectorize: true },
    { name: 'meta', type: 'json' },
    { name: 'tags', type: 'array', items: { type: 'string' }, indexed: true },
    { name: 'constructor', type: 'string' },
    { name: 'file', type: 'file' },
    { name: 'files', type: 'file', multiple: true, max_files: 2 },
  ],
};

beforeAll(async () => {
  const made = await bench.gateway.ask('POST', '/collections', notes);
  expect([made.status, made.text]).toEqual([201, expect.anything()]);
});

function nested(depth: number): string {
  return '['.repeat(depth) + ']'.repeat(depth);
}

/** A multipart body by hand: what stands between the boundaries. */
function parts(...texts: string[]): string {
  return `${texts.map((text) => `--b\r\n${text}\r\n`).join('')}--b--\r\n`;
}

function value(name: string, text: string, more = ''): string {
  return `content-disposition: form-data; name="${name}"${more}\r\n\r\n${text}`;
}

function file(name: string, fileName: string, type: string, bytes = 'bytes'): string {
  return `content-disposition: form-data; name="${name}"; filename="${fileName}"\r\ncontent-type: ${type}\r\n\r\n${bytes}`;
}

/** Every route with a body, and one that it would take; null for a list. */
const everyWriter: [send: string, body: object | null][] = [
  ['POST /databases', { name: 'a' }],
  ['POST /collections', { name: 'a', fields: [{ name: 'n', type: 'int' }] }],
  ['POST /api-keys', { name: 'a', type: 'readonly' }],
  [`POST ${records}`, { title: 'a' }],
  [`POST ${records}:batch`, null],
  [`POST ${records}:delete`, { ids: ['a'] }],
  ['POST /collections/notes/query', { limit: 1 }],
  ['POST /collections/notes/search', { query: 'a' }],
  ['PATCH /databases/default', { description: 'a' }],
  ['PATCH /collections/notes', { description: 'a' }],
];

testRows(
  'malformed bodies',
  bench,
  everyWriter.flatMap(([send, good]): Row[] => {
    const bad = (what: string, body: unknown, path = 'body', code?: string): Row => ({
      what,
      send,
      headers: json,
      body,
      status: 400,
      problems: [code === undefined ? [path] : [path, code]],
    });
    return [
      bad('cut off', '{"name":', 'body', 'bad_json'),
      bad('a trailing comma', '{"name":"a",}', 'body', 'bad_json'),
      bad('single quotes', "{'name':'a'}", 'body', 'bad_json'),
      bad('NaN', '{"name":NaN}', 'body', 'bad_json'),
      bad('Infinity', '[-Infinity]', 'body', 'bad_json'),
      bad('a bare word', 'nothing', 'body', 'bad_json'),
      bad('not UTF-8', new Blob([new Uint8Array([0x7b, 0xc3, 0x28, 0x7d])]), 'body', 'bad_encoding'),
      bad('too deep', `{"a":${nested(101)}}`, 'body', 'too_deep'),
      bad('null', 'null'),
      bad('a number', '1'),
      bad('a text', '"text"'),
      bad('nothing', ''),
      ...(good === null
        ? []
        : [
            bad('a list', '[]'),
            bad('an unknown key', JSON.stringify({ ...good, nope: 1 }), 'nope', 'unknown_key'),
            bad(
              '__proto__',
              `{"__proto__":{"a":1},${JSON.stringify(good).slice(1)}`,
              '__proto__',
              'unknown_key',
            ),
            bad('constructor', JSON.stringify({ ...good, toString: 1 }), 'toString', 'unknown_key'),
          ]),
      { what: 'too large', send, headers: json, body: `"${'x'.repeat(8 * 1024 * 1024)}"`, status: 413 },
    ];
  }),
);

const rest: [what: string, body: string, problem: readonly [string, string?]][] = [
  ['YAML with a tab', 'name: a\n\tfields: []', ['body', 'bad_yaml']],
  ['YAML with a key twice', 'name: a\nname: b', ['body', 'bad_yaml']],
  ['YAML with a tag', 'name: !!js/function x', ['body', 'bad_yaml']],
  ['YAML with an anchor that is nowhere', 'name: *a', ['body', 'bad_yaml']],
  ['a YAML list', '- a', ['body']],
  ['a YAML date is no text', 'name: 2026-11-24', ['name']],
  ['YAML with infinity', 'name: a\nfields: [{name: x, type: float, min: -.inf}]', ['fields[0].min']],
];
testRows(
  'YAML',
  bench,
  rest.map(([what, body, problem]): Row => ({
    what,
    send: 'POST /collections',
    headers: yaml,
    body,
    status: 400,
    problems: [problem],
  })),
);

const badNames: unknown[] = [
  '',
  'A',
  '1a',
  '_a',
  'a-b',
  'a b',
  'a.b',
  'ação',
  'a"b',
  "a'b",
  'a;b',
  'a\nb',
  '../a',
  '😀',
  'a'.repeat(64),
  1,
  null,
  [],
  {},
];
testRows('names that break the pattern', bench, [
  ...badNames.map((name): Row => ({
    what: `a database ${JSON.stringify(name)}`,
    send: 'POST /databases',
    body: { name },
    status: 400,
    problems: [['name']],
  })),
  ...badNames.map((name): Row => ({
    what: `a collection ${JSON.stringify(name)}`,
    send: 'POST /collections',
    body: { ...notes, name },
    status: 400,
    problems: [['name']],
  })),
  ...badNames.map((name): Row => ({
    what: `a field ${JSON.stringify(name)}`,
    send: 'POST /collections',
    body: { name: 'a', fields: [{ name, type: 'int' }] },
    status: 400,
    problems: [['fields[0].name']],
  })),
  ...['public', 'information_schema', 'frodb', 'pg_', 'pg_toast', 'pg_temp_1'].map((name): Row => ({
    what: 'a reserved name',
    send: 'POST /databases',
    body: { name },
    status: 400,
    problems: [['name', 'reserved_name']],
  })),
  ...['id', 'created_at', 'updated_at', 'revision'].map((name): Row => ({
    what: `a field ${name}`,
    send: 'POST /collections',
    body: { name: 'a', fields: [{ name, type: 'int' }] },
    status: 400,
    problems: [['fields[0].name', 'reserved']],
  })),
]);

const schemaOf = (field: object, more: object = {}): object => ({
  name: 'a',
  fields: [{ name: 'f', type: 'string', ...field }],
  ...more,
});
const badSchemas: [what: string, body: unknown, path: string][] = [
  ['no fields', { name: 'a', fields: [] }, 'fields'],
  [
    '301 fields',
    { name: 'a', fields: Array.from({ length: 301 }, (_, n) => ({ name: `f${n}`, type: 'int' })) },
    'fields',
  ],
  [
    'a field twice',
    {
      name: 'a',
      fields: [
        { name: 'f', type: 'int' },
        { name: 'f', type: 'int' },
      ],
    },
    'fields[1].name',
  ],
  ['an unknown type', schemaOf({ type: 'uuid' }), 'fields[0].type'],
  ['a type that every object has', schemaOf({ type: 'constructor' }), 'fields[0].type'],
  ['an unknown key of a field', schemaOf({ indexd: true }), 'fields[0].indexd'],
  ['required as a text', schemaOf({ required: 'yes' }), 'fields[0].required'],
  ['a default of another type', schemaOf({ type: 'int', default: '1' }), 'fields[0].default'],
  ['a default out of range', schemaOf({ type: 'int', min: 5, default: 1 }), 'fields[0].default'],
  ['min above max', schemaOf({ type: 'int', min: 5, max: 1 }), 'fields[0].max'],
  ['min of a text', schemaOf({ min: 1 }), 'fields[0].min'],
  ['an enum without values', schemaOf({ type: 'enum' }), 'fields[0].values'],
  ['an enum value twice', schemaOf({ type: 'enum', values: ['a', 'a'] }), 'fields[0].values[1]'],
  ['a vectorised number', schemaOf({ type: 'int', vectorize: true }), 'fields[0].vectorize'],
  ['a unique text', schemaOf({ type: 'text', unique: true }), 'fields[0].unique'],
  ['an indexed json', schemaOf({ type: 'json', indexed: true }), 'fields[0].indexed'],
  ['a store that does not exist', schemaOf({ store_in: ['mongo'] }), 'fields[0].store_in[0]'],
  ['minio for a text', schemaOf({ store_in: ['minio'] }), 'fields[0].store_in'],
  [
    'store_in against filterable',
    schemaOf({ filterable: false, store_in: ['qdrant_payload'] }),
    'fields[0].store_in',
  ],
  ['an array of nothing', schemaOf({ type: 'array' }), 'fields[0].schema'],
  ['an array of both', schemaOf({ type: 'array', items: { type: 'int' }, schema: [] }), 'fields[0].items'],
  [
    'an array of files',
    schemaOf({ type: 'array', schema: [{ name: 'x', type: 'file' }] }),
    'fields[0].schema[0].type',
  ],
  [
    'four deep',
    schemaOf({
      type: 'array',
      schema: [
        {
          name: 'a',
          type: 'array',
          schema: [
            {
              name: 'b',
              type: 'array',
              schema: [{ name: 'c', type: 'array', schema: [{ name: 'd', type: 'int' }] }],
            },
          ],
        },
      ],
    }),
    'fields[0].schema[0].schema[0].schema[0].schema',
  ],
  ['max_bytes of a text', schemaOf({ max_bytes: 1 }), 'fields[0].max_bytes'],
  ['no media type', schemaOf({ type: 'file', accept: ['pdf'] }), 'fields[0].accept[0]'],
  ['extract_config of a text', schemaOf({ extract_config: {} }), 'fields[0].extract_config'],
  [
    'an unknown on_error',
    schemaOf({ type: 'file', extract_config: { on_error: 'ignore' } }),
    'fields[0].extract_config.on_error',
  ],
  ['chunk_size too small', schemaOf({}, { config: { chunk_size: 99 } }), 'config.chunk_size'],
  [
    'an overlap as long as the chunk',
    schemaOf({}, { config: { chunk_size: 100, chunk_overlap: 100 } }),
    'config.chunk_overlap',
  ],
  ['an unknown language', schemaOf({}, { config: { language: 'fr' } }), 'config.language'],
  [
    'an unknown provider',
    schemaOf({}, { config: { embedding_provider_id: 'x' } }),
    'config.embedding_provider_id',
  ],
  ['an unknown key of config', schemaOf({}, { config: { colour: 1 } }), 'config.colour'],
  ['a description too long', schemaOf({}, { description: 'x'.repeat(2_001) }), 'description'],
  ['an id', schemaOf({}, { id: 'x' }), 'id'],
];
testRows(
  'schemas',
  bench,
  badSchemas.flatMap(([what, body, path]): Row[] =>
    ['POST /collections', 'POST /collections?dry_run=true'].map((send) => ({
      what,
      send,
      body,
      status: 400,
      problems: [[path]],
    })),
  ),
);

testRows('multipart', bench, [
  ...(
    [
      ['empty', '', 'body'],
      ['only an end', '--b--\r\n', 'body'],
      ['no end', `--b\r\n${value('title', 'x')}`, 'body'],
      ['cut in a file', `--b\r\n${file('file', 'a.txt', 'text/plain')}`, 'body'],
      ['cut in the headers', '--b\r\ncontent-disposition: form-data; na', 'body'],
      ['another boundary', parts(value('title', 'x')).replaceAll('--b', '--c'), 'body'],
      ['an unknown part', parts(value('nope', 'x')), 'nope'],
      ['an unknown file', parts(file('nope', 'a.txt', 'text/plain')), 'nope'],
      ['a name that every object has', parts(value('toString', 'x')), 'body'],
      ['__proto__', parts(value('__proto__', '{"title":"x"}')), 'body'],
      ['a file as __proto__', parts(file('__proto__', 'a.txt', 'text/plain')), 'body'],
      ['no name', parts('content-disposition: form-data\r\n\r\nx'), 'body'],
      ['a text twice', parts(value('title', 'a'), value('title', 'b')), 'title'],
      [
        'a single file twice',
        parts(file('file', 'a', 'text/plain'), file('file', 'b', 'text/plain')),
        'file',
      ],
      [
        'more files than fit',
        parts(...['a', 'b', 'c'].map((name) => file('files', name, 'text/plain'))),
        'files',
      ],
      ['a file for a text', parts(file('title', 'a.txt', 'text/plain')), 'title'],
      ['a text for a file', parts(value('file', 'bytes')), 'file'],
      ['U+0000', parts(value('title', 'a\0b')), 'title'],
      ['half a pair in JSON', parts(value('meta', '{"a":"\\ud800"}')), 'meta.a'],
      ['too deep', parts(value('meta', nested(101))), `meta${'[0]'.repeat(100)}`],
      ['far too deep', parts(value('meta', nested(100_000))), `meta${'[0]'.repeat(100)}`],
      ['an id', parts(value('id', 'x')), 'id'],
      ['a file behind an error', parts(value('n', 'one'), file('file', 'a.txt', 'text/plain')), 'n'],
      ['an error behind a file', parts(file('file', 'a.txt', 'text/plain'), value('n', '1.5')), 'n'],
    ] as [string, string, string][]
  ).map(([what, body, path]): Row => ({
    what,
    send: `POST ${records}`,
    headers: multipart,
    body,
    status: 400,
    problems: [[path]],
  })),
  {
    what: 'a text in Latin-1',
    send: `POST ${records}`,
    headers: multipart,
    body: new Blob([Buffer.from(parts(value('title', 'informação')), 'latin1')]),
    status: 400,
    problems: [['title', 'bad_text']],
  },
  {
    what: 'without a boundary',
    send: `POST ${records}`,
    headers: { 'content-type': 'multipart/form-data' },
    body: parts(value('title', 'x')),
    status: 400,
  },
  {
    what: 'where none is taken',
    send: 'POST /databases',
    headers: multipart,
    body: parts(value('name', 'x')),
    status: 415,
  },
  {
    what: 'a value too large',
    send: `POST ${records}`,
    headers: multipart,
    body: parts(value('body', 'x'.repeat(8 * 1024 * 1024 + 1))),
    status: 413,
  },
  {
    what: 'parts that say they are JSON',
    send: `POST ${records}`,
    headers: multipart,
    body: parts(
      'content-disposition: form-data; name="meta"\r\ncontent-type: application/json\r\n\r\n{"a":[1]}',
      'content-disposition: form-data; name="tags"\r\ncontent-type: application/json\r\n\r\n["a"]',
      'content-disposition: form-data; name="n"\r\ncontent-type: application/json\r\n\r\n5',
    ),
    status: 201,
    has: { meta: { a: [1] }, tags: ['a'], n: 5 },
    effects: { rows: 1 },
  },
  {
    what: 'a file without a file name',
    send: `POST ${records}`,
    headers: multipart,
    body: parts(
      'content-disposition: form-data; name="file"\r\ncontent-type: application/octet-stream\r\n\r\nbytes',
    ),
    status: 201,
    has: { file: { name: 'file', size: 5 } },
    effects: { rows: 1, objects: 1 },
  },
]);

describe('file names are data', () => {
  const long = `${'é'.repeat(150)}.txt`;
  it.each<[given: string, kept: string]>([
    ['ação 50%.txt', 'ação 50%.txt'],
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['/etc/shadow', 'shadow'],
    ['C:\\temp\\a.txt', 'a.txt'],
    ['..', 'file'],
    ['.', 'file'],
    ['', 'file'],
    ['.hidden', '.hidden'],
    ['%2e%2e%2fa.txt', '%2e%2e%2fa.txt'],
    ['a?b#c&d=e+f.txt', 'a?b#c&d=e+f.txt'],
    ["a'b;c.txt", "a'b;c.txt"],
    ['a*b<c>|d:e.txt', 'a*b<c>|d:e.txt'],
    ['xl.meta', 'xl.meta'],
    ['CON', 'CON'],
    ['a.txt.', 'a.txt.'],
    ['$HOME `id` {{7*7}}.txt', '$HOME `id` {{7*7}}.txt'],
    ['<script>alert(1)</script>', 'script>'],
    ['عربي עברית.txt', 'عربي עברית.txt'],
    ['👩‍👩‍👧‍👦 família.txt', '👩‍👩‍👧‍👦 família.txt'],
    ['e\u0301.txt', 'e\u0301.txt'],
    ['\u202egnp.exe', 'gnp.exe'],
    [long, `${'é'.repeat(125)}.txt`],
  ])('%s → %s', async (given, kept) => {
    const body = new FormData();
    body.set('file', new Blob(['bytes'], { type: 'text/plain' }), given === '' ? undefined : given);
    const sent = given === '' ? parts(file('file', '', 'text/plain')) : body;
    const before = await bench.stores.counts();
    const made = await bench.gateway.ask('POST', records, sent, { headers: given === '' ? multipart : {} });
    expect([made.status, made.text]).toEqual([201, expect.anything()]);
    expect(made.json['file']).toMatchObject({ name: kept, size: 5 });
    const url = `${records}/${String(made.json['id'])}`;
    const read = await bench.gateway.ask('GET', `${url}/files/file`);
    expect([read.status, read.text]).toEqual([200, 'bytes']);
    expect(decodedName(read.headers.get('content-disposition') ?? '')).toBe(kept);
    expect(await bench.stores.counts()).toEqual({
      ...before,
      rows: before.rows + 1,
      objects: before.objects + 1,
    });
    expect((await bench.gateway.ask('DELETE', url)).status).toBe(200);
  });
});

/** The name that a browser would save under: RFC 6266's extended form before the plain one. */
function decodedName(header: string): string {
  const extended = /filename\*=UTF-8''([^;]+)/.exec(header)?.[1];
  if (extended !== undefined) return decodeURIComponent(extended);
  const quoted = /filename="((?:[^"\\]|\\.)*)"/.exec(header)?.[1];
  return quoted?.replaceAll(/\\(.)/g, '$1') ?? /filename=([^;]+)/.exec(header)?.[1] ?? '';
}

describe('types that files say they have', () => {
  it.each<[given: string | null, kept: string]>([
    ['text/plain; charset=utf-8', 'text/plain'],
    ['text/html', 'text/html'],
    [null, 'text/plain'],
    ['nonsense', 'application/octet-stream'],
    ['text/plain; x="\u0001"', 'text/plain'],
    ['text/plä', 'application/octet-stream'],
    [`text/${'x'.repeat(5_000)}`, 'application/octet-stream'],
  ])('%s → %s', async (given, kept) => {
    const head = `content-disposition: form-data; name="file"; filename="a.txt"${given === null ? '' : `\r\ncontent-type: ${given}`}`;
    const made = await bench.gateway.ask('POST', records, parts(`${head}\r\n\r\nbytes`), {
      headers: multipart,
    });
    expect([made.status, made.text]).toEqual([201, expect.anything()]);
    expect(made.json['file']).toMatchObject({ content_type: kept });
    const read = await bench.gateway.ask('GET', `${records}/${String(made.json['id'])}/files/file`);
    expect([read.status, read.text, read.headers.get('content-type')]).toEqual([200, 'bytes', kept]);
  });
});

describe('what is unusual and right is kept exactly', () => {
  const family = '👩‍👩‍👧‍👦 \u200fعربي\u200e עברית \ufeffe\u0301é ﷽ 𝒳';
  it.each<[what: string, body: string, kept: Record<string, unknown>]>([
    [
      'emoji, right-to-left text, both forms of é',
      JSON.stringify({ title: family, body: family, meta: { [family]: [family] }, tags: [family] }),
      { title: family, body: family, meta: { [family]: [family] }, tags: [family] },
    ],
    ['the largest int', '{"n":9007199254740991}', { n: 9007199254740991 }],
    ['the smallest int', '{"n":-9007199254740991}', { n: -9007199254740991 }],
    ['-0', '{"n":-0,"x":-0.0}', { n: 0, x: 0 }],
    ['the smallest float', '{"x":5e-324}', { x: 5e-324 }],
    ['the largest float', '{"x":-1.7976931348623157e308}', { x: -1.7976931348623157e308 }],
    ['1.0 is a whole number', '{"n":1.0}', { n: 1 }],
    ['the last of two keys wins', '{"n":1,"n":2}', { n: 2 }],
    [
      'keys that every object has, in json',
      '{"meta":{"__proto__":{"a":1},"constructor":2,"toString":null}}',
      {},
    ],
    ['an empty text is none of null', '{"body":"","title":""}', { body: '', title: '' }],
    ['a long list', JSON.stringify({ meta: Array.from({ length: 50_000 }, (_, n) => n) }), {}],
    ['white space', JSON.stringify({ body: ' \t\r\n\u2028 ' }), { body: ' \t\r\n\u2028 ' }],
    [
      'what looks like SQL',
      JSON.stringify({ title: "'; DROP TABLE x; --", meta: { "a'b": '"' } }),
      { title: "'; DROP TABLE x; --", meta: { "a'b": '"' } },
    ],
    ['long items of an indexed list', JSON.stringify({ tags: [noise(650)] }), { tags: [noise(650)] }],
  ])('%s', async (_what, body, kept) => {
    const made = await bench.gateway.ask('POST', records, body, { headers: json });
    expect([made.status, made.text]).toEqual([201, expect.anything()]);
    const read = await bench.gateway.ask('GET', `${records}/${String(made.json['id'])}`);
    expect(read.json).toMatchObject(kept);
    const sent = JSON.parse(body) as Record<string, unknown>;
    expect(keysOf(read.json['meta'])).toEqual(keysOf(sent['meta']));
    expect(read.json['meta'] ?? null).toEqual(sent['meta'] ?? null);
    expect(read.json).toEqual(made.json);
    expect((await bench.gateway.ask('DELETE', `${records}/${String(made.json['id'])}`)).status).toBe(200);
  });

  /** Own keys in order, `__proto__` too: Postgres keeps objects in an order of its own. */
  function keysOf(value: unknown): string[] {
    return typeof value === 'object' && value !== null ? Object.keys(value).toSorted() : [];
  }

  /** Text that no compression makes smaller: an index holds a key of 2,704 bytes at most. */
  function noise(characters: number): string {
    let state = 7;
    return Array.from({ length: characters }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return String.fromCodePoint(0x20000 + (state % 40_000));
    }).join('');
  }
});
