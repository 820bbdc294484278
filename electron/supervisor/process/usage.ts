import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { readProcessStat } from './process-identity.ts';

const run = promisify(execFile);

/** Memory of a process group in bytes: shared pages are counted once. Undefined where it can't be told. */
export async function memoryOfGroup(group: number): Promise<number | undefined> {
  if (process.platform === 'linux') {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    const members = pids.filter((pid) => readProcessStat(Number(pid))?.group === group);
    return members.reduce((sum, pid) => sum + proportionalMemory(pid), 0);
  }
  if (process.platform === 'win32') return undefined;
  const { stdout } = await run('ps', ['-o', 'rss=', '-g', String(group)]).catch(() => ({ stdout: '' }));
  return stdout.split('\n').reduce((sum, line) => sum + (Number(line) || 0) * 1024, 0);
}

function proportionalMemory(pid: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

/** Bytes that a folder takes on disk. What vanishes while it is counted is left out. */
export async function diskOfFolder(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  let bytes = 0;
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const found = await stat(join(entry.parentPath, entry.name)).catch(() => null);
    if (found !== null) bytes += found.blocks * 512;
  }
  return bytes;
}
