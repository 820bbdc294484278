import { Ending } from '../host/lifecycle.ts';
import { RunLog } from '../host/log.ts';
import { FrodbRun, type RunOptions } from '../host/run.ts';
import type { Connection } from './connect.ts';

/**
 * Runs FroDB for as long as a command needs it; Ctrl-C in between, or the end of whoever started the command, stops it
 * in order as well, which `interrupted` tells.
 */
export async function startForCommand(
  options: Pick<RunOptions, 'settings' | 'binaries'>,
  starterGone: AbortSignal,
): Promise<Omit<Connection, 'key'>> {
  const log = new RunLog();
  const run = new FrodbRun({ ...options, log });
  const close = async (): Promise<void> => {
    await run.stop();
    await log.close();
  };
  const ending = new Ending(starterGone);
  void ending.begun.then(close).finally(() => process.exit(1));
  const { url } = await run.start();
  return { url, interrupted: ending.signal, close };
}
