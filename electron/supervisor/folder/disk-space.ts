import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { SupervisorError } from '../supervisor-error.ts';

const megabyte = 1024 * 1024;

/** The folder itself or, while it is not there, the nearest one above it that is. */
export function nearestExisting(path: string): string {
  let folder = path;
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  return folder;
}

/** Megabytes an ordinary user may still write where `path` lies or will lie. */
export async function freeMegabytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(nearestExisting(path));
  return Math.floor((bavail * bsize) / megabyte);
}

/** What to tell when so few megabytes are free, fewer than `minimum`. */
export function lowDiskNotice(path: string, free: number, minimum: number): string {
  return (
    `The disk that holds ${path} is full: ${free} MB are free, FroDB wants at least ${minimum} MB. ` +
    'Free some space, choose a data folder on another disk (--data-dir), or lower the limit (FRODB_MIN_FREE_DISK_MB).'
  );
}

export async function requireDiskSpace(path: string, minimum: number): Promise<void> {
  const free = await freeMegabytes(path);
  if (free < minimum) throw new SupervisorError('disk_full', lowDiskNotice(path, free, minimum));
}
