import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { peekObjectStore } from './folder/data-folder.ts';
import type { EngineName } from './engines/engine.ts';
import { Supervisor } from './supervisor.ts';

const allExternal = ['postgres', 'qdrant', 'minio'] as const;

let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'frodb-supervisor-'));
});

afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function supervisorWith(
  external: readonly EngineName[],
  { platform = process.platform, minio = '/nowhere' } = {},
): Supervisor {
  return new Supervisor({
    dataDir,
    cacheDir: dataDir,
    platform,
    binaries: { postgres: '/nowhere', qdrant: '/nowhere', minio },
    config: { external, minFreeDiskMb: 1, engineReadySeconds: 120 },
    onProgress: () => {},
  });
}

describe('Supervisor with external engines', () => {
  test('starts no engine', async () => {
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
    const supervisor = supervisorWith([], { platform, minio: process.execPath });
    const { ports } = await supervisor.launch();
    expect(ports.has('minio')).toBe(store === 'minio');
    await supervisor.stop();
    expect(peekObjectStore(dataDir)).toEqual({ store, isChosen: false });
  });
});
