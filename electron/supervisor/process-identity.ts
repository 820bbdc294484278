import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { systemCode } from './supervisor-error.ts';

/** A process as /proc tells it: `kill(pid, 0)` also succeeds on zombies, so the state is read. */
export interface ProcessStat {
  state: string;
  parent: number;
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
  const [state, parent, group] = fields;
  const startTicks = fields[19];
  if (state === undefined || group === undefined || startTicks === undefined) return null;
  return { state, parent: Number(parent), group: Number(group), startTicks };
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
    if (stat === null || isDead(stat)) return null;
    return `${stat.startTicks}@${readBootId()}`;
  }
  if (process.platform === 'win32') {
    // Not run. Start times are slow to get there, so a pid that was reused looks alive.
    return isSignalable(pid) ? 'running' : null;
  }
  return identityFromPs(pid);
}

/** Ended, and not yet waited for by its parent. */
function isDead({ state }: ProcessStat): boolean {
  return state === 'Z' || state === 'X';
}

/** Quick enough to be asked several times a second, unlike its identity; a pid that was reused looks alive. */
export function isRunning(pid: number): boolean {
  if (process.platform !== 'linux') return isSignalable(pid);
  const stat = readProcessStat(pid);
  return stat !== null && !isDead(stat);
}

/** Who started a process, or took it over since; undefined where that can't be told. */
export function parentOf(pid: number): number | undefined {
  if (process.platform === 'linux') return readProcessStat(pid)?.parent;
  if (process.platform === 'win32') return undefined;
  const parent = Number(psColumn(pid, 'ppid='));
  return parent > 0 ? parent : undefined;
}

/** Its process group; undefined where there are none. */
export function groupOf(pid: number): number | undefined {
  if (process.platform === 'linux') return readProcessStat(pid)?.group;
  return process.platform === 'win32' ? undefined : Number(psColumn(pid, 'pgid='));
}

function identityFromPs(pid: number): string | null {
  const line = psColumn(pid, 'state=,lstart=');
  if (line === '' || line.startsWith('Z')) return null;
  return line.replace(/^\S+\s+/, '');
}

/** What `ps` says of a process; empty when it is gone. */
function psColumn(pid: number, column: string): string {
  try {
    return execFileSync('ps', ['-o', column, '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}

function isSignalable(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's, which may not be signalled, runs.
    return systemCode(error) === 'EPERM';
  }
}

/** The command line of a process; empty when it is gone or nothing may be read of it. */
export function commandLine(pid: number): string {
  if (process.platform === 'win32') return '';
  if (process.platform !== 'linux') return psColumn(pid, 'command=');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}
