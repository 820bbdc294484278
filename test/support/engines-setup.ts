import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { ensureEngines } from '../../build/engines/index.ts';
import { connectionsOf } from '../../electron/host/connections.ts';
import { binariesOf } from '../../electron/host/get-engines.ts';
import { loadSettings } from '../../electron/host/settings.ts';
import { appRoot, cacheDir } from '../../electron/paths.ts';
import { Supervisor } from '../../electron/supervisor/supervisor.ts';
import type { Connections } from '../../gateway/index.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the engines of this test run are. */
    engines: Connections;
  }
}

/**
 * Starts the three engines once for a test run, by the very supervisor that ships, in a folder of its own. Its
 * watchdog ends them when the run is killed. Files get them with `testEngines()` of `./engines.ts`.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'frodb-test-'));
  const supervisor = new Supervisor({
    dataDir,
    cacheDir: cacheDir(process.env),
    binaries: binariesOf(await ensureEngines({ dir: join(appRoot(), 'resources', 'bin'), env: process.env })),
    config: { external: [], minFreeDiskMb: 50, engineReadySeconds: 60 },
    onProgress: (progress) => {
      if (progress.step === 'notice') console.warn(progress.message);
    },
  });
  try {
    const { external } = loadSettings({}).gateway;
    project.provide('engines', connectionsOf(external, await supervisor.start()));
  } catch (error) {
    for (const name of ['postgres', 'qdrant', 'minio'] as const) {
      for (const { text } of supervisor.engine(name)?.log.page(0).lines.slice(-50) ?? [])
        console.error(`${name}: ${text}`);
    }
    await supervisor.stop();
    throw error;
  }
  return async () => {
    await supervisor.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
