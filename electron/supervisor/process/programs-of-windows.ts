import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Where Windows is installed: seldom elsewhere than C:\\Windows, but sometimes. */
// oxlint-disable-next-line node/no-process-env
export function systemRoot(env: Readonly<Record<string, string | undefined>> = process.env): string {
  return env['SystemRoot'] ?? env['SYSTEMROOT'] ?? env['windir'] ?? 'C:\\Windows';
}

/** Runs a program of Windows itself; gives what it wrote, or null when it failed. Tests give their own. */
export type RunOfWindows = (program: string, args: string[]) => string | null;

export const runOfWindows: RunOfWindows = (program, args) => {
  const path = join(systemRoot(), 'System32', `${program}.exe`);
  const { status, stdout } = spawnSync(path, args, { encoding: 'utf8', windowsHide: true });
  return status === 0 ? stdout : null;
};
