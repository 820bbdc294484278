import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { externalEngines } from '../../test/support/external-engines.ts';
import { loadSupervisorConfig } from './config.ts';
import { peekObjectStore } from './data-folder.ts';
import { Supervisor, type SupervisorEvent } from './supervisor.ts';

let dataDir: string;
let events: SupervisorEvent[];

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'frodb-supervisor-'));
  events = [];
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function supervisorWith(
  env: Record<string, string>,
  freeDiskMb = () => 1_000,
  { platform = process.platform, minio = '/nowhere' } = {},
): Supervisor {
  return new Supervisor({
    dataDir,
    cacheDir: dataDir,
    platform,
    binaries: { postgres: '/nowhere', qdrant: '/nowhere', minio },
    config: loadSupervisorConfig(env),
    onEvent: (event) => events.push(event),
    freeDiskMb: () => Promise.resolve(freeDiskMb()),
    times: { diskCheckMs: 5 },
  });
}

describe('Supervisor with external engines', () => {
  test('starts none, and hands their addresses on', async () => {
    const supervisor = supervisorWith(externalEngines);
    expect(await supervisor.start()).toEqual({
      postgresUrl: externalEngines.FRODB_POSTGRES_URL,
      qdrantUrl: externalEngines.FRODB_QDRANT_URL,
      objects: {
        kind: 's3',
        endpoint: 'https://s3.example',
        accessKey: 'a',
        secretKey: 's',
        region: 'us-east-1',
      },
    });
    expect(supervisor.list()).toEqual([
      { name: 'postgres', managed: false, state: 'ready' },
      { name: 'qdrant', managed: false, state: 'ready' },
      { name: 'minio', managed: false, state: 'ready' },
    ]);
    expect(supervisor.logs('minio', 0)).toEqual({ lines: [], next: 0 });
    await expect(supervisor.restart('minio')).rejects.toThrow('not run by FroDB');
    await Promise.all([supervisor.stop(), supervisor.stop()]);
    expect(readdirSync(dataDir)).not.toContain('frodb.lock');
  });

  test('an external Postgres never goes with the filesystem store', async () => {
    const supervisor = supervisorWith({ ...externalEngines, FRODB_S3_ENDPOINT: '' });
    await expect(supervisor.start()).rejects.toThrow('FRODB_S3_ENDPOINT');
    expect(readdirSync(dataDir)).not.toContain('frodb.lock');
  });

  test.each([
    ['linux', 'minio'],
    ['darwin', 'minio'],
    ['win32', 'filesystem'],
  ] as const)('on %s a fresh folder keeps files in %s where MinIO is there', async (platform, store) => {
    const supervisor = supervisorWith({}, () => 1_000, { platform, minio: process.execPath });
    const connections = await supervisor.launch();
    expect(connections.objects.kind).toBe(store);
    await supervisor.stop();
    expect(peekObjectStore(dataDir)).toEqual({ store, isChosen: false });
  });

  test('a disk that fills up while it runs is told once each time', async () => {
    let free = 1_000;
    const supervisor = supervisorWith(externalEngines, () => free);
    await supervisor.start();
    for (const round of [1, 2]) {
      free = 3;
      await vi.waitFor(() => expect(events).toHaveLength(round));
      const event = events.at(-1);
      expect(event?.event === 'notice' ? event.message : '').toMatch(/3 MB are free.*FRODB_MIN_FREE_DISK_MB/);
      free = 1_000;
      await vi.waitFor(() => expect(supervisor.isDiskLow).toBe(false));
    }
    await supervisor.stop();
  });
});

describe('loadSupervisorConfig', () => {
  test('names all that is wrong at once', () => {
    const env = {
      FRODB_MIN_FREE_DISK_MB: 'much',
      FRODB_ENGINE_READY_SECONDS: '-1',
      FRODB_S3_ENDPOINT: 'http://x',
    };
    expect(() => loadSupervisorConfig(env)).toThrow(
      /FRODB_MIN_FREE_DISK_MB.*FRODB_ENGINE_READY_SECONDS.*FRODB_S3_ACCESS_KEY/,
    );
  });
});
