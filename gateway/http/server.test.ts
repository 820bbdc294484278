import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { alreadyExists, unavailable } from '../errors.ts';
import { assertPermitted } from '../access/permits.ts';
import type { Caller } from '../access/permits.ts';
import { createLogger } from '../infra/logger.ts';
import type { Collection } from '../write/collection.ts';
import { callerOf } from './auth.ts';
import type { App, Authenticate } from './auth.ts';
import { collectionScope } from './collection-scope.ts';
import type { FindCollection } from './collection-scope.ts';
import { createHttpServer } from './server.ts';
import type { HttpServer } from './server.ts';

const admin: Caller = {
  keyId: '0190a5b0-0000-7000-8000-000000000001',
  name: 'admin',
  type: 'admin',
  permissions: [{ databases: '*', collections: '*', actions: ['read', 'write', 'schema', 'admin'] }],
};
const reader: Caller = {
  ...admin,
  name: 'reader',
  type: 'custom',
  permissions: [{ databases: ['shop'], collections: ['items'], actions: ['read'] }],
};
const callers: Record<string, Caller> = { 'admin-key': admin, 'reader-key': reader };

const authenticate: Authenticate = (key) => Promise.resolve(callers[key] ?? null);

const findCollection: FindCollection = async (caller, action, { database = 'shop', collection }) => {
  assertPermitted(caller, { action, database, collection });
  return Promise.resolve({ databaseName: database, name: collection } as Collection);
};

const lines: Record<string, unknown>[] = [];
const logStream = new Writable({
  write(chunk: Buffer, _encoding, done) {
    lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
    done();
  },
});

function routes(app: App): void {
  app.get('/open', { config: { action: 'open' } }, () => ({ ok: true }));
  app.get('/mine', { config: { action: 'any' } }, (request) => ({ name: callerOf(request).name }));
  app.get(
    '/list',
    {
      config: { action: 'any' },
      schema: {
        querystring: z.strictObject({
          limit: z.int().min(1).max(10).default(5),
          all: z.boolean().default(false),
          word: z.string().optional(),
        }),
      },
    },
    (request) => request.query,
  );
  app.post(
    '/things',
    {
      config: { action: 'write', bodies: ['json', 'yaml'] },
      schema: {
        body: z.strictObject({
          name: z.string().max(5),
          size: z.int().optional(),
          tags: z.union([z.literal('*'), z.array(z.string())]).optional(),
          inner: z.strictObject({ deep: z.boolean() }).optional(),
          any: z.unknown().optional(),
        }),
      },
    },
    (request, reply) => reply.code(201).send(request.body),
  );
  app.post('/things/:thing([a-z0-9]+)::stop', { config: { action: 'admin' } }, (request) => request.params);
  collectionScope(app, findCollection, (scope) => {
    scope.get('', { config: { action: 'read' } }, (r) => r.params);
    scope.delete('', { config: { action: 'schema' } }, (r) => r.params);
  });
  app.get('/databases/:database', { config: { action: 'read', on: 'database' } }, (r) => r.params);
  app.post('/lines', { config: { action: 'write', bodies: ['ndjson'] } }, async (request) => {
    const pieces: Buffer[] = [];
    for await (const piece of request.body as AsyncIterable<Buffer>) pieces.push(piece);
    return { bytes: Buffer.concat(pieces).length };
  });
  app.post('/form', { config: { action: 'write', bodies: ['multipart'] } }, async (request) => {
    const names: string[] = [];
    for await (const part of request.parts()) {
      names.push(part.fieldname);
      if (part.type === 'file') part.file.resume();
    }
    return { names };
  });
  app.get('/fail/:how', { config: { action: 'any' } }, (request) => {
    switch ((request.params as { how: string }).how) {
      case 'taken':
        throw alreadyExists('It exists.');
      case 'down':
        throw unavailable('qdrant', 'nothing listens at its address');
      default:
        throw new Error('secret inside');
    }
  });
}

let server: HttpServer;
let app: App;
let port: number;

beforeAll(async () => {
  const { logger } = createLogger({ destination: { stream: logStream }, level: 'info' });
  server = await createHttpServer({
    host: '127.0.0.1',
    allowedHosts: ['frodb.example'],
    tls: null,
    logger,
    authenticate,
    version: '1.2.3',
    routes,
  });
  app = server.app;
  await app.listen({ host: '127.0.0.1', port: 0 });
  port = (app.server.address() as AddressInfo).port;
});

afterAll(() => app.close());

interface Ask {
  key?: string | null;
  headers?: Record<string, string>;
  body?: string | Buffer;
  type?: string;
}

async function ask(method: string, url: string, { key = 'admin-key', headers = {}, body, type }: Ask = {}) {
  const answer = await app.inject({
    method: method as 'GET',
    url,
    headers: {
      host: '127.0.0.1',
      ...(key === null ? {} : { authorization: `Bearer ${key}` }),
      ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { payload: body }),
  });
  return {
    status: answer.statusCode,
    headers: answer.headers,
    json: (answer.body === '' ? undefined : JSON.parse(answer.body)) as Record<string, unknown>,
  };
}

function pathsOf(json: Record<string, unknown>): [string, string][] {
  return (json['errors'] as { path: string; code: string }[]).map(({ path, code }) => [path, code]);
}

describe('keys', () => {
  it.each<[string, Ask, number]>([
    ['no key', { key: null }, 401],
    ['an unknown key', { key: 'nope' }, 401],
    ['a scheme that is not Bearer', { key: null, headers: { authorization: 'Basic YTpi' } }, 401],
    ['Bearer', {}, 200],
    ['Bearer in other letters', { key: null, headers: { authorization: 'bearer admin-key' } }, 200],
    ['X-API-Key', { key: null, headers: { 'x-api-key': 'admin-key' } }, 200],
  ])('%s', async (_what, options, status) => {
    const { status: got, headers, json } = await ask('GET', '/mine', options);
    expect(got).toBe(status);
    if (status === 401) {
      expect(json['code']).toBe('unauthenticated');
      expect(headers['www-authenticate']).toContain('Bearer');
    }
  });

  it('checks database and collection in the path: forbidden, hidden, allowed', async () => {
    const asReader = { key: 'reader-key' };
    expect((await ask('GET', '/databases/shop/collections/items', asReader)).status).toBe(200);
    expect((await ask('DELETE', '/databases/shop/collections/items', asReader)).status).toBe(403);
    expect((await ask('GET', '/databases/shop/collections/other', asReader)).status).toBe(404);
    expect((await ask('GET', '/databases/other', asReader)).status).toBe(404);
    expect((await ask('GET', '/databases/shop', asReader)).status).toBe(200);
    expect((await ask('POST', '/things/1:stop', asReader)).status).toBe(403);
  });

  it('a route that names no action does not start', async () => {
    const { logger } = createLogger({ destination: { stream: logStream }, level: 'silent' });
    const start = createHttpServer({
      host: '127.0.0.1',
      allowedHosts: [],
      tls: null,
      logger,
      authenticate,
      version: '1',
      routes: (bare) => void bare.get('/bare', () => ({})),
    });
    await expect(start).rejects.toThrow('/bare names no action');
  });
});

describe('Host and Origin', () => {
  it.each<[Record<string, string>, number]>([
    [{ host: 'localhost:7420' }, 200],
    [{ host: '[::1]:7420' }, 200],
    [{ host: 'FroDB.example' }, 200],
    [{ host: 'evil.example' }, 403],
    [{ host: '127.0.0.1.evil.example' }, 403],
    [{ host: 'evil.example@127.0.0.1' }, 403],
    [{ host: '127.0.0.1:7420', origin: 'http://127.0.0.1:7420' }, 200],
    [{ host: '127.0.0.1:7420', origin: 'http://localhost:7420' }, 200],
    [{ host: '127.0.0.1:7420', origin: 'http://localhost:3000' }, 403],
    [{ host: '127.0.0.1:7420', origin: 'https://evil.example' }, 403],
    [{ host: '127.0.0.1:7420', origin: 'null' }, 403],
    [{ host: '127.0.0.1:7420', origin: 'https://frodb.example' }, 200],
  ])('%j → %i', async (headers, status) => {
    expect((await ask('GET', '/open', { key: null, headers })).status).toBe(status);
  });
});

describe('what the framework refuses is a problem document too', () => {
  it('404 and 405 with Allow', async () => {
    const missing = await ask('GET', '/nowhere', { key: null });
    expect(missing).toMatchObject({
      status: 404,
      json: { type: 'urn:frodb:problem:not_found', title: 'Not found', status: 404, instance: '/nowhere' },
    });
    expect(missing.headers['content-type']).toContain('application/problem+json');
    const wrong = await ask('PUT', '/things', { body: '{}' });
    expect(wrong.status).toBe(405);
    expect(wrong.headers['allow']).toBe('POST');
    expect((await ask('OPTIONS', '/open', { key: null })).headers['allow']).toBe('GET, HEAD');
    expect((await ask('GET', '/things/1:stop')).status).toBe(405);
  });

  it.each<[string, Ask, number, [string, string][] | null]>([
    ['malformed JSON', { body: '{"name": ' }, 400, [['body', 'bad_json']]],
    ['bytes that are no UTF-8', { body: Buffer.from([0x22, 0xff, 0x22]) }, 400, [['body', 'bad_encoding']]],
    ['no body', {}, 400, [['body', 'required']]],
    ['an empty body', { body: ' ' }, 400, [['body', 'required']]],
    ['a list', { body: '[]' }, 400, [['body', 'wrong_type']]],
    ['an unknown key', { body: '{"name":"a","nmae":1}' }, 400, [['nmae', 'unknown_key']]],
    ['__proto__', { body: '{"name":"a","__proto__":{"x":1}}' }, 400, [['__proto__', 'unknown_key']]],
    [
      'several problems at once',
      { body: '{"name":"abcdef","size":1.5,"inner":{"deep":"x","more":1},"tags":["a",1]}' },
      400,
      [
        ['name', 'too_long'],
        ['size', 'wrong_type'],
        ['tags[1]', 'wrong_type'],
        ['inner.deep', 'wrong_type'],
        ['inner.more', 'unknown_key'],
      ],
    ],
    [
      'nothing is coerced',
      { body: '{"name":5,"size":"5"}' },
      400,
      [
        ['name', 'wrong_type'],
        ['size', 'wrong_type'],
      ],
    ],
    ['the last of two keys wins', { body: '{"name":"a","name":"b"}' }, 201, null],
    ['half of a surrogate pair', { body: '{"name":"\\ud800"}' }, 400, [['name', 'bad_text']]],
    ['U+0000', { body: '{"any":["\\u0000"]}' }, 400, [['any[0]', 'bad_text']]],
    ['100 deep', { body: `{"name":"a","any":${'['.repeat(99)}${']'.repeat(99)}}` }, 201, null],
    [
      '101 deep',
      { body: `{"name":"a","any":${'['.repeat(100)}${']'.repeat(100)}}` },
      400,
      [['body', 'too_deep']],
    ],
    ['100,000 deep', { body: '['.repeat(100_000) }, 400, [['body', 'too_deep']]],
    ['brackets in a string', { body: `{"name":"a","any":"${'['.repeat(200)}\\""}` }, 201, null],
    ['too large', { body: `{"name":"${'x'.repeat(8 * 1024 * 1024)}"}` }, 413, null],
    ['a wrong type', { body: 'name=a', type: 'application/x-www-form-urlencoded' }, 415, null],
    ['another character set', { body: '{"name":"a"}', type: 'application/json; charset=latin1' }, 415, null],
    ['UTF-8 by name', { body: '{"name":"a"}', type: 'Application/JSON; charset="UTF-8"' }, 201, null],
    ['a compressed body', { body: 'x', headers: { 'content-encoding': 'gzip' } }, 415, null],
    ['a type this route does not take', { body: '{}', type: 'application/x-ndjson' }, 415, null],
    ['YAML', { body: 'name: a\ntags:\n  - x\n', type: 'application/yaml' }, 201, null],
    ['malformed YAML', { body: 'name: "a', type: 'text/yaml' }, 400, [['body', 'bad_yaml']]],
    [
      'a key twice in YAML',
      { body: 'name: a\nname: b\n', type: 'application/x-yaml' },
      400,
      [['body', 'bad_yaml']],
    ],
    [
      'two YAML documents',
      { body: 'name: a\n---\nname: b\n', type: 'text/yaml' },
      400,
      [['body', 'bad_yaml']],
    ],
    ['a YAML tag', { body: 'name: !!js/function x', type: 'text/yaml' }, 400, [['body', 'bad_yaml']]],
    ['NaN in YAML', { body: 'name: a\nany: .nan', type: 'text/yaml' }, 400, [['any', 'not_exact']]],
    [
      'YAML too deep',
      { body: `any: ${'['.repeat(150)}${']'.repeat(150)}`, type: 'text/yaml' },
      400,
      [['body', 'too_deep']],
    ],
    [
      'YAML far too deep',
      { body: `any: ${'['.repeat(5_000)}${']'.repeat(5_000)}`, type: 'text/yaml' },
      400,
      null,
    ],
    [
      'YAML that grows',
      {
        body: `a: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefgh', (name, n) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefgh'[n]}`).join(',')}]`).join('\n')}`,
        type: 'text/yaml',
      },
      400,
      [['body', 'bad_yaml']],
    ],
    ['YAML too large', { body: `name: ${'x'.repeat(1024 * 1024)}`, type: 'text/yaml' }, 413, null],
  ])('%s', async (_what, options, status, paths) => {
    const { status: got, json } = await ask('POST', '/things', options);
    expect({ got, json: got === status ? undefined : json }).toEqual({ got: status, json: undefined });
    if (paths) expect(pathsOf(json)).toEqual(paths);
  });

  it('a body where none is taken is named, never ignored', async () => {
    expect(pathsOf((await ask('POST', '/things/1:stop', { body: '{"force":true}' })).json)).toEqual([
      ['force', 'unknown_key'],
    ]);
    expect((await ask('POST', '/things/1:stop', { body: '{}' })).json).toEqual({ thing: '1' });
    expect((await ask('POST', '/things/1:stop')).status).toBe(200);
    const odd = { headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-length': '0' } };
    expect((await ask('POST', '/things/1:stop', odd)).status).toBe(200);
  });

  it.each<[string, number, [string, string][] | null]>([
    ['/list', 200, null],
    ['/list?limit=10&all=true&word=5', 200, null],
    ['/list?limit=11', 400, [['limit', 'too_large']]],
    ['/list?limit=', 400, [['limit', 'wrong_type']]],
    ['/list?limit=1e1', 400, [['limit', 'wrong_type']]],
    ['/list?all=yes', 400, [['all', 'wrong_type']]],
    ['/list?limit=1&limit=2', 400, [['limit', 'duplicate']]],
    ['/list?offset=1', 400, [['offset', 'unknown_key']]],
    ['/list?word=%00', 400, [['word', 'bad_text']]],
    ['/mine?x=1', 400, [['x', 'unknown_key']]],
    ['/databases/a%00b', 404, null],
    ['/databases/%zz', 400, [['url', 'bad_url']]],
  ])('%s → %i', async (url, status, paths) => {
    const answer = await ask('GET', url);
    expect(answer.status).toBe(status);
    if (paths) expect(pathsOf(answer.json)).toEqual(paths);
    if (url.includes('10')) expect(answer.json).toEqual({ limit: 10, all: true, word: '5' });
  });

  it('multipart: whole, truncated, not multipart at all', async () => {
    const part = '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n';
    const type = 'multipart/form-data; boundary=b';
    expect((await ask('POST', '/form', { body: `${part}--b--\r\n`, type })).json).toEqual({ names: ['a'] });
    expect((await ask('POST', '/form', { body: part, type })).status).toBe(400);
    expect((await ask('POST', '/form', { body: part, type: 'multipart/form-data' })).status).toBe(400);
    expect((await ask('POST', '/form', { body: '{}' })).status).toBe(415);
  });
});

describe('errors of handlers', () => {
  it('keeps what is inside inside, and logs it', async () => {
    const headers = { 'x-request-id': 'test-1' };
    const { status, json } = await ask('GET', '/fail/boom', { headers });
    expect(status).toBe(500);
    expect(json).toMatchObject({ code: 'internal', request_id: 'test-1', status: 500 });
    expect(JSON.stringify(json)).not.toContain('secret');
    const logged = lines.find((line) => line['level'] === 'error' && line['request_id'] === 'test-1');
    expect(JSON.stringify(logged)).toContain('secret inside');
  });

  it('maps AppErrors with their headers', async () => {
    expect(await ask('GET', '/fail/taken')).toMatchObject({ status: 409, json: { code: 'already_exists' } });
    const down = await ask('GET', '/fail/down');
    expect(down).toMatchObject({ status: 503, json: { code: 'unavailable' } });
    expect(down.headers['retry-after']).toBe('5');
  });
});

describe('the request log', () => {
  it('has the named fields, and no query string', async () => {
    await ask('GET', '/databases/shop/collections/items?secret=1', {
      headers: { 'x-request-id': 'log-1', 'x-agent-id': 'agent 7' },
    });
    const line = lines.find((one) => one['request_id'] === 'log-1' && one['msg'] === 'request');
    expect(line).toMatchObject({
      agent_id: 'agent 7',
      db: 'shop',
      collection: 'items',
      key_id: admin.keyId,
      path: '/databases/shop/collections/items',
      status: 400,
    });
    expect(typeof line?.['duration_ms']).toBe('number');
    expect(JSON.stringify(lines)).not.toContain('admin-key');
  });

  it('echoes a request id that a log can hold, and makes one for others', async () => {
    expect((await ask('GET', '/open', { headers: { 'x-request-id': 'a-1' } })).headers['x-request-id']).toBe(
      'a-1',
    );
    const made = (await ask('GET', '/open', { headers: { 'x-request-id': 'a b' } })).headers['x-request-id'];
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('openapi and docs', () => {
  it('describes the routes and needs no key', async () => {
    const { status, json } = await ask('GET', '/openapi.json', { key: null });
    expect(status).toBe(200);
    expect(json['openapi']).toBe('3.1.0');
    expect(Object.keys(json['paths'] as object)).toContain('/things/{thing}:stop');
    const list = (json['paths'] as Record<string, { get: { parameters: unknown[] } }>)['/list'];
    expect(list?.get.parameters).toContainEqual({
      in: 'query',
      name: 'limit',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 10, default: 5 },
    });
  });

  it('shows them without any other host', async () => {
    for (const path of [
      '/docs',
      '/docs/',
      '/docs/static/swagger-ui-bundle.js',
      '/docs/static/swagger-ui.css',
    ]) {
      const answer = await app.inject({ url: path, headers: { host: 'localhost' } });
      expect([path, answer.statusCode]).toEqual([path, 200]);
      expect(answer.headers['content-security-policy']).not.toMatch(/https?:|swagger\.io/);
    }
    const page = (await app.inject({ url: '/docs', headers: { host: 'localhost' } })).body;
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    expect(
      (await app.inject({ url: '/docs/static/nothing.js', headers: { host: 'localhost' } })).statusCode,
    ).toBe(404);
  });
});

describe('over a socket', () => {
  it('a client that sends all before it reads gets the answer, and the connection goes on', async () => {
    const big = 12 * 1024 * 1024;
    const head = `POST /things HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: ${big}\r\n`;
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (piece) => (text += piece.toString()));
    const broken = new Promise((_, reject) => socket.once('error', reject));
    const written = new Promise<void>((resolve) => {
      socket.write(`${head}\r\n`);
      socket.write(Buffer.alloc(big, 'x'), () => resolve());
    });
    await Promise.race([written, broken]);
    await expect.poll(() => text, { timeout: 10_000 }).toContain('unauthenticated');
    socket.write(`GET /open HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await expect.poll(() => text, { timeout: 10_000 }).toContain('{"ok":true}');
    socket.destroy();
  });

  it('too large without a length is refused while it comes', async () => {
    const body = new ReadableStream({
      start(controller) {
        for (let n = 0; n < 10; n++) controller.enqueue(new Uint8Array(1024 * 1024).fill(32));
        controller.close();
      },
    });
    const answer = await fetch(`http://127.0.0.1:${port}/things`, {
      method: 'POST',
      headers: { authorization: 'Bearer admin-key', 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit);
    expect(answer.status).toBe(413);
    expect(((await answer.json()) as { code: string }).code).toBe('too_large');
  });

  it('what is not HTTP gets a problem document', async () => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    socket.on('data', (piece) => (text += piece.toString()));
    socket.write('NONSENSE\r\n\r\n');
    await expect.poll(() => text).toContain('application/problem+json');
    expect(text).toMatch(/^HTTP\/1\.1 400/);
  });
});
