import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePdf } from '../../test/support/pdf-files.ts';
import { workerEntry } from '../infra/workers/entry.ts';
import { createWorkerPool } from '../infra/workers/pool.ts';
import type { WorkerPool } from '../infra/workers/pool.ts';
import { createDocumentClient, documentWorker } from './index.ts';
import type { DocumentClient } from './index.ts';

const options = { chunkSize: 1200, chunkOverlap: 200 };
let dir = '';
let pool: WorkerPool;
let client: DocumentClient;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'frodb-client-'));
  pool = createWorkerPool({
    entry: workerEntry(documentWorker),
    maxThreads: 1,
    maxOldGenerationMb: 1024,
    timeoutMs: 120_000,
  });
  client = createDocumentClient(pool);
});
afterAll(async () => {
  await pool.close();
  await rm(dir, { recursive: true, force: true });
});

async function file(name: string, content: string | Buffer): Promise<{ path: string; name: string }> {
  await writeFile(join(dir, name), content);
  return { path: join(dir, name), name };
}

describe('documents in worker threads', () => {
  it('come back as chunks with page and boxes', async () => {
    const path = await writePdf(join(dir, 'a.pdf'), (pdf) => {
      pdf.addPage().text('First.');
      pdf.addPage().text('Second.');
    });
    const { chunks, ...rest } = await client.extract(
      { path, name: 'a.pdf', contentType: 'application/pdf' },
      options,
    );
    expect(rest).toEqual({ status: 'done', pages: 2, warnings: [] });
    expect(chunks.map(({ text, page, boxes }) => [text, page, boxes.length])).toEqual([
      ['First.', 1, 1],
      ['Second.', 2, 1],
    ]);
  });

  it('come back in other formats', async () => {
    const source = await file('a.md', '# T\n\nwords');
    const { outputs } = await client.convert(source, {
      to: ['md', 'json', 'html', 'text', 'chunks'],
      chunks: options,
    });
    expect(outputs.md).toBe('# T\n\nwords\n');
    expect(outputs.text).toBe('T\n\nwords\n');
    expect(JSON.parse(outputs.chunks!)).toEqual([{ text: 'T\n\nwords', boxes: [] }]);
    expect(JSON.parse(outputs.json!)).toMatchObject({
      schema_name: 'DoclingDocument',
      version: '1.10.0',
      name: 'a',
    });
    // The low 64 bits of the SHA-256, all of them.
    expect(outputs.json).toMatch(/"binary_hash":\d{15,20}}/);
    expect(outputs.html).toContain('<p>words</p>');
  });

  it.each([
    ['a broken PDF', 'a.pdf', '%PDF-1.4 broken', undefined, 'broken'],
    ['a lie', 'a.pdf', 'no PDF', 'application/pdf', 'mismatch'],
    ['a binary', 'a.bin', Buffer.from([0, 1, 2, 0, 3]), undefined, 'unsupported'],
    ['too deep a page', 'a.html', `${'<div>'.repeat(50_000)}deep`, undefined, 'broken'],
  ])('fail by name: %s', async (_, name, content, contentType, code) => {
    const source = await file(name, content);
    const declared = contentType === undefined ? source : { ...source, contentType };
    await expect(client.extract(declared, options)).rejects.toMatchObject({ name: 'DocumentError', code });
  });

  it('leave faults that are not the file’s as they are', async () => {
    const missing = { path: join(dir, 'missing'), name: 'missing' };
    const outcome = await client.extract(missing, options).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ name: 'Error' });
  });

  it('are cancelled by a signal', async () => {
    const source = await file('slow.csv', 'a,b,c\n'.repeat(2_000_000));
    const abort = new AbortController();
    const outcome = client.extract(source, options, abort.signal);
    setTimeout(() => abort.abort(), 50);
    await expect(outcome).rejects.toMatchObject({ name: 'DocumentError', code: 'cancelled' });
  });

  it('cost only themselves when they need too much memory', async () => {
    const small = createWorkerPool({
      entry: workerEntry(documentWorker),
      maxThreads: 1,
      maxOldGenerationMb: 64,
      timeoutMs: 120_000,
    });
    const reader = createDocumentClient(small);
    const source = await file('large.html', '<p>a<b>b</b>c</p>'.repeat(400_000));
    await expect(reader.extract(source, options)).rejects.toMatchObject({ code: 'too_big' });
    const next = await reader.extract(await file('next.txt', 'fine'), options);
    expect(next.chunks).toEqual([{ text: 'fine', boxes: [] }]);
    await small.close();
  });

  it('may be 200 MB of text', { timeout: 120_000 }, async () => {
    const path = join(dir, 'large.txt');
    const line = 'A reserva do rio foi medida em três campanhas, e a água era limpa.\n';
    const block = Buffer.from(`${line.repeat(8)}\n`.repeat(1000));
    const handle = await open(path, 'w');
    const blocks = Math.ceil((200 * 2 ** 20) / block.length);
    for (let i = 0; i < blocks; i++) await handle.write(block);
    await handle.close();
    const { chunks } = await client.extract(
      { path, name: 'large.txt' },
      { chunkSize: 8000, chunkOverlap: 0 },
    );
    const length = chunks.reduce((sum, { text }) => sum + text.length, 0);
    expect(chunks.every(({ text }) => text.length <= 8000)).toBe(true);
    expect(length).toBeGreaterThan(blocks * 1000 * 8 * (line.length - 1));
  });
});
