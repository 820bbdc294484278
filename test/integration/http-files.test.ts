import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '../../gateway/write/ids.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { adminKey, startTestGateway } from '../support/gateway.ts';
import type { AskOptions, Reply, TestGateway } from '../support/gateway.ts';
import { openStoresAt } from '../support/stores.ts';

let engines: TestEngines;
let gateway: TestGateway;
let stores: ReturnType<typeof openStoresAt>;
const keys = new Map<string, string>();

const path = '/collections/papers';

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines, {
    FRODB_GARBAGE_DELAY_SECONDS: '0.01',
    FRODB_ROLLED_BACK_RESWEEP_SECONDS: '0.01',
    FRODB_SWEEP_INTERVAL_SECONDS: '0.2',
  });
  stores = openStoresAt(engines);
  const fields = [
    { name: 'title', type: 'string' },
    { name: 'paper', type: 'file' },
    { name: 'scans', type: 'file', multiple: true },
  ];
  expect((await gateway.ask('POST', '/collections', { name: 'papers', fields })).status).toBe(201);
  const plain = { name: 'plain', fields: [{ name: 'n', type: 'int' }] };
  expect((await gateway.ask('POST', '/collections', plain)).status).toBe(201);
  for (const [name, actions] of [
    ['sender', ['files']],
    ['reader', ['read']],
    ['searcher', ['search']],
  ] as const) {
    const permissions = [{ databases: ['default'], collections: ['papers'], actions }];
    const made = await gateway.ask('POST', '/api-keys', { name, type: 'custom', permissions });
    keys.set(name, String(made.json['key']));
  }
  const stranger = { name: 'stranger', type: 'readonly', databases: ['elsewhere'] };
  keys.set('stranger', String((await gateway.ask('POST', '/api-keys', stranger)).json['key']));
});
// A request that broke off is undone after its answer.
afterEach(async () => expect(await stores.settled(10)).toEqual([]));
afterAll(async () => {
  await gateway.ask('DELETE', path);
  await stores.close();
  await gateway.close();
  await engines.drop();
});

function form(...parts: [name: string, value: string | Blob, fileName?: string][]): FormData {
  const body = new FormData();
  for (const [name, value, fileName] of parts) {
    if (typeof value === 'string') body.append(name, value);
    else body.append(name, value, fileName);
  }
  return body;
}

function as(key: string): AskOptions {
  return { key: keys.get(key) ?? null };
}

/** Sends bare bytes. */
function send(name: string, bytes: Buffer<ArrayBuffer> | string, options: AskOptions = {}): Promise<Reply> {
  const query = new URLSearchParams({ collection: 'papers', name });
  const headers = { 'content-type': 'text/plain', ...options.headers };
  return gateway.ask('POST', `/files?${query.toString()}`, new Blob([bytes]), { ...options, headers });
}

function sha256(bytes: Buffer | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function firstError(reply: Reply): unknown {
  return (reply.json['errors'] as unknown[] | undefined)?.[0];
}

/** Sends what no proper client would, maybe says that nothing follows, and reads the answer's first line. */
async function sendRaw(head: string[], body: string, isEnd: boolean): Promise<string> {
  const { hostname, port } = new URL(gateway.url);
  const socket = createConnection({ host: hostname, port: Number(port), allowHalfOpen: true });
  socket.write([...head, `Host: ${hostname}:${port}`, `X-API-Key: ${adminKey}`, '', body].join('\r\n'));
  if (isEnd) socket.end();
  const [answer] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return answer.toString().split('\r\n')[0] ?? '';
}

describe('a file that is sent on its own', () => {
  it('is kept as it was sent, bare or as a part', async () => {
    const bytes = randomBytes(3_000_000);
    const bare = await send('a b.bin', bytes, { headers: { 'content-type': 'image/x-own; v=1' } });
    expect(bare).toMatchObject({
      status: 201,
      json: { name: 'a b.bin', size: bytes.length, content_type: 'image/x-own; v=1', sha256: sha256(bytes) },
    });
    const expires = Date.parse(String(bare.json['expires_at']));
    expect(Math.abs(expires - Date.now() - 86_400_000)).toBeLessThan(60_000);
    const part = await gateway.ask(
      'POST',
      '/files?collection=papers&database=default',
      form(['file', new Blob([bytes], { type: 'text/csv' }), 'x.csv']),
    );
    expect(part).toMatchObject({
      status: 201,
      json: { name: 'x.csv', size: bytes.length, content_type: 'text/csv', sha256: sha256(bytes) },
    });
    for (const { json } of [bare, part]) {
      const read = await gateway.ask('HEAD', `/files/${String(json['id'])}`);
      expect([read.status, read.headers.get('content-length')]).toEqual([200, String(bytes.length)]);
    }
  });

  it('may have a length that is not announced, or none at all', async () => {
    async function* pieces(): AsyncGenerator<Buffer> {
      for (let n = 0; n < 40; n++) yield Buffer.alloc(256 * 1024, n);
    }
    const response = await fetch(`${gateway.url}/files?collection=papers&name=long`, {
      method: 'POST',
      headers: { 'x-api-key': adminKey },
      body: Readable.toWeb(Readable.from(pieces())) as ReadableStream,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      size: 40 * 256 * 1024,
      content_type: 'application/octet-stream',
    });
    expect(await send('empty', '')).toMatchObject({ status: 201, json: { size: 0, sha256: sha256('') } });
  });

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['..\\..\\boot.ini', 'boot.ini'],
    ['..', 'file'],
    ['', 'file'],
    ['a\tb\r\n.txt', 'ab.txt'],
    ['%2e%2e%2fx', '%2e%2e%2fx'],
    ['🦦 lontra.txt', '🦦 lontra.txt'],
    ['تقرير.pdf', 'تقرير.pdf'],
    ['cod\u202egpj.exe', 'codgpj.exe'],
    [`${'ã'.repeat(300)}.pdf`, `${'ã'.repeat(125)}.pdf`],
  ])('has a name that is data: %j', async (given, kept) => {
    const sent = await send(given, 'x');
    expect(sent).toMatchObject({ status: 201, json: { name: kept } });
    const read = await gateway.ask('GET', `/files/${String(sent.json['id'])}`);
    expect([read.status, read.text]).toEqual([200, 'x']);
    expect(read.headers.get('content-disposition')).toMatch(/^attachment; filename/);
  });

  it('is sent once where an Idempotency-Key says so', async () => {
    const options = { headers: { 'idempotency-key': newId() } };
    const first = await send('k.txt', 'once', options);
    const again = await send('k.txt', 'once', options);
    expect([again.status, again.json]).toEqual([201, first.json]);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    for (const other of [await send('k.txt', 'twice', options), await send('l.txt', 'once', options)]) {
      expect(other).toMatchObject({ status: 409, json: { errors: [{ path: 'idempotency-key' }] } });
    }
    const refused = { headers: { 'idempotency-key': newId() } };
    expect((await gateway.ask('POST', '/files?collection=papers', form(), refused)).status).toBe(400);
    expect((await send('k.txt', 'once', refused)).status).toBe(201);
  });
});

describe('what is wrong is named, and nothing is kept', () => {
  const file = new Blob(['x']);
  it.each<[what: string, query: string, body: unknown, status: number, problem: object]>([
    ['no collection', '', 'x', 400, { path: 'collection', code: 'required' }],
    ['an unknown key', 'collection=papers&name=x&size=1', 'x', 400, { path: 'size', code: 'unknown_key' }],
    ['a key given twice', 'collection=papers&name=x&name=y', 'x', 400, { path: 'name', code: 'duplicate' }],
    ['no name for bare bytes', 'collection=papers', 'x', 400, { path: 'name', code: 'required' }],
    ['U+0000 in the name', 'collection=papers&name=a%00b', 'x', 400, { path: 'name', code: 'bad_text' }],
    ['a name besides a part', 'collection=papers&name=x', form(['file', file, 'x']), 400, { path: 'name' }],
    ['no part', 'collection=papers', form(), 400, { path: 'body', code: 'required' }],
    ['another part', 'collection=papers', form(['paper', file, 'x']), 400, { path: 'paper' }],
    [
      'a part besides',
      'collection=papers',
      form(['file', file, 'x'], ['title', 'x']),
      400,
      { path: 'title', code: 'unknown_key' },
    ],
    ['a text part', 'collection=papers', form(['file', 'x']), 400, { path: 'file', code: 'wrong_type' }],
    [
      'two files',
      'collection=papers',
      form(['file', file, 'x'], ['file', file, 'y']),
      400,
      { path: 'file', code: 'duplicate' },
    ],
  ])('%s', async (_what, query, body, status, problem) => {
    const reply = await gateway.ask('POST', `/files?${query}`, body);
    expect(reply.status).toBe(status);
    expect(firstError(reply)).toMatchObject(problem);
  });

  it('an unknown collection', async () => {
    expect((await gateway.ask('POST', '/files?collection=nothing&name=x', 'x')).status).toBe(404);
    expect((await gateway.ask('POST', '/files?collection=papers&database=no&name=x', 'x')).status).toBe(404);
  });

  it('a bare body that ends too early', async () => {
    const answer = await sendRaw(
      ['POST /files?collection=papers&name=x HTTP/1.1', 'Content-Length: 100000'],
      'half',
      true,
    );
    expect(answer).toContain('400');
  });

  it('a multipart that ends too early', async () => {
    const body = '--b\r\ncontent-disposition: form-data; name="file"; filename="x"\r\n\r\nhalf';
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const reply = await gateway.ask('POST', '/files?collection=papers', body, { headers });
    expect(reply.status).toBe(400);
    expect(firstError(reply)).toMatchObject({ path: 'body' });
  });

  it('a multipart without its boundary', async () => {
    const headers = { 'content-type': 'multipart/form-data' };
    const reply = await gateway.ask('POST', '/files?collection=papers', 'x', { headers });
    expect([400, 415]).toContain(reply.status);
  });

  it('more than 5 GiB', async () => {
    const head = ['POST /files?collection=papers&name=x HTTP/1.1', `Content-Length: ${5 * 1024 ** 3 + 1}`];
    expect(await sendRaw(head, 'x', false)).toContain('413');
  });
});

describe('who may', () => {
  it('see a staged upload: the key that put it, and admins', async () => {
    const sent = await send('mine.txt', 'mine', as('sender'));
    expect(sent.status).toBe(201);
    const url = `/files/${String(sent.json['id'])}`;
    expect((await gateway.ask('GET', url, undefined, as('sender'))).text).toBe('mine');
    expect((await gateway.ask('GET', url)).text).toBe('mine');
    const absent = `/files/${newId()}`;
    for (const key of ['reader', 'searcher', 'stranger']) {
      const hidden = await gateway.ask('GET', url, undefined, as(key));
      const missing = await gateway.ask('GET', absent, undefined, as(key));
      expect([hidden.status, missing.status]).toEqual([404, 404]);
      expect(String(hidden.json['detail']).replace(url.slice(7), '')).toBe(
        String(missing.json['detail']).replace(absent.slice(7), ''),
      );
    }
  });

  it('send and list', async () => {
    expect((await send('x', 'x', as('reader'))).status).toBe(403);
    expect((await send('x', 'x', as('stranger'))).status).toBe(404);
    const list = '/files?collection=papers';
    expect((await gateway.ask('GET', list, undefined, as('reader'))).status).toBe(200);
    expect((await gateway.ask('GET', list, undefined, as('sender'))).status).toBe(403);
    expect((await gateway.ask('GET', list, undefined, as('stranger'))).status).toBe(404);
  });

  it('read the file of a record', async () => {
    const saved = await gateway.ask('POST', `${path}/records`, form(['paper', new Blob(['p']), 'p.txt']));
    const { url } = saved.json['paper'] as { url: string };
    const statuses: [string, number][] = [
      ['reader', 200],
      ['sender', 403],
      ['searcher', 403],
      ['stranger', 404],
    ];
    for (const [key, status] of statuses) {
      expect([key, (await gateway.ask('GET', url, undefined, as(key))).status]).toEqual([key, status]);
    }
  });
});

describe('the files of records', () => {
  it('come by their id in ranges, and only while they are a record’s', async () => {
    const saved = await gateway.ask(
      'POST',
      `${path}/records`,
      form(['paper', new Blob(['0123456789']), 'd']),
    );
    const { url, id, sha256: hash } = saved.json['paper'] as { url: string; id: string; sha256: string };
    expect(url).toBe(`/files/${id}`);
    const ask = (headers: Record<string, string>): Promise<Reply> =>
      gateway.ask('GET', url, undefined, { headers });
    const part = await ask({ range: 'bytes=2-4' });
    expect([part.status, part.text, part.headers.get('content-range')]).toEqual([206, '234', 'bytes 2-4/10']);
    expect((await ask({ range: 'bytes=10-' })).status).toBe(416);
    const same = await ask({ 'if-none-match': `"${hash}"` });
    expect([same.status, same.headers.get('etag'), same.text]).toEqual([304, `"${hash}"`, '']);
    expect((await gateway.ask('GET', `/files/${id.toUpperCase()}`)).text).toBe('0123456789');
    expect((await gateway.ask('GET', `${url}?x=1`)).status).toBe(400);
    await gateway.ask('DELETE', `${path}/records/${String(saved.json['id'])}`);
    expect((await gateway.ask('GET', url)).status).toBe(404);
  });

  it.each(['x', '123', newId(), `${newId()}0`, "'; DROP TABLE frodb.files; --", '%F0%9F%A6%A6'])(
    'are not found by %j',
    async (id) => {
      expect((await gateway.ask('GET', `/files/${encodeURIComponent(id)}`)).status).toBe(404);
    },
  );

  it('are listed with record and field, page by page', async () => {
    const made = await gateway.ask('POST', '/collections', {
      name: 'listed',
      fields: [
        { name: 'one', type: 'file' },
        { name: 'many', type: 'file', multiple: true },
      ],
    });
    expect(made.status).toBe(201);
    const wanted: object[] = [];
    for (const n of [1, 2, 3]) {
      const body = form(
        ['one', new Blob([`${n}`]), `one-${n}`],
        ['many', new Blob(['a']), 'a'],
        ['many', new Blob(['b']), 'b'],
      );
      const { json } = await gateway.ask('POST', '/collections/listed/records', body);
      const { one, many, id: record } = json as { one: { id: string }; many: { id: string }[]; id: string };
      const all = [
        { ...one, record, field: 'one' },
        ...many.map((file) => ({ ...file, record, field: 'many' })),
      ];
      wanted.push(...all.sort((a, b) => (a.id < b.id ? -1 : 1)));
    }
    expect((await gateway.ask('GET', '/files?collection=listed')).json).toEqual({
      items: wanted,
      total: 9,
      next_cursor: null,
    });
    const found: unknown[] = [];
    let cursor = '';
    for (;;) {
      const page = await gateway.ask('GET', `/files?collection=listed&limit=4${cursor}`);
      expect(page.json['total']).toBe(cursor === '' ? 9 : null);
      found.push(...(page.json['items'] as unknown[]));
      if (page.json['next_cursor'] === null) break;
      cursor = `&cursor=${page.json['next_cursor'] as string}`;
    }
    expect(found).toEqual(wanted);
    for (const query of [`collection=papers&limit=4${cursor}`, 'collection=listed&cursor=x', 'limit=1']) {
      expect([query, (await gateway.ask('GET', `/files?${query}`)).status]).toEqual([query, 400]);
    }
    await gateway.ask('DELETE', '/collections/listed');
    expect((await gateway.ask('GET', '/files?collection=plain')).json).toMatchObject({ items: [], total: 0 });
  });

  it('are in the reference', async () => {
    const { paths } = (await gateway.ask('GET', '/openapi.json')).json as { paths: Record<string, object> };
    expect(Object.keys(paths['/files'] ?? {}).sort()).toEqual(['get', 'post']);
    expect(JSON.stringify(paths['/files'])).toContain('multipart/form-data');
    expect(paths['/files/{id}']).toHaveProperty('get');
  });
});
