import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Supervisor } from '../supervisor/supervisor.ts';
import { enginesPort } from './engines-port.ts';

test('engines that are not ours are ready, have no log, and are not restarted', async () => {
  const supervisor = new Supervisor({
    dataDir: join(tmpdir(), 'never-made'),
    cacheDir: tmpdir(),
    binaries: { postgres: '/nowhere', qdrant: '/nowhere', minio: '/nowhere' },
    config: { external: ['postgres', 'qdrant', 'minio'], minFreeDiskMb: 1, engineReadySeconds: 1 },
    onProgress: () => {},
  });
  const engines = enginesPort(supervisor);
  expect(engines.list()).toEqual([
    { name: 'postgres', managed: false, state: 'ready' },
    { name: 'qdrant', managed: false, state: 'ready' },
    { name: 'minio', managed: false, state: 'ready' },
  ]);
  expect(engines.logs('minio', 0)).toEqual({ lines: [], next: 0 });
  await expect(engines.restart('minio')).rejects.toThrow('not run by FroDB');
});
