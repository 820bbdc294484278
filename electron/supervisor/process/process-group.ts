import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Sends a signal to an engine's whole process group; false when nothing of it is left. Windows has no groups. */
export function signalGroup(pid: number, signal: StopSignal | 'SIGKILL'): boolean {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * Signals a child of ours with all that it started. On Windows, which knows no signals, it is ended at once, by
 * its handle: that names no stranger when the child is gone already and its number was given to another process.
 */
export function signalChild(
  child: Pick<ChildProcess, 'pid' | 'kill'>,
  signal: StopSignal | 'SIGKILL',
  platform: NodeJS.Platform = process.platform,
): void {
  if (platform === 'win32') child.kill(signal);
  else if (child.pid !== undefined) signalGroup(child.pid, signal);
}

/** Asks a process that is not our child to stop, waits, then kills its group. Does nothing if the pid was reused. */
export async function stopForeignGroup(
  pid: number,
  identity: string,
  signal: StopSignal,
  waitMs: number,
): Promise<void> {
  if (processIdentity(pid) !== identity) return;
  signalGroup(pid, signal);
  const deadline = performance.now() + waitMs;
  while (performance.now() < deadline) {
    await sleep(20);
    if (processIdentity(pid) !== identity) return;
  }
  signalGroup(pid, 'SIGKILL');
  while (processIdentity(pid) === identity && performance.now() < deadline + 1_000) await sleep(20);
}
