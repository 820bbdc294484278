import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The platform whose engines a machine runs. Windows on ARM runs those of x64 by its own emulation. */
export function enginesPlatform(platform: string, arch: string): string {
  return platform === 'win32' && arch === 'arm64' ? 'win32-x64' : `${platform}-${arch}`;
}

/** One of the links that Postgres' package lists, since npm packages hold none. Paths begin with `native/`. */
export interface PackageLink {
  source: string;
  target: string;
}

/** The links that belong into a Postgres folder, none where its package lists none; null for a damaged list. */
export function readLinks(folder: string): PackageLink[] | null {
  const file = join(folder, 'pg-symlinks.json');
  if (!existsSync(file)) return [];
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PackageLink[];
  } catch {
    return null;
  }
}

/** Where a path of that list is in the folder. */
export function linkPath(folder: string, path: string): string {
  return join(folder, path.replace(/^native\//, ''));
}

/** Whether this may be run as a program: folders that were copied by way of a stick lose the right to. */
export function isRunnable(program: string): boolean {
  try {
    accessSync(program, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Whether a Postgres folder still has its programs and its links, without which the programs find no libraries. */
export function isWholePostgres(folder: string, suffix: string): boolean {
  const programs = ['postgres', 'initdb', 'pg_ctl'].map((name) => join(folder, 'bin', name + suffix));
  if (!programs.every(isRunnable)) return false;
  // Windows' libraries have no versions in their names, and so no links.
  if (suffix !== '') return true;
  return readLinks(folder)?.every(({ target }) => existsSync(linkPath(folder, target))) ?? false;
}
