import { randomBytes } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFolder, LocalObjectStore } from './data-folder.ts';
import { syncFolder } from './durable-file.ts';

const movedName = /^(minio|objects)\.moved-[0-9a-f]{8}$/;

/**
 * Takes the store that the objects were moved away from out of the way, if one is there: it gets a name that no store
 * has. At once, however much it holds; none of its engines may run.
 */
export function setLeftStoreAside(folder: DataFolder): void {
  if (folder.leftStore === undefined) return;
  setAside(folder, folder.leftStore, 'moved');
  folder.forgetLeftStore();
}

/** Deletes what was set aside because it was moved. Cut off at any moment, the next call goes on. */
export async function removeMoved(folder: DataFolder): Promise<void> {
  for (const name of await readdir(folder.path)) {
    if (movedName.test(name)) await rm(join(folder.path, name), { recursive: true, force: true });
  }
}

/**
 * Makes sure that in the folder of the store which objects are moved to lies nothing but copies that a move has made,
 * since a move removes there what the other store has not. Anything else is kept under another name, which is given.
 */
export function claimTarget(folder: DataFolder, to: LocalObjectStore): string | null {
  if (folder.movingTo === to) return null;
  const kept = setAside(folder, to, 'found');
  folder.beginMove(to);
  return kept;
}

function setAside(folder: DataFolder, store: LocalObjectStore, why: 'moved' | 'found'): string | null {
  const path = folder.storeFolder(store);
  if (!existsSync(path)) return null;
  const aside = `${path}.${why}-${randomBytes(4).toString('hex')}`;
  renameSync(path, aside);
  syncFolder(folder.path);
  return aside;
}
