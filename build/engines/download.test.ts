import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFileServer, type FileServer, type FileServerOptions } from '../../test/support/file-server.ts';
import { download, RefusedError } from './download.ts';

const bytes = randomBytes(300_000);
let dir: string;
let server: FileServer | undefined;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'frodb-download-'));
});
afterEach(async () => {
  await server?.close();
  server = undefined;
  await rm(dir, { recursive: true, force: true });
});

async function serve(options: Partial<FileServerOptions> = {}): Promise<string> {
  server = await startFileServer({ files: { 'engine.tgz': bytes }, ...options });
  return `${server.url}/engine.tgz`;
}

const quick = { pauseMs: 1 };

test('a file arrives whole, and says how far it is', async () => {
  const url = await serve();
  const path = join(dir, 'new folder', 'engine.part');
  const seen: (number | undefined)[][] = [];
  await download(url, path, { onBytes: (done, total) => seen.push([done, total]) });
  expect(bytes.equals(await readFile(path))).toBe(true);
  expect(seen.at(-1)).toEqual([bytes.length, bytes.length]);
  expect(existsSync(`${path}.etag`)).toBe(false);
});

test('a broken transfer goes on where it stopped', async () => {
  const url = await serve({ cuts: 2, cutAfter: 100_000 });
  const path = join(dir, 'engine.part');
  await download(url, path, quick);
  expect(bytes.equals(await readFile(path))).toBe(true);
  const ranges = server?.requests.map((request) => request.split(' ')[1]);
  expect(ranges).toEqual([undefined, 'bytes=100000-', 'bytes=200000-']);
});

test('what an earlier run left is gone on with', async () => {
  const url = await serve({ cuts: 1, cutAfter: 50_000 });
  const path = join(dir, 'engine.part');
  await expect(download(url, path, { attempts: 1 })).rejects.toThrow(/could not be fetched in 1 tries/);
  await download(url, path, quick);
  expect(bytes.equals(await readFile(path))).toBe(true);
  expect(server?.requests.at(-1)).toBe('engine.tgz bytes=50000-');
});

test('a server without ranges is read from the start again', async () => {
  const url = await serve({ cuts: 1, cutAfter: 100_000, noRanges: true });
  const path = join(dir, 'engine.part');
  await download(url, path, quick);
  expect(bytes.equals(await readFile(path))).toBe(true);
});

test('two versions of a file are never glued together', async () => {
  const url = await serve();
  const path = join(dir, 'engine.part');
  await writeFile(path, randomBytes(1000));
  await writeFile(`${path}.etag`, '"another"');
  await download(url, path, quick);
  expect(bytes.equals(await readFile(path))).toBe(true);
});

test('404 is an answer: it is not asked twice', async () => {
  const url = await serve({ files: {} });
  const problem = await download(url, join(dir, 'engine.part'), quick).catch((error: unknown) => error);
  expect(problem).toBeInstanceOf(RefusedError);
  expect(problem).toMatchObject({ status: 404 });
  expect(server?.requests).toHaveLength(1);
});

test('a server in trouble is asked again, up to the limit', async () => {
  const url = await serve({ failures: 2 });
  const path = join(dir, 'engine.part');
  await download(url, path, quick);
  expect(bytes.equals(await readFile(path))).toBe(true);
  await server?.close();
  const down = await serve({ failures: 9 });
  await expect(download(down, join(dir, 'b.part'), { ...quick, attempts: 3 })).rejects.toThrow(/503/);
  expect(server?.requests).toHaveLength(3);
});

test('a transfer that stands still is broken off', async () => {
  const { createServer } = await import('node:http');
  const silent = createServer((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('x');
  });
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done));
  const { port } = silent.address() as { port: number };
  const options = { attempts: 1, stallMs: 100 };
  const url = `http://127.0.0.1:${port}/x`;
  await expect(download(url, join(dir, 'x.part'), options)).rejects.toThrow(/stood still/);
  silent.closeAllConnections();
  silent.close();
});

test('cancelling ends it with the reason given', async () => {
  const url = await serve({ cuts: 9, cutAfter: 10 });
  const controller = new AbortController();
  const running = download(url, join(dir, 'engine.part'), { pauseMs: 60_000, signal: controller.signal });
  const reason = new Error('enough');
  setTimeout(() => controller.abort(reason), 150);
  await expect(running).rejects.toThrow(/enough|abort/);
});
