import { spawn } from 'node:child_process';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { MissingContainerError } from '../../gateway/infra/missing-container.ts';
import { createFilesystemStore } from '../../gateway/infra/objects-filesystem.ts';
import { createMinioStore } from '../../gateway/infra/objects-minio.ts';
import { MissingObjectError } from '../../gateway/infra/objects.ts';
import type { ObjectStore, ObjectVersion } from '../../gateway/infra/objects.ts';
import { repository } from '../support/capabilities.ts';

const MB = 1024 * 1024;
const given = inject('engines').objects;
const filesystemDir = await mkdtemp(join(tmpdir(), 'frodb-objects-'));
const stores: ObjectStore[] = [
  createFilesystemStore({ dir: filesystemDir }),
  ...(given.kind === 'filesystem' ? [] : [createMinioStore(given)]),
];

afterAll(() => rm(filesystemDir, { recursive: true, force: true }));

function sha256(content: Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}

/** In pieces of odd sizes, as a network brings them. */
function streamOf(content: Buffer, piece = 65_519): Readable {
  const pieces = [];
  for (let from = 0; from < content.length; from += piece) pieces.push(content.subarray(from, from + piece));
  return Readable.from(pieces, { objectMode: false });
}

/** Half of it, then nothing any more. */
function stalled(content: Buffer): PassThrough {
  const body = new PassThrough();
  body.write(content.subarray(0, content.length / 2));
  return body;
}

/** A program that begins an upload to `<kind> <bucket> <key>` and waits for its end. */
async function killable(): Promise<string> {
  const outfile = join(filesystemDir, 'killable.mjs');
  const contents = `
    import { PassThrough } from 'node:stream';
    import { createFilesystemStore } from './gateway/infra/objects-filesystem.ts';
    import { createMinioStore } from './gateway/infra/objects-minio.ts';
    const [kind, bucket, key] = process.argv.slice(2);
    const store = kind === 'filesystem'
      ? createFilesystemStore(${JSON.stringify({ dir: filesystemDir })})
      : createMinioStore(${JSON.stringify(given)});
    const body = new PassThrough();
    body.write(Buffer.alloc(${9 * MB}));
    setInterval(() => undefined, 1_000);
    await store.put(bucket, key, body);`;
  await build({
    stdin: { contents, resolveDir: repository, loader: 'ts' },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(import.meta.url)});`,
    },
  });
  return outfile;
}

const newKey = (name = 'file.bin'): string => `${randomUUID()}/${name}`;

const oddNames = [
  'relatório de medição.pdf',
  'a b  c.txt',
  ' leading and trailing ',
  'plus+percent%20&amp;<tag>"\'.txt',
  'q?x=1#frag',
  'back\\slash',
  '.hidden',
  '...',
  'CON.txt',
  'Case.TXT',
  'case.txt',
  '日本語のファイル名.txt',
  'שלום עולם.txt',
  '\u202egnp.exe',
  '👩🏽‍🔬 ensaio.md',
  'e\u0301 and \u00e9',
  'line\nbreak\r\nand\ttab',
  'bell\u0007',
  '00123',
  '~!*()$,;:@=[]{}^`|',
  'x'.repeat(200),
  'ã'.repeat(100),
];

describe.each(stores.map((store) => [store.kind, store] as const))('objects in %s', (_kind, store) => {
  const bucket = `frodb-test-${randomBytes(8).toString('hex')}`;
  const read = async (key: string): Promise<Buffer> => buffer((await store.get(bucket, key)).body);
  const put = (key: string, content: Buffer) =>
    store.put(bucket, key, streamOf(content), { size: content.length });

  async function everything(): Promise<{ versions: ObjectVersion[]; uploads: string[] }> {
    const versions = [];
    for await (const version of store.list(bucket)) versions.push(version);
    return { versions, uploads: (await store.listUploads(bucket)).map(({ key }) => key) };
  }

  /** Nothing else is in the bucket, not even unfinished. */
  async function expectOnly(...keys: string[]): Promise<void> {
    const { versions, uploads } = await everything();
    expect({ keys: versions.map(({ key }) => key).sort(), uploads }).toEqual({
      keys: keys.sort(),
      uploads: [],
    });
  }

  beforeAll(() => store.createBucket(bucket));
  afterAll(async () => {
    await store.dropBucket(bucket);
    store.close();
  });

  it('makes and drops buckets, again and again', async () => {
    const other = `${bucket}-2`;
    await store.createBucket(other);
    await store.createBucket(other);
    expect(await store.buckets()).toContain(other);
    await store.put(other, 'a/1', streamOf(Buffer.from('x')), { size: 1 });
    await store.put(other, 'a/1', streamOf(Buffer.from('y')), { size: 1 });
    await store.put(other, 'b', streamOf(Buffer.alloc(9 * MB)));
    expect(await store.dropBucket(other)).toBe(true);
    expect(await store.dropBucket(other)).toBe(false);
    expect(await store.buckets()).not.toContain(other);
    await expect(store.get(other, 'b')).rejects.toBeInstanceOf(MissingContainerError);
  });

  it.each([0, 1, 1_000, MB, 8 * MB, 8 * MB + 1, 20 * MB])(
    'keeps %i bytes, length known or not',
    async (size) => {
      const content = randomBytes(size);
      for (const options of [{ size, contentType: 'application/pdf' }, {}]) {
        const key = newKey();
        const stored = await store.put(bucket, key, streamOf(content), options);
        expect(stored).toMatchObject({ size, sha256: sha256(content) });
        expect(await store.head(bucket, key)).toEqual({ size });
        const got = await store.get(bucket, key);
        expect([got.size, got.length]).toEqual([size, size]);
        expect(sha256(await buffer(got.body))).toBe(sha256(content));
        await store.delete(bucket, [key]);
        await expectOnly();
      }
    },
  );

  it('reads ranges, both ends included', async () => {
    const content = randomBytes(100_000);
    const key = newKey();
    await put(key, content);
    for (const [start, end] of [
      [0, 0],
      [10, 19],
      [99_999, 99_999],
      [50_000, undefined],
      [undefined, 9],
      [99_000, 200_000],
    ]) {
      const got = await store.get(bucket, key, {
        ...(start === undefined ? {} : { start }),
        ...(end === undefined ? {} : { end }),
      });
      const expected = content.subarray(start ?? 0, end === undefined ? undefined : end + 1);
      expect([got.size, got.length]).toEqual([content.length, expected.length]);
      expect(Buffer.compare(await buffer(got.body), expected)).toBe(0);
    }
    await expect(store.get(bucket, key, { start: 100_000 })).rejects.toMatchObject({
      code: 'range_not_satisfiable',
    });
    await store.delete(bucket, [key]);
  });

  it('keeps every name apart and byte for byte', async () => {
    const id = randomUUID();
    const keys = oddNames.map((name) => `${id}/${name}`);
    for (const key of keys) await put(key, Buffer.from(key));
    await expectOnly(...keys);
    for (const key of keys) expect((await read(key)).toString()).toBe(key);
    const [first = '', ...others] = keys;
    await store.delete(bucket, [first]);
    await expectOnly(...others);
    await store.delete(bucket, others);
    await expectOnly();
  });

  it('refuses what is not a key', async () => {
    for (const key of ['', 'x'.repeat(1_025), 'lone \ud800 surrogate']) {
      const putting = async () => store.put(bucket, key, streamOf(Buffer.from('x')), { size: 1 });
      await expect(putting()).rejects.toThrow('Not a key');
    }
    await expectOnly();
  });

  it('shows the newest version and deletes all of them, and nothing beside them', async () => {
    const key = newKey('a');
    const neighbour = `${key}b`;
    for (const content of ['one', 'two', 'three']) await put(key, Buffer.from(content));
    await put(neighbour, Buffer.from('stays'));
    expect((await read(key)).toString()).toBe('three');
    await expectOnly(key, key, key, neighbour);
    await store.delete(bucket, [key, newKey('never was')]);
    await store.delete(bucket, [key]);
    await expectOnly(neighbour);
    expect(await store.head(bucket, key)).toBeNull();
    await store.delete(bucket, [neighbour]);
  });

  it('deletes many at once', async () => {
    const keys = Array.from({ length: 60 }, () => newKey());
    for (const key of keys) await put(key, Buffer.from('x'));
    await store.delete(bucket, keys);
    await expectOnly();
  });

  it('tells a missing object from a missing bucket', async () => {
    await expect(store.get(bucket, newKey())).rejects.toBeInstanceOf(MissingObjectError);
    expect(await store.head(bucket, newKey())).toBeNull();
    const gone = `${bucket}-gone`;
    const content = streamOf(Buffer.alloc(2 * MB));
    await expect(store.put(gone, newKey(), content, { size: 2 * MB })).rejects.toBeInstanceOf(
      MissingContainerError,
    );
    await expect(store.put(gone, newKey(), streamOf(Buffer.alloc(9 * MB)))).rejects.toBeInstanceOf(
      MissingContainerError,
    );
    await expect(store.get(gone, newKey())).rejects.toBeInstanceOf(MissingContainerError);
    await expect(store.head(gone, newKey())).rejects.toBeInstanceOf(MissingContainerError);
    await expect(store.list(gone)[Symbol.asyncIterator]().next()).rejects.toBeInstanceOf(
      MissingContainerError,
    );
    await store.delete(gone, [newKey()]);
    expect(await store.buckets()).not.toContain(gone);
  });

  it.each([
    ['known', { size: 12 * MB }],
    ['unknown', {}],
  ])('leaves nothing of an upload of %s length that is aborted, breaks or lies', async (_length, options) => {
    const content = randomBytes(12 * MB);
    const aborting = new AbortController();
    const paused = stalled(Buffer.concat([content, content]));
    const key = newKey();
    const upload = store.put(bucket, key, paused, { ...options, signal: aborting.signal });
    // All bytes that were announced are there; the end of the body is not.
    await once(paused, 'drain');
    expect(await store.head(bucket, key)).toBeNull();
    aborting.abort();
    await expect(upload).rejects.toMatchObject({ name: 'AbortError' });

    const broken = stalled(content);
    setImmediate(() => broken.destroy(new Error('the client is gone')));
    await expect(store.put(bucket, newKey(), broken, options)).rejects.toThrow('the client is gone');

    const closed = stalled(content);
    setImmediate(() => closed.destroy());
    await expect(store.put(bucket, newKey(), closed, options)).rejects.toMatchObject({
      code: 'ERR_STREAM_PREMATURE_CLOSE',
    });
    await store.delete(bucket, []);
    await expectOnly();
  });

  it('refuses a body that is shorter or longer than announced', async () => {
    const content = randomBytes(MB);
    for (const size of [MB - 1, MB + 1, 65_519, 0]) {
      await expect(store.put(bucket, newKey(), streamOf(content), { size })).rejects.toThrow('The body');
    }
    await expectOnly();
  });

  it('shows nothing of an upload that goes on, and deletes it by its key', async () => {
    const key = newKey('große Datei.bin');
    const content = randomBytes(18 * MB);
    const paused = stalled(Buffer.concat([content, content]));
    const upload = store.put(bucket, key, paused).then(
      () => 'stored',
      () => 'refused',
    );
    const waiting = async () => (await store.listUploads(bucket, { key })).map((found) => found.key);
    await expect.poll(waiting).toEqual([key]);
    expect(await store.head(bucket, key)).toBeNull();
    await expect(store.get(bucket, key)).rejects.toBeInstanceOf(MissingObjectError);
    await store.delete(bucket, [key]);
    expect(await waiting()).toEqual([]);
    // The writer wakes up after the roll-back: its late end must not bring the object to life.
    paused.end(content);
    expect(await upload).toBe('refused');
    await expectOnly();
  });

  it('shows nothing of an upload whose process was killed, and deletes it by its key', async () => {
    const key = newKey();
    const child = spawn(process.execPath, [await killable(), store.kind, bucket, key], { stdio: 'ignore' });
    const waiting = async () => (await store.listUploads(bucket, { key })).map((found) => found.key);
    await expect.poll(waiting, { timeout: 10_000 }).toEqual([key]);
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await store.head(bucket, key)).toBeNull();
    expect((await everything()).versions).toEqual([]);
    await store.delete(bucket, [key]);
    await expectOnly();
  });

  it('takes a body no faster than it is stored', async () => {
    const content = Buffer.alloc(64 * 1024);
    let made = 0;
    const body = new Readable({
      read() {
        made += content.length;
        this.push(made > 200 * MB ? null : content);
      },
    });
    const aborting = new AbortController();
    const upload = store.put(bucket, newKey(), body, { signal: aborting.signal });
    // In one turn of the loop nothing was stored yet, so no more than one part may have been read.
    await new Promise((resolve) => setImmediate(resolve));
    expect(made).toBeLessThan(20 * MB);
    aborting.abort();
    await expect(upload).rejects.toThrow();
    await expectOnly();
  });

  it('carries the id of its repository', async () => {
    await store.mark('first');
    expect(await store.readMark()).toBe('first');
    await store.mark('second');
    expect(await store.readMark()).toBe('second');
    await store.ping();
    await store.dropBucket('frodb-repository');
    expect(await store.readMark()).toBeNull();
  });
});

describe('an object store that is down', () => {
  const down = createMinioStore({
    kind: 'minio',
    endpoint: 'http://127.0.0.1:1',
    accessKey: 'a',
    secretKey: 'b',
    region: 'us-east-1',
  });

  it('answers 503 to everything and leaves a body of known length untouched', async () => {
    const body = streamOf(Buffer.from('still there'));
    const refused = { code: 'unavailable', message: expect.stringContaining('nothing listens') as string };
    await expect(down.ping()).rejects.toMatchObject(refused);
    await expect(down.put('bucket', 'key', body, { size: 11 })).rejects.toMatchObject(refused);
    expect((await buffer(body)).toString()).toBe('still there');
    await expect(down.put('bucket', 'key', streamOf(Buffer.from('x')))).rejects.toMatchObject(refused);
    await expect(down.get('bucket', 'key')).rejects.toMatchObject(refused);
    await expect(down.delete('bucket', ['key'])).rejects.toMatchObject(refused);
    await expect(down.readMark()).rejects.toMatchObject(refused);
  });
});
