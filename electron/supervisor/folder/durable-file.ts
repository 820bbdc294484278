import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { open, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sync as writeFileAtomic } from 'write-file-atomic';

/**
 * Replaces a small file so that a pulled plug leaves the old content or the new one, and the new one once this has
 * returned: temporary file, fsync, rename, fsync of the folder. Readable by its owner only, unless `mode` says otherwise.
 */
export function writeDurably(path: string, content: string, mode = 0o600): void {
  writeFileAtomic(path, content, { mode });
  syncFolder(dirname(path));
}

/** Takes away what a `writeDurably` that was cut off left beside the files of these names. */
export function removeDrafts(folder: string, names: string[]): void {
  for (const found of readdirSync(folder)) {
    if (names.some((name) => isDraftOf(found, name))) rmSync(join(folder, found), { force: true });
  }
}

/** As write-file-atomic names its temporary files. */
export function isDraftOf(found: string, name: string): boolean {
  return found.startsWith(`${name}.`) && /^\d+$/.test(found.slice(name.length + 1));
}

/** Makes a folder, with those above it where they are missing, whose names outlive a pulled plug. Closed to others. */
export function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let folder = path; folder.length >= first.length; folder = dirname(folder))
    syncFolder(dirname(folder));
}

/** A new name is on the disk only when its folder is. Windows has no way to ask for that, and needs none. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** All files and folders below, and itself, are on the disk when this resolves. Nobody may write to them meanwhile. */
export async function syncTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await syncTree(path);
    else if (entry.isFile()) await syncFile(path);
  }
  syncFolder(folder);
}

async function syncFile(path: string): Promise<void> {
  // Windows syncs only what is open for writing.
  const handle = await open(path, process.platform === 'win32' ? 'r+' : 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
