import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { peekObjectStore } from './data-folder.ts';
import type { EngineName } from './engine.ts';
import { Supervisor, type SupervisorProgress } from './supervisor.ts';

const allExternal = ['postgres', 'qdrant', 'minio'] as const;

let dataDir: string;
let events: SupervisorProgress[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'frodb-supervisor-'));
  events = [];
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function supervisorWith(
  external: readonly EngineName[],
  freeDiskMb = () => 1_000,
  { platform = process.platform, minio = '/nowhere' } = {},
): Supervisor {
  return new Supervisor({
    dataDir,
    cacheDir: dataDir,
    platform,
    binaries: { postgres: '/nowhere', qdrant: '/nowhere', minio },
    config: { external, minFreeDiskMb: 256, engineReadySeconds: 120 },
    onProgress: (event) => events.push(event),
    freeDiskMb: () => Promise.resolve(freeDiskMb()),
    times: { diskCheckMs: 5 },
  });
}

describe('Supervisor with external engines', () => {
  test('starts none', async () => {
    const supervisor = supervisorWith(allExternal);
    expect((await supervisor.start()).ports).toEqual(new Map());
    for (const name of allExternal) expect(supervisor.engine(name)).toBeUndefined();
    await expect(supervisor.restart('minio')).rejects.toThrow('not run by FroDB');
    await Promise.all([supervisor.stop(), supervisor.stop()]);
    expect(readdirSync(dataDir)).not.toContain('frodb.lock');
  });

  test('an external Postgres never goes with the filesystem store', async () => {
    const supervisor = supervisorWith(['postgres', 'qdrant']);
    await expect(supervisor.start()).rejects.toThrow('FRODB_S3_ENDPOINT');
    expect(readdirSync(dataDir)).not.toContain('frodb.lock');
  });

  test.each([
    ['linux', 'minio'],
    ['darwin', 'minio'],
    ['win32', 'filesystem'],
  ] as const)('on %s a fresh folder keeps files in %s where MinIO is there', async (platform, store) => {
    const supervisor = supervisorWith([], () => 1_000, { platform, minio: process.execPath });
    const { ports } = await supervisor.launch();
    expect(ports.has('minio')).toBe(store === 'minio');
    await supervisor.stop();
    expect(peekObjectStore(dataDir)).toEqual({ store, isChosen: false });
  });

  test('a disk that fills up while it runs is told once each time', async () => {
    let free = 1_000;
    const supervisor = supervisorWith(allExternal, () => free);
    await supervisor.start();
    for (const round of [1, 2]) {
      free = 3;
      await vi.waitFor(() => expect(events).toHaveLength(round));
      const event = events.at(-1);
      expect(event?.step === 'notice' ? event.message : '').toMatch(/3 MB are free.*FRODB_MIN_FREE_DISK_MB/);
      free = 1_000;
      await vi.waitFor(() => expect(supervisor.isDiskLow).toBe(false));
    }
    await supervisor.stop();
  });
});
