import { chmodSync } from 'node:fs';
import { type RunOfWindows, runOfWindows } from '../process/programs-of-windows.ts';

/**
 * Closes a new folder to other users, with all that will be in it: passwords and keys too. On Windows, where modes
 * say nothing and folders outside of the user's own are often everybody's, by its list of rights: the user, the
 * system and administrators. False when it could not be done.
 */
export function closeToOthers(
  folder: string,
  platform: NodeJS.Platform = process.platform,
  run: RunOfWindows = runOfWindows,
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
