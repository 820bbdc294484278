import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for a condition and never for a time; fails naming it when it does not come true. */
export async function until(
  isTrue: () => boolean | Promise<boolean>,
  what: string,
  seconds = 20,
): Promise<void> {
  const deadline = Date.now() + seconds * 1_000;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain for ${what}`);
    await sleep(20);
  }
}

interface ProcessStat {
  pid: number;
  /** `T`: stopped by a signal. */
  state: string;
  parent: number;
}

/** As /proc says (Linux only); null when it is gone. */
export function statOf(pid: number): ProcessStat | null {
  try {
    // The name in brackets may hold anything, so what counts begins after its end.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, state, parent: Number(parent) };
  } catch {
    return null;
  }
}

/** A process with all that it started, itself first: Postgres puts each backend into a group of its own. */
function familyOf(pid: number): number[] {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => statOf(Number(name)) ?? []);
  const family = [pid];
  for (const member of family) {
    family.push(...all.filter(({ parent }) => parent === member).map((child) => child.pid));
  }
  return family;
}

/** Ends a process and all that it started, at once and without a goodbye. */
export function killFamily(pid: number): void {
  // Stopped first, so that none of them starts another meanwhile.
  for (const member of familyOf(pid)) signal(member, 'SIGSTOP');
  for (const member of familyOf(pid)) signal(member, 'SIGKILL');
}

function signal(pid: number, name: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended meanwhile.
  }
}

/** Stops a process, and its children after it so that it has no more; returns what wakes them. */
export function freeze(pid: number, extent: 'alone' | 'with its children'): () => void {
  signal(pid, 'SIGSTOP');
  const family = extent === 'alone' ? [pid] : familyOf(pid);
  for (const member of family) signal(member, 'SIGSTOP');
  return () => {
    for (const member of family.toReversed()) signal(member, 'SIGCONT');
  };
}
