import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { unavailable } from '../errors.ts';
import { errorCode } from './engine-errors.ts';
import { fullDisk, fullEngine } from './full-disk.ts';
import { Meter } from './metered.ts';
import { MissingContainerError } from './missing-container.ts';
import { folderKey, isPartOfKey, keyFolders } from './object-paths.ts';
import type { PutOptions } from './objects.ts';

/** The file is on disk, whole, when this resolves. */
export async function writeDurably(
  path: string,
  body: Readable,
  { size, signal }: PutOptions,
): Promise<{ size: number; sha256: string }> {
  const file = await open(path, 'wx', 0o600);
  try {
    const meter = new Meter(size);
    await pipeline(body, meter, (chunks) => writeFile(file, chunks), signal ? { signal } : {});
    signal?.throwIfAborted();
    await file.sync();
    return meter.sums();
  } finally {
    await file.close();
  }
}

/** Makes what is missing below the bucket's folder, never that itself: a dropped bucket stays dropped. */
export async function makeKeyFolder(root: string, bucket: string, key: string): Promise<string> {
  let folder = root;
  for (const name of keyFolders(key)) {
    const parent = folder;
    folder = join(parent, name);
    try {
      await mkdir(folder, { mode: 0o700 });
    } catch (error) {
      if (errorCode(error) === 'ENOENT') throw new MissingContainerError('filesystem', bucket, error);
      if (errorCode(error) !== 'EEXIST') throw error;
    }
    // Also one that was there: whoever made it just now may not have come so far yet.
    await syncFolder(parent);
  }
  return folder;
}

export async function removeUpload(root: string, folder: string, upload: string): Promise<void> {
  try {
    await unlink(upload);
    await removeEmptyFolders(root, folder);
  } catch {
    // The caller's failure says more; what stays is an unfinished upload of this key, deleted with it.
  }
}

/** From the key's folder up to the bucket's, as far as they are empty. */
export async function removeEmptyFolders(root: string, from: string): Promise<void> {
  for (let folder = from; folder !== root; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') continue;
      if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(errorCode(error) ?? '')) return;
      throw error;
    }
  }
}

export async function* keysBelow(
  root: string,
  above: string[] = [],
): AsyncGenerator<{ key: string; folder: string; files: string[] }> {
  for (const { name } of await foldersIn(root)) {
    if (!isPartOfKey(name)) continue;
    const folder = join(root, name);
    const key = folderKey([...above, name]);
    if (key !== null) yield { key, folder, files: (await namesIn(folder)).sort() };
    else yield* keysBelow(folder, [...above, name]);
  }
}

export async function foldersIn(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    ignoreMissing(error);
    return [];
  });
  return entries.filter((entry) => entry.isDirectory());
}

export async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: unknown) => {
    ignoreMissing(error);
    return [];
  });
}

export async function exists(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    return true;
  } catch (error) {
    ignoreMissing(error);
    return false;
  }
}

/** A new name is on disk only when its folder is. Windows has no way to ask for that, and needs none. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export function ignoreMissing(error: unknown): void {
  if (errorCode(error) !== 'ENOENT') throw error;
}

const diskReasons: Record<string, string> = {
  EROFS: 'its folder is read-only',
  EACCES: 'its folder can not be written',
  EPERM: 'its folder can not be written',
  EIO: 'its disk fails',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** Errors of the disk become `disk_full` or `unavailable`, as an engine's do. */
export function guarded<A extends unknown[], R>(
  call: (...given: A) => Promise<R>,
): (...given: A) => Promise<R> {
  return async (...given) => {
    try {
      return await call(...given);
    } catch (error) {
      if (fullDisk(error)) throw fullEngine('filesystem', error);
      const reason = diskReasons[errorCode(error) ?? ''];
      throw reason === undefined ? error : unavailable('filesystem', reason, error);
    }
  };
}
