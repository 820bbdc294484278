import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** Sends a signal to an engine's whole process group; false when nothing of it is left. */
export function signalGroup(pid: number, signal: StopSignal | 'SIGKILL'): boolean {
  if (process.platform === 'win32') {
    // Not run. Windows has no groups and no signals: the tree is ended, gently first.
    const force = signal === 'SIGKILL' ? ['/F'] : [];
    spawn('taskkill', ['/PID', String(pid), '/T', ...force], { stdio: 'ignore' }).on('error', () => {});
    return true;
  }
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
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
