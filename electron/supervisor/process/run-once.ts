import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineLog } from './engine-log.ts';
import { explainExit } from './exit-codes.ts';
import { signalChild } from './process-group.ts';
import { type Launch, spawnGated } from './spawn-gated.ts';
import { SupervisorError } from '../supervisor-error.ts';
import type { Watchdog } from './watchdog.ts';

export interface OneRun {
  launch: Launch;
  what: string;
  log: EngineLog;
  watchdog: Watchdog;
  stop: AbortSignal;
  timeoutMs: number;
}

/** Runs a helper program to its end under the watchdog. Rejects with its last lines when it fails or is stopped. */
export async function runOnce({ launch, what, log, watchdog, stop, timeoutMs }: OneRun): Promise<void> {
  const gated = spawnGated(launch);
  const { child } = gated;
  log.follow(gated.stdout);
  log.follow(gated.stderr);
  const pid = child.pid;
  const over = new AbortController();
  const exit = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(signal ?? `code ${code ?? 0}`));
  });
  if (pid !== undefined) watchdog.add(pid, 'SIGTERM');
  gated.open();
  const giveUp = (): void => signalChild(child, 'SIGKILL');
  stop.addEventListener('abort', giveUp, { once: true });
  if (stop.aborted) giveUp();
  void sleep(timeoutMs, undefined, { signal: over.signal }).then(giveUp, () => {});
  const how = await exit;
  over.abort();
  stop.removeEventListener('abort', giveUp);
  if (pid !== undefined) watchdog.remove(pid);
  if (how === 'code 0') return;
  const why = explainExit(how);
  const reason = `${what} failed (${how})${why === null ? '.' : `: ${why}`}`;
  throw new SupervisorError('engine_failed', reason, { lines: log.last(50) });
}
