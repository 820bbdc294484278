import { once } from 'node:events';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RunLog } from '../../electron/host/log.ts';
import { moveObjects } from '../../electron/host/objects-move.ts';
import { FrodbRun, type Frodb, loadGateway } from '../../electron/host/run.ts';
import { loadSettings } from '../../electron/host/settings.ts';
import { engineBinaries } from '../../electron/paths.ts';
import { peekObjectStore } from '../../electron/supervisor/folder/data-folder.ts';
import { capabilities } from '../support/capabilities.ts';
import { spawnCommand } from '../support/frodb.ts';
import { quickTimes } from '../support/quick-times.ts';
import { openStores } from '../support/stores.ts';
import { processesWith } from '../support/supervisor-process.ts';

const env = {
  ...quickTimes,
  FRODB_PORT: '0',
  FRODB_MIN_FREE_DISK_MB: '20',
  FRODB_STAGED_LEASE_SECONDS: '3600',
};
const withoutMinio = { ...engineBinaries(), minio: '/nowhere/minio' };

let dataDir: string;
let notices: string[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'frodb-move-'));
  chmodSync(dataDir, 0o711);
  notices = [];
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A FroDB in this process, for as long as `work` takes. */
async function live(work: (frodb: Frodb & Client) => Promise<void>, binaries = engineBinaries()) {
  const run = new FrodbRun({
    settings: loadSettings({ ...process.env, ...env }, { dataDir }),
    binaries,
    log: new RunLog(),
    onProgress: (progress) => progress.step === 'notice' && notices.push(progress.message),
  });
  const frodb = await run.start();
  try {
    await work({ ...frodb, ...clientOf(frodb.url) });
    return frodb.objectStore;
  } finally {
    await run.stop();
  }
}

interface Client {
  ask: (method: string, path: string, body?: object) => Promise<Record<string, unknown>>;
  bytesOf: (id: string) => Promise<Buffer>;
}

function clientOf(url: string): Client {
  const authorization = `Bearer ${readFileSync(join(dataDir, 'admin-key'), 'utf8').trim()}`;
  return {
    ask: async (method, path, body) => {
      const isForm = body instanceof FormData;
      const response = await fetch(url + path, {
        method,
        headers: { authorization, ...(isForm || !body ? {} : { 'content-type': 'application/json' }) },
        ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    },
    bytesOf: async (id) => {
      const response = await fetch(`${url}/collections/docs/records/${id}/files/file`, {
        headers: { authorization },
      });
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toContain('text/plain');
      return Buffer.from(await response.arrayBuffer());
    },
  };
}

function formOf(name: string, bytes: Buffer): FormData {
  const form = new FormData();
  form.set('file', new Blob([bytes], { type: 'text/plain' }), name);
  return form;
}

const docs = {
  name: 'docs',
  fields: [
    { name: 'title', type: 'string' },
    { name: 'file', type: 'file', extract_config: { extract_text: false } },
  ],
};
const contents: [string, Buffer][] = [
  ['vazio.txt', Buffer.alloc(0)],
  ['relatório de medição+%20&.txt', Buffer.from('Olá')],
  ['日本語 👩🏽‍🔬.txt', randomBytes(200_000)],
  ['grande.txt', randomBytes(30_000_000)],
];

async function frodb(...args: string[]) {
  return frodbWith({}, ...args);
}

async function frodbWith(more: Record<string, string>, ...args: string[]) {
  const child = spawnCommand(['objects', 'move', '--data-dir', dataDir, ...args], { ...env, ...more });
  let [out, err] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (out += chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
  const [code] = (await once(child, 'close')) as [number];
  return { code, out, err };
}

async function expectCleanStores(): Promise<void> {
  const stores = openStores(dataDir);
  expect(await stores.settled()).toEqual([]);
  await stores.close();
}

describe.skipIf(!capabilities.minio)('a folder that began without MinIO', () => {
  test('serves files from plain folders, has them in MinIO at the next start, and stays where it is put', async () => {
    const files = new Map<string, Buffer>();
    let staged = '';
    const first = await live(async ({ ask }) => {
      expect(await ask('GET', '/health/all')).toMatchObject({ status: 'ok', object_store: 'filesystem' });
      await ask('POST', '/collections', docs);
      await ask('POST', '/collections', { ...docs, name: 'none' });
      for (const [name, bytes] of contents) {
        const { id } = await ask('POST', '/collections/docs/records', formOf(name, bytes));
        files.set(String(id), bytes);
      }
      staged = String((await ask('POST', '/files?collection=docs', formOf('s.txt', Buffer.from('s'))))['id']);
    }, withoutMinio);
    expect(first).toBe('filesystem');
    expect(notices).toEqual([expect.stringContaining('plain folders')]);

    const expectFiles = async ({ bytesOf }: Client): Promise<void> => {
      for (const [id, bytes] of files) expect((await bytesOf(id)).equals(bytes)).toBe(true);
    };
    notices = [];
    const second = await live(async (client) => {
      expect(await client.ask('GET', '/health/all')).toMatchObject({ status: 'ok', object_store: 'minio' });
      await expectFiles(client);
      // What waited for a record, and what is deleted, is where it is looked for.
      const taken = { title: 'staged', file: { file_id: staged } };
      files.set(
        String((await client.ask('POST', '/collections/docs/records', taken))['id']),
        Buffer.from('s'),
      );
      const [gone = ''] = files.keys();
      await client.ask('DELETE', `/collections/docs/records/${gone}`);
      files.delete(gone);
      await expectFiles(client);
      await expectCleanStores();
    });
    expect(second).toBe('minio');
    expect(notices.at(-1)).toMatch(/^5 files were moved to MinIO/);
    expect(readdirSync(dataDir).filter((name) => name.startsWith('objects'))).toEqual([]);

    const back = await frodb('--to', 'filesystem', '--json');
    expect(back).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(back.out)).toEqual({
      object_store: 'filesystem',
      buckets: 2,
      objects: 4,
      bytes: expect.any(Number),
      copied: 4,
    });
    expect(readdirSync(dataDir).filter((name) => name.startsWith('minio'))).toEqual([]);
    const third = await live(async (client) => {
      await expectFiles(client);
      await expectCleanStores();
    });
    expect(third).toBe('filesystem');
    const there = await frodb('--to', 'filesystem');
    expect(there).toMatchObject({ code: 0, err: '', out: expect.stringContaining('already') });
    const again = await frodb('--to', 'minio');
    expect(again).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^4 files .* moved to MinIO/),
    });
    expect(await live(expectFiles)).toBe('minio');
  });

  test('keeps what it finds where the copies go, unless a move has put it there', async () => {
    await live(() => Promise.resolve());
    const stray = join(dataDir, 'objects', 'frodb-mine-1', 'k@');
    mkdirSync(stray, { recursive: true });
    writeFileSync(join(stray, 'v-01890000-0000-7000-8000-000000000000'), 'mine');
    const { code, err } = await frodb('--to', 'filesystem');
    expect(code).toBe(0);
    const kept = /kept as (\S+objects\.found-[0-9a-f]{8})/.exec(err)?.[1] ?? '';
    expect(readdirSync(kept)).toEqual(['frodb-mine-1']);
    expect(readdirSync(join(dataDir, 'objects'))).toEqual(['frodb-repository']);
  });
});

describe.skipIf(!capabilities.minio)('a move that does not come to its end', () => {
  test('for want of room has copied nothing, and for Ctrl-C leaves nothing running', async () => {
    await live(async ({ ask }) => {
      await ask('POST', '/collections', docs);
      await ask('POST', '/collections/docs/records', formOf('grande.txt', randomBytes(30_000_000)));
    });
    const noRoom = moveObjects({
      dataDir,
      to: 'filesystem',
      config: loadSettings({ FRODB_MIN_FREE_DISK_MB: '20' }).supervisor,
      isChosen: true,
      getMinio: () => Promise.resolve(engineBinaries().minio),
      loadGateway,
      signal: new AbortController().signal,
      onProgress: (progress) => progress.step === 'notice' && notices.push(progress.message),
      freeDiskMb: () => Promise.resolve(45),
    });
    await expect(noRoom).rejects.toThrow(/takes 49 MB .* and 45 MB are free\. Nothing was moved/);
    expect(processesWith(dataDir)).toEqual([]);

    const child = spawnCommand(['objects', 'move', '--data-dir', dataDir, '--to', 'filesystem'], env);
    let err = '';
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (err += chunk));
    const closed = once(child, 'close') as Promise<[number]>;
    await vi.waitFor(() => expect(processesWith(join(dataDir, 'minio'))).not.toEqual([]), {
      timeout: 20_000,
      interval: 5,
    });
    child.kill('SIGINT');
    expect(await closed).toEqual([1, null]);
    expect(err).toMatch(/^Stopped\. Every file is where it was/);
    expect(processesWith(dataDir)).toEqual([]);
    expect(peekObjectStore(dataDir)).toEqual({ store: 'minio', isChosen: false });
    expect(await frodb('--to', 'filesystem')).toMatchObject({ code: 0, err: '' });
  });
});

describe.skipIf(!capabilities.minio)('a move is refused in words', () => {
  test('while FroDB runs on the folder, for external stores, and where there is no FroDB', async () => {
    await live(async ({ url }) => {
      expect(await frodb('--to', 'filesystem')).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringContaining(url),
      });
    });
    const external = await frodbWith(
      { FRODB_S3_ENDPOINT: 'https://s3.example', FRODB_S3_ACCESS_KEY: 'a', FRODB_S3_SECRET_KEY: 's' },
      '--to',
      'filesystem',
    );
    expect(external).toMatchObject({ code: 1, err: expect.stringMatching(/^Only .*FRODB_S3_ENDPOINT/) });
    const postgres = await frodbWith({ FRODB_POSTGRES_URL: 'postgresql://x/y' }, '--to', 'filesystem');
    expect(postgres).toMatchObject({ code: 1, err: expect.stringContaining('FRODB_POSTGRES_URL') });
    const nowhere = join(dataDir, 'nowhere');
    const none = await frodb('--to', 'minio', '--data-dir', nowhere);
    expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/no FroDB data folder.*--data-dir/) });
    expect(existsSync(nowhere)).toBe(false);
    expect((await frodb('--to', 'elsewhere')).code).toBe(2);
    expect(await live(() => Promise.resolve())).toBe('minio');
  });
});
