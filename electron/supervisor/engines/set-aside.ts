import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ManagedEngine } from './managed-engine.ts';
import { hasQdrantStorage } from './qdrant.ts';

/**
 * Numbers of system errors that say "not now" or "not here", and nothing of what is stored: no space, no memory,
 * no more files, no permission, held by another program. The words beside them are in the system's language. One
 * list for all systems: where a number means something else elsewhere, sparing the storage is the safe mistake.
 */
const machineErrors = new Set(
  [
    // Unix: EPERM EIO EAGAIN ENOMEM EACCES EBUSY ENFILE EMFILE ENOSPC EROFS EPIPE, EAGAIN of macOS
    [1, 5, 11, 12, 13, 16, 23, 24, 28, 30, 32, 35],
    // EADDRINUSE and EDQUOT: Linux, macOS
    [98, 122, 48, 69],
    // Windows: access denied (5), sharing and lock violation (32, 33), no memory (8, 14), disk full (39, 112),
    // network away, file mapped by another, no resources, paging file too small, sockets refused or in use
    [8, 14, 33, 39, 53, 55, 64, 112, 1224, 1450, 1455, 10013, 10048],
  ].flat(),
);

/** What comes without a number: of RocksDB, of the allocator, of the loader. English, as Qdrant has no other. */
const machinePhrases = new RegExp(
  [
    'no space left|not enough space|disk quota exceeded',
    'address already in use',
    'too many open files',
    'permission denied|access is denied|read-only file system',
    'resource temporarily unavailable|device or resource busy|input/output error',
    'cannot allocate memory|out of memory|memory allocation of \\d+ bytes failed|<jemalloc>',
    "error while loading shared libraries|version `.*' not found",
  ].join('|'),
  'i',
);

/** Whether an engine's last lines name a fault of the machine: then its storage is not to blame. */
export function isMachinesFault(lines: readonly string[]): boolean {
  return lines.some((line) => {
    const codes = line.matchAll(/\bos error (\d+)\b|\bOs \{ code: (\d+)\b/gi);
    return (
      machinePhrases.test(line) ||
      [...codes].some(([, said, shown]) => machineErrors.has(Number(said ?? shown)))
    );
  });
}

/** What is needed here of an engine that was given up. */
interface GivenUp {
  engine: Pick<ManagedEngine['engine'], 'folder'>;
  process: Pick<ManagedEngine['process'], 'crashesAtStart' | 'lastLines' | 'restart'>;
}

/**
 * Qdrant was given up, at a start or while FroDB ran. If it ended by itself each time, on storage that it may not be able to open, the storage
 * is renamed, never deleted, and Qdrant is started with none: Postgres can rebuild it. If it doesn't start empty
 * either, the storage was not the fault and is put back. True when Qdrant is ready after all.
 */
export async function setAsideIfBroken(
  managed: GivenUp,
  notice: (message: string) => void,
): Promise<boolean> {
  const { folder } = managed.engine;
  if (managed.process.crashesAtStart < 3 || !hasQdrantStorage(folder)) return false;
  if (isMachinesFault(managed.process.lastLines)) return false;
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
    `Qdrant could not open its folder. It was set aside as ${aside} and Qdrant was started empty: search indexes are built again from Postgres, and each is searched when it is whole.`,
  );
  return true;
}
