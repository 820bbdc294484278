import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chunkText } from '../../gateway/documents/index.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';
import { writePdf } from '../support/pdf-files.ts';

let engines: TestEngines;
let gateway: TestGateway;
let folder: string;
const pdfs: Record<string, Buffer> = {};

const path = '/collections/odd';

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines, {
    FRODB_WORKER_MEMORY_MB: '64',
    FRODB_GARBAGE_DELAY_SECONDS: '0.01',
  });
  folder = await mkdtemp(join(tmpdir(), 'frodb-odd-'));
  await makePdf('locked', (pdf) => void pdf.addPage().text('Secret.'), { userPassword: 'pw' });
  await makePdf('scanned', (pdf) => void pdf.addPage().rect(50, 50, 300, 300).fill());
  await makePdf('headed', (pdf) => {
    for (let page = 1; page <= 3; page++)
      pdf
        .addPage({ margin: 20 })
        .text(`Relatório da Cachoeira, ${page}`, 72, 40)
        .text(`Página ${['um', 'dois', 'três'][page - 1]} fala de pontes.`, 72, 300);
  });
  const file = { type: 'file', vectorize: true };
  const fields = [
    { ...file, name: 'strict', extract_config: { on_error: 'reject' } },
    { ...file, name: 'lenient', extract_config: { on_error: 'store' } },
    { ...file, name: 'small', extract_config: { chunk_size: 100 } },
  ];
  expect(await gateway.ask('POST', '/collections', { name: 'odd', fields })).toMatchObject({ status: 201 });
});
afterAll(async () => {
  await gateway.ask('DELETE', path);
  await gateway.close();
  await engines.drop();
  await rm(folder, { recursive: true, force: true });
});

async function makePdf(
  name: string,
  draw: (pdf: PDFKit.PDFDocument) => void,
  options: PDFKit.PDFDocumentOptions = {},
): Promise<void> {
  pdfs[name] = await readFile(await writePdf(join(folder, `${name}.pdf`), draw, options));
}

async function send(field: string, content: Buffer | string, name: string, type: string): Promise<Reply> {
  const body = new FormData();
  body.set(field, new Blob([content], { type }), name);
  return gateway.ask('POST', `${path}/records`, body);
}

async function find(query: string): Promise<{ text: string; page: number | null }[]> {
  const { json } = await gateway.ask('POST', `${path}/search`, { query });
  const results = json['results'] as { highlights: { text: string; page: number | null }[] }[];
  return results.flatMap(({ highlights }) => highlights);
}

function countRecords(): Promise<unknown> {
  return gateway.ask('POST', `${path}/query`, { limit: 1 }).then(({ json }) => json['total']);
}

const pdf = 'application/pdf';
/** More than the heap of a test's worker holds. */
const tooMuch = (): string => `<html>${'<p>a<b>b</b>c</p>'.repeat(400_000)}`;

const faults: [what: string, content: () => Buffer | string, name: string, type: string, code: string][] = [
  ['locked', () => pdfs['locked']!, 'a.pdf', pdf, 'document_encrypted'],
  ['broken', () => '%PDF-1.7\nnothing more', 'a.pdf', pdf, 'document_broken'],
  ['nested too deeply', () => `<html>${'<div>'.repeat(50_000)}x`, 'a.html', 'text/html', 'document_broken'],
  ['too much for a worker', tooMuch, 'a.html', 'text/html', 'document_too_big'],
];

describe('a document that can not be read', () => {
  it.each(faults)('is refused: %s', async (_, content, name, type, code) => {
    const before = await countRecords();
    const reply = await send('strict', content(), name, type);
    expect(reply).toMatchObject({ status: 400, json: { errors: [{ path: 'strict', code }] } });
    expect(await countRecords()).toBe(before);
  });

  it.each(faults)('is kept with the reason where the field says so: %s', async (_, content, name, type) => {
    const reply = await send('lenient', content(), name, type);
    expect(reply).toMatchObject({ status: 201, json: { lenient: { extraction: { status: 'failed' } } } });
    expect(reply.json['lenient']).toHaveProperty('extraction.reason');
    // The thread that died with it costs no other document.
    expect(await send('strict', 'fine', 'b.txt', 'text/plain')).toMatchObject({
      json: { strict: { extraction: { status: 'done', chunks: 1 } } },
    });
  });

  it.each(['strict', 'lenient'])('is refused by %s if its type lies', async (field) => {
    expect(await send(field, '', 'a.pdf', pdf)).toMatchObject({
      status: 400,
      json: { errors: [{ code: 'document_mismatch' }] },
    });
  });

  it.each([
    ['scanned', () => pdfs['scanned']!, 'a.pdf', pdf, 'empty', /looks scanned/],
    ['empty', () => '', 'a.csv', 'text/csv', 'empty', /is empty/],
    ['blank', () => ' \r\n', 'a.txt', 'text/plain', 'empty', /no text/],
    ['of an unknown kind', () => Buffer.from([0, 1, 2, 0]), 'a.bin', '', 'none', /can not be read/],
  ])('is kept if it is %s', async (_, content, name, type, status, reason) => {
    const reply = await send('strict', content(), name, type);
    expect(reply).toMatchObject({
      status: 201,
      json: { strict: { extraction: { status, chunks: 0, reason: expect.stringMatching(reason) } } },
    });
  });
});

describe('text out of files', () => {
  it.each([
    [
      'CSV in Windows-1252',
      Buffer.from('município;área\nPirapora;1.234,56\n', 'latin1'),
      'a.csv',
      'município',
    ],
    ['CSV in UTF-16', Buffer.from('\ufeffnome\tárea\nBuritizeiro\t1,5\n', 'utf16le'), 'b.csv', 'Buritizeiro'],
    ['HTML in Latin-1', Buffer.from('<p>Confluência</p>', 'latin1'), 'a.html', 'confluencia'],
    ['Markdown with combining accents', '# Jequitinhonha\n\nro\u0303a', 'a.md', 'jequitinhonha'],
    ['text from right to left', 'نهر النيل طويل', 'a.txt', 'النيل'],
    ['an emoji', 'Capivaras 🦫 vistas', 'b.txt', 'capivara'],
  ])('is found: %s', async (_, content, name, query) => {
    expect(await send('strict', content, name, '')).toMatchObject({ status: 201 });
    expect(await find(query)).toHaveLength(1);
  });

  it('is cut by the size of its field, with a quarter of it as overlap', async () => {
    const words = 'piracema '.repeat(200);
    const chunks = chunkText(words, { chunkSize: 100, chunkOverlap: 25 }).length;
    expect(await send('small', words, 'a.txt', 'text/plain')).toMatchObject({
      json: { small: { extraction: { status: 'done', chunks } } },
    });
  });

  it('is that of the pages, not of what stands at the head of each', async () => {
    expect(await send('strict', pdfs['headed']!, 'a.pdf', pdf)).toMatchObject({
      json: { strict: { extraction: { status: 'done', pages: 3, chunks: 3 } } },
    });
    expect(await find('cachoeira')).toEqual([]);
    expect(await find('dois')).toMatchObject([{ text: 'Página dois fala de pontes.', page: 2 }]);
  });
});
