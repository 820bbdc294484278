import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CopySummary, copyObjects } from '../../gateway/index.ts';
import type { SupervisorConfig } from '../supervisor/supervisor.ts';
import type { LocalObjectStore } from '../supervisor/folder/data-folder.ts';
import { freeMegabytes } from '../supervisor/folder/disk-space.ts';
import { syncTree } from '../supervisor/folder/durable-file.ts';
import { claimTarget, removeMoved, setLeftStoreAside } from '../supervisor/folder/left-store.ts';
import { MinioRun } from '../supervisor/engines/minio-run.ts';
import { SupervisorError } from '../supervisor/supervisor-error.ts';
import type { Progress } from './progress.ts';

/** How people call the two stores. */
export const storeTitles: Readonly<Record<LocalObjectStore, string>> = {
  minio: 'MinIO',
  filesystem: 'plain folders',
};

export interface MoveOptions {
  dataDir: string;
  to: LocalObjectStore;
  config: SupervisorConfig;
  /** Somebody wants it so: then no start moves them by itself any more. */
  isChosen: boolean;
  /** The MinIO program; getting it may take its time. */
  getMinio: () => Promise<string>;
  loadGateway(): Promise<{ copyObjects: typeof copyObjects }>;
  /** Ends it: before the switch nothing has changed, and moving again goes on. */
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
  /** Megabytes free where a path lies; tests give their own. */
  freeDiskMb?: (path: string) => Promise<number>;
}

const megabyte = 1024 * 1024;
/** What a store takes on the disk beside an object's bytes, at most: folders, a description, the last block. */
const bytesBeside = 16_384;

/**
 * Moves a data folder's objects to the other store: copies and compares them all, switches by one durable write of the
 * folder's marker, and only then removes the old ones. Killed at any moment, every object is served by one store or the
 * other, and moving again goes on from there. Null when they are in that store already. Throws SupervisorError in words,
 * also while FroDB runs on the folder.
 */
export async function moveObjects(options: MoveOptions): Promise<CopySummary | null> {
  const { dataDir, to, config, signal } = options;
  requireOwnEngines(config);
  if (!existsSync(join(dataDir, 'frodb.json'))) {
    throw new SupervisorError(
      'folder_foreign',
      `${dataDir} is no FroDB data folder: there is nothing to move. Name the right one (--data-dir).`,
    );
  }
  const run = await MinioRun.open(dataDir, config);
  try {
    const { folder } = run;
    // A folder that never had any.
    if (folder.objectStore === undefined) folder.keepObjectStore(to);
    const summary = folder.objectStore === to ? null : await copyAndSwitch(run, options);
    if (options.isChosen) folder.chooseObjectStore();
    setLeftStoreAside(folder);
    // Whoever does not wait for it leaves the rest to the next start.
    await Promise.race([removeMoved(folder), aborted(signal).catch(() => undefined)]);
    return summary;
  } finally {
    await run.close();
  }
}

async function copyAndSwitch(run: MinioRun, options: MoveOptions): Promise<CopySummary> {
  const { folder } = run;
  const { to, signal, onProgress } = options;
  const [gateway, binary] = await Promise.all([options.loadGateway(), options.getMinio()]);
  signal.throwIfAborted();
  const kept = claimTarget(folder, to);
  if (kept !== null)
    onProgress({
      step: 'notice',
      message: `What lay where the copies go, and no move had put there, is kept as ${kept}.`,
    });
  const minio = await Promise.race([run.start(binary), aborted(signal)]);
  const plain = { kind: 'filesystem', dir: folder.objects } as const;
  const at = { kind: 'minio', ...minio } as const;
  const [source, target] = to === 'minio' ? [plain, at] : [at, plain];
  const copying = gateway.copyObjects(source, target, {
    signal,
    requireRoom: (left) => requireRoom(options, left.bytes + left.objects * bytesBeside),
    onProgress: ({ objects, bytes, ofObjects, ofBytes }) =>
      onProgress({ step: 'move', done: objects, total: ofObjects, bytes, ofBytes }),
  });
  const summary = await copying.catch((error: unknown) => {
    signal.throwIfAborted();
    throw error instanceof SupervisorError ? error : notMoved(error);
  });
  await run.stop();
  // Whatever a store promises by itself: the old ones go away, so these must be on the disk.
  await syncTree(folder.storeFolder(to));
  signal.throwIfAborted();
  folder.switchObjectStore(to);
  return summary;
}

function requireOwnEngines({ external }: SupervisorConfig): void {
  if (!external.includes('minio') && !external.includes('postgres')) return;
  const setting = external.includes('minio') ? 'FRODB_S3_ENDPOINT' : 'FRODB_POSTGRES_URL';
  throw new SupervisorError(
    'bad_config',
    `Only FroDB's own stores change places, and ${setting} names an external one. Nothing was moved.`,
  );
}

async function requireRoom({ dataDir, config, ...options }: MoveOptions, bytes: number): Promise<void> {
  const free = await (options.freeDiskMb ?? freeMegabytes)(dataDir);
  const wanted = Math.ceil(bytes / megabyte) + config.minFreeDiskMb;
  if (free >= wanted) return;
  throw new SupervisorError(
    'disk_full',
    `Until the old files are removed they are there twice: that takes ${wanted} MB on the disk that holds ${dataDir}, ` +
      `and ${free} MB are free. Nothing was moved. Free some space and move them again.`,
  );
}

function notMoved(error: unknown): SupervisorError {
  const reason = error instanceof Error ? error.message : String(error);
  return new SupervisorError(
    'engine_failed',
    `The files were not moved: ${reason} Every one of them is where it was; moving them again goes on.`,
    { cause: error },
  );
}

/** Rejects when it is aborted. */
async function aborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, 'abort');
  throw signal.reason;
}
