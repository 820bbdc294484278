import { FrodbRun } from './frodb-run.ts';
import { loadGateway } from './load-gateway.ts';
import { cacheDir } from './paths.ts';
import { RunLog } from './run-log.ts';
import type { EngineBinaries } from './supervisor/supervisor.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Runs FroDB on a data folder for as long as a command needs it; Ctrl-C in between stops it in order as well, which
 * `interrupted` tells.
 */
export async function startForCommand(
  env: Env,
  dataDir: string,
  binaries: EngineBinaries,
): Promise<{ url: string; interrupted: AbortSignal; close(): Promise<void> }> {
  const log = new RunLog(undefined);
  const run = new FrodbRun({
    env,
    dataDir,
    cacheDir: cacheDir(env),
    binaries,
    loadGateway,
    openLog: (folder) => log.open(folder),
    onEvent: (event) => log.add('info', event),
  });
  const close = async (): Promise<void> => {
    await run.stop();
    await log.close();
  };
  const interrupting = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      interrupting.abort();
      void close().finally(() => process.exit(1));
    });
  }
  const { url } = await run.start();
  return { url, interrupted: interrupting.signal, close };
}
