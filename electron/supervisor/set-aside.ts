import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ManagedEngine } from './managed-engine.ts';
import { hasQdrantStorage } from './qdrant.ts';

/**
 * Qdrant was given up. If it ended by itself each time, on storage that it may not be able to open, the storage
 * is renamed, never deleted, and Qdrant is started with none: Postgres can rebuild it. If it doesn't start empty
 * either, the storage was not the fault and is put back. True when Qdrant is ready after all.
 */
export async function setAsideIfBroken(
  managed: ManagedEngine,
  notice: (message: string) => void,
): Promise<boolean> {
  const { folder } = managed.engine;
  if (managed.process.crashesAtStart < 3 || !hasQdrantStorage(folder)) return false;
  if (managed.process.lastLines.some((line) => /No space left|Address already in use/i.test(line)))
    return false;
  const storage = join(folder, 'storage');
  const aside = join(folder, `storage.broken-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`);
  renameSync(storage, aside);
  try {
    await managed.process.restart();
  } catch {
    if (existsSync(storage)) rmSync(storage, { recursive: true });
    renameSync(aside, storage);
    return false;
  }
  notice(
    `Qdrant could not open its folder. It was set aside as ${aside} and Qdrant was started empty: searches find nothing in it until it is rebuilt from Postgres.`,
  );
  return true;
}
