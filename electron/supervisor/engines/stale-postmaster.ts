import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { stopForeignGroup } from '../process/process-group.ts';
import { commandLine, mayStillRun, processIdentity } from '../process/process-identity.ts';
import { SupervisorError, systemCode } from '../supervisor-error.ts';

/** What Postgres writes of itself into its folder. */
export interface Postmaster {
  pid: number;
  /** As it was given to it. */
  folder: string;
  isReady: boolean;
}

/** Null when there is no such file, or an empty or damaged one as after a power cut. */
export function readPostmaster(folder: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(fileOf(folder), 'utf8').split('\n');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  // What pg_ctl looks at: it writes "ready" on the eighth line when it takes connections.
  return { pid, folder: lines[1] ?? '', isReady: lines[7]?.trim() === 'ready' };
}

/**
 * A postmaster.pid that a killed Postgres left behind keeps the next one from starting as soon as its pid is used
 * by anybody. We hold the folder's lock, so whoever has that pid is a leftover of ours, which is stopped, or a
 * stranger, who is left alone. Where it can't be told the file stays: Postgres looks closer itself.
 */
export async function clearStalePostmaster(folder: string): Promise<void> {
  const found = readPostmaster(folder);
  if (found !== null) {
    const identity = processIdentity(found.pid);
    if (identity === null && mayStillRun(found.pid, '')) return;
    if (identity !== null && isPostgresOf(folder, found)) {
      await stopForeignGroup(found.pid, identity, 'SIGINT', 2_000);
      if (mayStillRun(found.pid, identity)) {
        throw new SupervisorError(
          'engine_failed',
          `A Postgres of an earlier start (process ${found.pid}) still runs on ${folder} and can't be stopped. End it, then start FroDB again.`,
        );
      }
    }
  }
  rmSync(fileOf(folder), { force: true });
}

/** Whether that process is a Postgres on this very folder: a copied folder's file names the one it was copied from. */
function isPostgresOf(folder: string, { pid, folder: said }: Postmaster): boolean {
  if (!`${commandLine(pid)} `.includes(`-D ${said} `)) return false;
  try {
    return realpathSync(said) === realpathSync(folder);
  } catch {
    return false;
  }
}

function fileOf(folder: string): string {
  return join(folder, 'postmaster.pid');
}
