import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { systemCode } from '../supervisor-error.ts';

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

/** How a system tells of its processes; tests give another one. */
export interface ProcessTable {
  platform: NodeJS.Platform;
  stat(pid: number): ProcessStat | null;
  bootId(): string;
  /** What `ps` says of a process; empty when there is none or it can't be asked. */
  ps(pid: number): string;
  /** Throws as `process.kill(pid, 0)` does. */
  signalNothing(pid: number): void;
}

const thisSystem: ProcessTable = {
  platform: process.platform,
  stat: readProcessStat,
  bootId: readBootId,
  ps: askPs,
  signalNothing: (pid) => process.kill(pid, 0),
};

/**
 * A string that names one process for ever: its start time, with the boot on Linux, where start times count
 * from. Null when no such process runs (a zombie counts as gone) or nothing may be read of it, as on Windows,
 * where start times are slow to get. Compare it before a signal is sent to a pid that was read from a file: the
 * number may belong to somebody else by now.
 */
export function processIdentity(pid: number, system: ProcessTable = thisSystem): string | null {
  if (!Number.isSafeInteger(pid) || pid <= 1 || system.platform === 'win32') return null;
  if (system.platform === 'linux') {
    const stat = system.stat(pid);
    return stat === null || isDeadState(stat.state) ? null : `${stat.startTicks}@${system.bootId()}`;
  }
  const line = system.ps(pid);
  return line === '' || isDeadState(line[0]) ? null : line.replace(/^\S+\s+/, '');
}

/**
 * Whether the process that was named so may still run: the other way round than `processIdentity`, for what must
 * not be taken from a living one. Only a number that nobody has, another start time or another boot proves its
 * end; a process of which nothing may be read (of another user, say) counts as running.
 */
export function mayStillRun(pid: number, identity: string, system: ProcessTable = thisSystem): boolean {
  const now = processIdentity(pid, system);
  if (now !== null) return now === identity;
  if (!isTaken(pid, system)) return false;
  const boot = identity.split('@')[1];
  return system.platform !== 'linux' || boot === undefined || boot === system.bootId();
}

function isTaken(pid: number, system: ProcessTable): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 1) return false;
  const state = system.platform === 'linux' ? system.stat(pid)?.state : system.ps(pid)[0];
  if (isDeadState(state)) return false;
  try {
    system.signalNothing(pid);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ESRCH';
  }
}

/** Zombies and what is just being taken away. */
function isDeadState(state: string | undefined): boolean {
  return state === 'Z' || state === 'X';
}

/** Quick enough to be asked several times a second, unlike its identity; a pid that was reused looks alive. */
export function isRunning(pid: number): boolean {
  return isTaken(pid, thisSystem);
}

/** Who started a process, or took it over since; undefined where that can't be told. */
export function parentOf(pid: number): number | undefined {
  if (process.platform === 'linux') return readProcessStat(pid)?.parent;
  if (process.platform === 'win32') return undefined;
  const parent = Number(psColumns(pid, 'ppid='));
  return parent > 0 ? parent : undefined;
}

/** Its process group; undefined where there are none. */
export function groupOf(pid: number): number | undefined {
  if (process.platform === 'linux') return readProcessStat(pid)?.group;
  return process.platform === 'win32' ? undefined : Number(psColumns(pid, 'pgid='));
}

function askPs(pid: number): string {
  return psColumns(pid, 'state=,lstart=');
}

function psColumns(pid: number, columns: string): string {
  try {
    return execFileSync('ps', ['-o', columns, '-p', String(pid)], {
      encoding: 'utf8',
      env: { PATH: '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}

/** The command line of a process; empty when it is gone or nothing may be read of it. */
export function commandLine(pid: number): string {
  if (process.platform === 'win32') return '';
  if (process.platform !== 'linux') return psColumns(pid, 'command=');
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}
