import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MinioRun } from '../../electron/supervisor/engines/minio-run.ts';
import { engineBinaries } from '../../electron/paths.ts';
import { copyObjects } from '../../gateway/infra/objects-copy.ts';
import { openObjectStore } from '../../gateway/infra/objects-open.ts';
import type { ObjectsConnection } from '../../gateway/infra/objects-open.ts';
import type { ObjectStore } from '../../gateway/infra/objects.ts';
import { capabilities } from '../support/capabilities.ts';

/** MinIO of its own: a copy removes all that the other store has not. */
let folder: string;
let run: MinioRun;
const at: Record<'minio' | 'filesystem', ObjectsConnection> = {
  minio: { kind: 'filesystem', dir: '' },
  filesystem: { kind: 'filesystem', dir: '' },
};
let stores: Record<'minio' | 'filesystem', ObjectStore>;

beforeAll(async () => {
  if (!capabilities.minio) return;
  folder = await mkdtemp(join(tmpdir(), 'frodb-copy-'));
  run = await MinioRun.open(join(folder, 'data'), {
    external: [],
    minFreeDiskMb: 20,
    engineReadySeconds: 60,
  });
  at.minio = { kind: 'minio', ...(await run.start(engineBinaries().minio)) };
});
afterAll(async () => {
  if (!capabilities.minio) return;
  await run.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  at.filesystem = { kind: 'filesystem', dir: await mkdtemp(join(folder, 'objects-')) };
  stores = { minio: openObjectStore(at.minio), filesystem: openObjectStore(at.filesystem) };
});
afterEach(async () => {
  for (const bucket of await stores.minio.buckets()) await stores.minio.dropBucket(bucket);
  for (const store of Object.values(stores)) store.close();
});

const odd = [
  'a/relatório de medição.pdf',
  'a/ leading and trailing ',
  'a/plus+percent%20&amp;<tag>"\'.txt',
  'a/q?x=1#frag',
  'a/back\\slash:*|',
  'a/...',
  'a/Case.TXT',
  'a/case.txt',
  'a/日本語.txt',
  'a/👩🏽‍🔬 e\u0301 é',
  'a/line\nbreak\r\nand\ttab\u0007',
  `a/${'ã'.repeat(120)}`,
];

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

async function put(store: ObjectStore, bucket: string, key: string, bytes: Buffer, contentType?: string) {
  const options = { size: bytes.length, ...(contentType === undefined ? {} : { contentType }) };
  await store.put(bucket, key, Readable.from([bytes], { objectMode: false }), options);
}

/** Everything that a store serves, with its type; and what it holds besides. */
async function contentOf(store: ObjectStore) {
  const served: Record<string, string> = {};
  const besides: string[] = [];
  for (const bucket of (await store.buckets()).sort()) {
    served[bucket] = '';
    besides.push(...(await store.listUploads(bucket)).map(({ key }) => `upload ${key}`));
    for await (const { key } of store.list(bucket)) {
      const name = `${bucket} ${key}`;
      if (served[name] !== undefined) besides.push(`version ${key}`);
      const { body, size, contentType } = await store.get(bucket, key);
      const hash = createHash('sha256');
      for await (const piece of body as AsyncIterable<Buffer>) hash.update(piece);
      served[name] = `${size} ${contentType} ${hash.digest('hex')}`;
    }
  }
  return { served, besides };
}

const types = ['text/plain; charset=utf-8', 'application/pdf', undefined];

async function fill(store: ObjectStore): Promise<void> {
  await store.mark('a1b2');
  await store.createBucket('frodb-empty-1');
  await store.createBucket('frodb-odd-2');
  for (const [n, key] of odd.entries()) {
    await put(store, 'frodb-odd-2', key, randomBytes(n * 1_000), types[n % types.length]);
  }
  await store.createBucket('frodb-many-3');
  await Promise.all(
    Array.from({ length: 300 }, (_, n) => put(store, 'frodb-many-3', `${n}/f.bin`, Buffer.from(`file ${n}`))),
  );
}

const ways = [
  ['filesystem', 'minio'],
  ['minio', 'filesystem'],
] as const;

describe.skipIf(!capabilities.minio).each(ways)('objects copied from %s to %s', (from, to) => {
  it('are all there, with their types and the mark, and are not copied twice', async () => {
    await fill(stores[from]);
    const before = await contentOf(stores[from]);
    expect(Object.keys(before.served)).toHaveLength(4 + 1 + odd.length + 300);
    const progress: number[] = [];
    const first = await copyObjects(at[from], at[to], {
      onProgress: ({ objects }) => progress.push(objects),
    });
    expect(first).toMatchObject({ buckets: 3, objects: 312, copied: 312 });
    expect(progress.at(-1)).toBe(312);
    expect(await contentOf(stores[to])).toEqual(before);
    expect(await contentOf(stores[from])).toEqual(before);
    expect(await stores[to].readMark()).toBe('a1b2');
    expect(await copyObjects(at[from], at[to])).toMatchObject({ objects: 312, copied: 0 });
    // Versions are on: a second put does not overwrite.
    await put(stores[to], 'frodb-empty-1', 'k', Buffer.from('1'));
    await put(stores[to], 'frodb-empty-1', 'k', Buffer.from('2'));
    expect((await contentOf(stores[to])).besides).toEqual(['version k']);
  });

  it('a large one goes through in pieces', async () => {
    await stores[from].createBucket('frodb-large-4');
    const bytes = randomBytes(30_000_000);
    await put(stores[from], 'frodb-large-4', 'a/large.bin', bytes, 'video/mp4');
    await copyObjects(at[from], at[to]);
    expect((await contentOf(stores[to])).served['frodb-large-4 a/large.bin']).toBe(
      `30000000 video/mp4 ${sha256(bytes)}`,
    );
  });

  it('replace what an earlier copy left: other bytes, old versions, keys and buckets that are gone', async () => {
    await fill(stores[from]);
    const wanted = await contentOf(stores[from]);
    const target = stores[to];
    for (const bucket of ['frodb-odd-2', 'frodb-gone-9']) await target.createBucket(bucket);
    await put(target, 'frodb-gone-9', 'a/b', Buffer.from('gone'));
    await put(target, 'frodb-odd-2', 'a/never', Buffer.from('gone'));
    for (const key of odd.slice(0, 4)) await put(target, 'frodb-odd-2', key, randomBytes(1_000));
    for (const key of odd.slice(3, 6)) await put(target, 'frodb-odd-2', key, Buffer.from('half'));
    if (at[to].kind === 'filesystem') {
      const bucket = join(at[to].dir, 'frodb-odd-2');
      const [key] = await readdir(bucket);
      await writeFile(join(bucket, key ?? '', 'u-01890000-0000-7000-8000-000000000000'), 'ha');
    }
    await copyObjects(at[from], at[to]);
    expect(await contentOf(target)).toEqual(wanted);
  });

  it('only the newest version of an object counts', async () => {
    await stores[from].createBucket('frodb-new-5');
    for (const text of ['one', 'two', 'three'])
      await put(stores[from], 'frodb-new-5', 'k', Buffer.from(text));
    expect(await copyObjects(at[from], at[to])).toMatchObject({ objects: 1, copied: 1 });
    const { served, besides } = await contentOf(stores[to]);
    expect(served['frodb-new-5 k']).toContain(sha256(Buffer.from('three')));
    expect(besides).toEqual([]);
  });

  it('are not copied where there is no room, nor over another repository', async () => {
    await fill(stores[from]);
    let wanted = { objects: 0, bytes: 0 };
    const noRoom = copyObjects(at[from], at[to], {
      requireRoom: (left) => {
        wanted = left;
        return Promise.reject(new Error('no room'));
      },
    });
    await expect(noRoom).rejects.toThrow('no room');
    expect(wanted.objects).toBe(312);
    expect(wanted.bytes).toBeGreaterThan(66_000);
    expect(await stores[to].buckets()).toEqual([]);
    await stores[to].mark('c3d4');
    await expect(copyObjects(at[from], at[to])).rejects.toThrow('c3d4');
    expect(await stores[to].buckets()).toEqual(['frodb-repository']);
  });

  it('stopped in between they go on from there', async () => {
    await fill(stores[from]);
    const stopping = new AbortController();
    const stopped = copyObjects(at[from], at[to], {
      signal: stopping.signal,
      onProgress: ({ objects }) => objects > 50 && stopping.abort(),
    });
    await expect(stopped).rejects.toThrow(/abort/i);
    const { objects, copied } = await copyObjects(at[from], at[to]);
    expect(copied).toBeLessThan(objects - 40);
    expect(await contentOf(stores[to])).toEqual(await contentOf(stores[from]));
  });
});
