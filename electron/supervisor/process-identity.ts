import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process as /proc tells it: `kill(pid, 0)` also succeeds on zombies, so the state is read. */
export interface ProcessStat {
  state: string;
  group: number;
  /** Start time in clock ticks since boot. */
  startTicks: string;
}

/** Reads /proc/PID/stat (Linux); null when there is no such process. */
export function readProcessStat(pid: number): ProcessStat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null;
  }
  // The command name may hold spaces and brackets: everything after the last ")" is plain.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, , group] = fields;
  const startTicks = fields[19];
  if (state === undefined || group === undefined || startTicks === undefined) return null;
  return { state, group: Number(group), startTicks };
}

let bootId: string | undefined;

function readBootId(): string {
  if (bootId === undefined) {
    try {
      bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    } catch {
      bootId = 'unknown';
    }
  }
  return bootId;
}

/**
 * A string that names one process for ever: its start time, with the boot on Linux, where start times count
 * from. Null when no such process runs (a zombie counts as gone). Compare it before a signal is sent to a pid
 * that was read from a file: the number may belong to somebody else by now.
 */
export function processIdentity(pid: number): string | null {
  if (!Number.isSafeInteger(pid) || pid <= 1) return null;
  if (process.platform === 'linux') {
    const stat = readProcessStat(pid);
    if (stat === null || stat.state === 'Z' || stat.state === 'X') return null;
    return `${stat.startTicks}@${readBootId()}`;
  }
  if (process.platform === 'win32') {
    // Not run. Start times are slow to get there, so a pid that was reused looks alive.
    return isSignalable(pid) ? 'running' : null;
  }
  return identityFromPs(pid);
}

function identityFromPs(pid: number): string | null {
  try {
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    if (line === '' || line.startsWith('Z')) return null;
    return line.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}

function isSignalable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** The command line of a process; empty when it is gone or nothing may be read of it. */
export function commandLine(pid: number): string {
  try {
    if (process.platform === 'linux') {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    }
    if (process.platform === 'win32') return '';
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: '/bin:/usr/bin' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}
