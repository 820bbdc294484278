import { FrodbRun } from './frodb-run.ts';
import { loadGateway } from './load-gateway.ts';
import { cacheDir } from './paths.ts';
import { RunLog } from './run-log.ts';
import type { EngineBinaries } from './supervisor/supervisor.ts';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Runs FroDB on a data folder for as long as a command needs it; Ctrl-C in between, or the end of
 * whoever started the command, stops it in order as well, which `interrupted` tells.
 */
export async function startForCommand(
  env: Env,
  dataDir: string,
  binaries: EngineBinaries,
  starterGone: AbortSignal,
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
  const interrupt = (): void => {
    if (interrupting.signal.aborted) return;
    interrupting.abort();
    void close().finally(() => process.exit(1));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupt);
  starterGone.addEventListener('abort', interrupt);
  const { url } = await run.start();
  return { url, interrupted: interrupting.signal, close };
}
