import { existsSync } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type MoveOptions, moveObjects } from './objects-move.ts';
import { peekObjectStore } from '../supervisor/folder/data-folder.ts';
import { servesByMinio } from '../supervisor/supervisor.ts';
import { SupervisorError } from '../supervisor/supervisor-error.ts';

export interface MoveAtStartOptions extends Pick<
  MoveOptions,
  'dataDir' | 'config' | 'loadGateway' | 'signal' | 'onProgress' | 'freeDiskMb'
> {
  /** The MinIO program, where it would be. */
  minio: string;
  /** This machine's when left out. */
  platform?: NodeJS.Platform;
}

/**
 * As much as takes a few seconds, since nobody asked for it and somebody waits for the start. Measured: a thousand small
 * files take 8 s of processor time, 200 MB take 4 s; two free cores need about half of that.
 */
export const movedAtStart = { files: 1_000, bytes: 200_000_000 };

/**
 * A folder that began without MinIO gets its files into MinIO at the first start that has one, if they are few and
 * nobody chose otherwise. When that fails nothing has changed: it is said, and the start goes on with plain folders.
 */
export async function moveAtStart(options: MoveAtStartOptions): Promise<void> {
  const { dataDir, config, minio, signal, platform = process.platform } = options;
  const onNotice = (message: string): void => options.onProgress({ step: 'notice', message });
  if (config.external.includes('minio') || config.external.includes('postgres')) return;
  if (!servesByMinio(platform) || !existsSync(minio)) return;
  const choice = peekObjectStore(dataDir);
  if (choice === null || choice.isChosen || choice.store !== 'filesystem') return;
  if (await isMore(join(dataDir, 'objects'), movedAtStart)) {
    const { files, bytes } = movedAtStart;
    onNotice(
      `MinIO is there, but this folder has too many files to move them at a start (more than ${files} or ${bytes / 1e6} MB): ` +
        'stop FroDB and move them by `frodb objects move --to minio` (or `--to filesystem`, to leave them where they are).',
    );
    return;
  }
  onNotice('MinIO is there now: files move to it from plain folders.');
  try {
    const move = {
      ...options,
      to: 'minio',
      isChosen: false,
      getMinio: () => Promise.resolve(minio),
    } as const;
    const moved = await moveObjects(move);
    if (moved !== null)
      onNotice(`${moved.objects} files were moved to MinIO, which serves them from now on.`);
  } catch (error) {
    signal.throwIfAborted();
    // The start has the same to say of the folder itself.
    if (error instanceof SupervisorError && error.code.startsWith('folder_')) return;
    const reason = error instanceof Error ? error.message : String(error);
    onNotice(`${reason} Files stay in plain folders for now.`);
  }
}

/** Whether the folder holds more than so many objects or bytes; looks no further than it must. */
async function isMore(folder: string, most: { files: number; bytes: number }): Promise<boolean> {
  if (!existsSync(folder)) return false;
  let [files, bytes] = [0, 0];
  for await (const file of filesBelow(folder)) {
    files += 1;
    bytes += (await stat(file)).size;
    if (files > most.files || bytes > most.bytes) return true;
  }
  return false;
}

/** By hand: Node 20's own recursive `opendir` ends after 32 entries. */
async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const entry of await opendir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}
