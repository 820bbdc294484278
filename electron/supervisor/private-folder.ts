import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { systemRoot } from './engine.ts';

/** Runs a program of Windows; gives what it wrote, or null when it failed. */
type Run = (program: string, args: string[]) => string | null;

function runSystemProgram(program: string, args: string[]): string | null {
  const path = join(systemRoot(), 'System32', `${program}.exe`);
  const { status, stdout } = spawnSync(path, args, { encoding: 'utf8', windowsHide: true });
  return status === 0 ? stdout : null;
}

/**
 * Closes a new folder to other users, with all that will be in it: passwords and keys too. On Windows, where modes
 * say nothing and folders outside of the user's own are often everybody's, by its list of rights: the user, the
 * system and administrators. False when it could not be done.
 */
export function closeToOthers(
  folder: string,
  platform: NodeJS.Platform = process.platform,
  run: Run = runSystemProgram,
): boolean {
  if (platform !== 'win32') {
    chmodSync(folder, 0o700);
    return true;
  }
  // By number: names are of the system's language, and may be there twice, of the machine and of a domain.
  const user = /S-1-[\d-]+/.exec(run('whoami', ['/user', '/fo', 'csv', '/nh']) ?? '')?.[0];
  if (user === undefined) return false;
  const [system, administrators] = ['S-1-5-18', 'S-1-5-32-544'];
  const rights = [user, system, administrators].flatMap((who) => ['/grant:r', `*${who}:(OI)(CI)F`]);
  return run('icacls', [folder, '/inheritance:r', ...rights, '/q']) !== null;
}
