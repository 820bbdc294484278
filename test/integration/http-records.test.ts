import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';
import { writePdf } from '../support/pdf-files.ts';

let engines: TestEngines;
let gateway: TestGateway;
let folder: string;
let good: Buffer;
let encrypted: Buffer;

const path = '/collections/papers';
const pdfType = 'application/pdf';

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines, { FRODB_GARBAGE_DELAY_SECONDS: '0.01' });
  folder = await mkdtemp(join(tmpdir(), 'frodb-papers-'));
  const draw = (pdf: PDFKit.PDFDocument): void => {
    pdf.addPage().text('A primeira página fala de pontes.');
    pdf.addPage().text('A segunda página fala de lontras e de ariranhas.');
  };
  good = await readFile(await writePdf(join(folder, 'good.pdf'), draw));
  encrypted = await readFile(await writePdf(join(folder, 'locked.pdf'), draw, { userPassword: 'secret' }));
  const fields = [
    { name: 'title', type: 'string', required: true, unique: true },
    { name: 'year', type: 'int', filterable: true },
    { name: 'seen', type: 'boolean' },
    { name: 'day', type: 'date' },
    { name: 'paper', type: 'file', vectorize: true, max_bytes: 1_000_000, accept: [pdfType, 'text/*'] },
    { name: 'kept', type: 'file', vectorize: true, extract_config: { on_error: 'store' } },
  ];
  expect(await gateway.ask('POST', '/collections', { name: 'papers', fields })).toMatchObject({
    status: 201,
  });
});
afterAll(async () => {
  await gateway.ask('DELETE', path);
  await gateway.close();
  await engines.drop();
  await rm(folder, { recursive: true, force: true });
});

function form(
  fields: Record<string, string | [bytes: Buffer | string, name: string, type: string]>,
): FormData {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value === 'string') body.set(name, value);
    else body.set(name, new Blob([value[0]], { type: value[2] }), value[1]);
  }
  return body;
}

async function countRecords(): Promise<unknown> {
  return (await gateway.ask('POST', `${path}/query`, { limit: 1 })).json['total'];
}

function firstError(reply: Reply): unknown {
  return (reply.json['errors'] as unknown[] | undefined)?.[0];
}

describe('a record with a PDF', () => {
  it('is found by its chunk with page and box, and its file comes back in ranges', async () => {
    const body = form({
      title: 'Lontras',
      year: '2026',
      seen: 'true',
      day: '2026-11-24',
      paper: [good, 'a b.pdf', pdfType],
    });
    const created = await gateway.ask('POST', `${path}/records`, body);
    expect(created).toMatchObject({
      status: 201,
      json: {
        year: 2026,
        seen: true,
        day: '2026-11-24',
        paper: { name: 'a b.pdf', extraction: { status: 'done', pages: 2 } },
      },
    });
    const found = await gateway.ask('POST', `${path}/search`, { query: 'ariranhas' });
    expect(found.json).toMatchObject({
      total: 1,
      results: [{ id: created.json['id'], highlights: [{ field: 'paper', page: 2, boxes: [{ page: 2 }] }] }],
    });
    const [{ highlights }] = found.json['results'] as [
      { highlights: [{ text: string; ranges: [[number, number]] }] },
    ];
    const [{ text, ranges }] = highlights;
    expect(text.slice(...ranges[0])).toBe('ariranhas');
    const url = `${path}/records/${String(created.json['id'])}/files/paper`;
    const part = await gateway.ask('GET', url, undefined, { headers: { range: 'bytes=0-4' } });
    expect([part.status, part.text, part.headers.get('content-range')]).toEqual([
      206,
      '%PDF-',
      `bytes 0-4/${good.length}`,
    ]);
    expect(part.headers.get('content-disposition')).toContain('attachment');
    const beyond = await gateway.ask('GET', url, undefined, { headers: { range: `bytes=${good.length}-` } });
    expect(beyond.status).toBe(416);
    const head = await gateway.ask('HEAD', url);
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(good.length)]);
  });

  it('that is locked or broken is kept where the field says so', async () => {
    for (const [title, bytes] of [
      ['Locked', encrypted],
      ['Broken', Buffer.from('%PDF-1.7\nnothing more')],
    ] as const) {
      const created = await gateway.ask(
        'POST',
        `${path}/records`,
        form({ title, kept: [bytes, 'x.pdf', pdfType] }),
      );
      expect(created).toMatchObject({
        status: 201,
        json: { kept: { extraction: { status: 'failed', chunks: 0 } } },
      });
    }
  });
});

describe('what is wrong is named, and nothing is written', () => {
  const cases: [what: string, body: () => unknown, status: number, problem: object][] = [
    [
      'a key that the schema lacks',
      () => ({ title: 'x', colour: 1 }),
      400,
      { path: 'colour', code: 'unknown_key' },
    ],
    ['a missing required field', () => ({ year: 1 }), 400, { path: 'title', code: 'required' }],
    ['a number too large', () => '{"title":"x","year":9223372036854775808}', 400, { path: 'year' }],
    ['a date that does not exist', () => ({ title: 'x', day: '2026-02-30' }), 400, { path: 'day' }],
    ['NaN', () => '{"title":"x","year":NaN}', 400, { path: 'body' }],
    ['U+0000', () => ({ title: 'a\0b' }), 400, { path: 'title' }],
    ['an id', () => ({ id: 'x', title: 'x' }), 400, { path: 'id' }],
    [
      'a locked PDF',
      () => form({ title: 'x', paper: [encrypted, 'x.pdf', pdfType] }),
      400,
      { path: 'paper', code: 'document_encrypted' },
    ],
    [
      'a broken PDF',
      () => form({ title: 'x', paper: ['%PDF-1.7\n', 'x.pdf', pdfType] }),
      400,
      { path: 'paper', code: 'document_broken' },
    ],
    [
      'a type that lies',
      () => form({ title: 'x', paper: ['just text', 'x.pdf', pdfType] }),
      400,
      { path: 'paper', code: 'document_mismatch' },
    ],
    [
      'a type that lies, where errors are kept',
      () => form({ title: 'x', kept: ['just text', 'x.pdf', pdfType] }),
      400,
      { path: 'kept' },
    ],
    [
      'a type that is not accepted',
      () => form({ title: 'x', paper: ['x', 'x.png', 'image/png'] }),
      400,
      { path: 'paper', code: 'not_accepted' },
    ],
    [
      'a file that is too big',
      () => form({ title: 'x', paper: [Buffer.alloc(1_000_001, 97), 'x.txt', 'text/plain'] }),
      400,
      { path: 'paper', code: 'too_large' },
    ],
    [
      'a file for a field that takes none',
      () => form({ title: ['x', 'x.txt', 'text/plain'] }),
      400,
      { path: 'title' },
    ],
    ['a text part of the wrong type', () => form({ title: 'x', year: 'soon' }), 400, { path: 'year' }],
    ['a value that is taken', () => ({ title: 'Lontras' }), 409, { path: 'title', code: 'not_unique' }],
    [
      'a taken value behind a file',
      () => form({ paper: [good, 'x.pdf', pdfType], title: 'Lontras' }),
      409,
      { path: 'title' },
    ],
  ];
  for (const [what, body, status, problem] of cases) {
    it(what, async () => {
      const before = await countRecords();
      const sent = body();
      const headers: Record<string, string> =
        typeof sent === 'string' ? { 'content-type': 'application/json' } : {};
      const reply = await gateway.ask('POST', `${path}/records`, sent, { headers });
      expect(reply.status).toBe(status);
      expect(reply.headers.get('content-type')).toContain('application/problem+json');
      expect(firstError(reply)).toMatchObject(problem);
      expect(await countRecords()).toBe(before);
    });
  }

  it('a multipart that ends too early', async () => {
    const before = await countRecords();
    const body =
      '--b\r\ncontent-disposition: form-data; name="title"\r\n\r\nx\r\n--b\r\ncontent-disposition: form-data; name="paper"; filename="x.txt"\r\ncontent-type: text/plain\r\n\r\nhalf';
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const reply = await gateway.ask('POST', `${path}/records`, body, { headers });
    expect(reply.status).toBe(400);
    expect(firstError(reply)).toMatchObject({ path: 'body' });
    expect(await countRecords()).toBe(before);
  });
});

describe('a change', () => {
  it('of one record keeps what it does not name, and If-Match guards it', async () => {
    const created = await gateway.ask(
      'POST',
      `${path}/records`,
      form({ title: 'Muda', paper: ['uma nota', 'n.txt', 'text/plain'] }),
    );
    const url = `${path}/records/${String(created.json['id'])}`;
    const etag = created.headers.get('etag') ?? '';
    const changed = await gateway.ask('PATCH', url, { year: 1 }, { headers: { 'if-match': etag } });
    expect(changed).toMatchObject({
      status: 200,
      json: { title: 'Muda', year: 1, paper: created.json['paper'] },
    });
    const late = await gateway.ask('PATCH', url, { year: 2 }, { headers: { 'if-match': etag } });
    expect(late.status).toBe(412);
    const removed = await gateway.ask('DELETE', url);
    expect(removed.json).toEqual({ status: 'deleted', id: created.json['id'] });
    expect((await gateway.ask('GET', url)).status).toBe(404);
  });

  it('sent twice with one Idempotency-Key happens once', async () => {
    const options = { headers: { 'idempotency-key': 'k-1' } };
    const send = (): Promise<Reply> =>
      gateway.ask(
        'POST',
        `${path}/records`,
        form({ title: 'Uma vez', paper: ['x', 'x.txt', 'text/plain'] }),
        options,
      );
    const [first, second] = [await send(), await send()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.json).toEqual(first.json);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    const other = await gateway.ask('POST', `${path}/records`, { title: 'Outra' }, options);
    expect(other.status).toBe(409);
  });
});
