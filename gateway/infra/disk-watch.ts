import { statfs } from 'node:fs/promises';
import { diskFull } from '../errors.ts';
import type { Logger } from './logger.ts';

export interface DiskState {
  freeMb: number;
  wantedMb: number;
  /** Less is free than wanted. */
  isLow: boolean;
}

/** Looks every second how much room the data folder's disk has: the engines write there as well. */
export interface DiskWatch {
  state: () => DiskState;
  /** 507 with the figures while less is free than wanted, or would be once `bytes` more are written. */
  requireRoom: (bytes?: number) => void;
  close: () => void;
}

export interface DiskWatchOptions {
  /** The data folder. */
  path: string;
  wantedMb: number;
  logger: Logger;
  /** Called each time that less comes to be free than wanted. */
  onLow?: ((state: DiskState) => void) | undefined;
  /** Megabytes free where `path` lies; tests give their own. */
  freeMb?: (path: string) => Promise<number>;
}

const megabyte = 1024 * 1024;
const lookEveryMs = 1_000;
/** While bytes stream in, whoever asks makes for a new look when the last is older. */
const isFreshMs = 200;

/** Resolves after the first look. */
export async function createDiskWatch(options: DiskWatchOptions): Promise<DiskWatch> {
  const { path, wantedMb, logger, onLow, freeMb = freeMegabytes } = options;
  let state: DiskState = { freeMb: Number.MAX_SAFE_INTEGER, wantedMb, isLow: false };
  let lookedAt = 0;
  let looking: Promise<void> | undefined;

  async function look(): Promise<void> {
    try {
      const free = await freeMb(path);
      const wasLow = state.isLow;
      state = { freeMb: free, wantedMb, isLow: free < wantedMb };
      if (state.isLow !== wasLow) logger.warn({ path, ...state }, state.isLow ? lowNow : roomAgain);
      if (state.isLow && !wasLow) onLow?.(state);
    } catch (error) {
      // What was known last still holds best; a folder that is gone shows elsewhere.
      logger.error({ err: error, path }, 'the free space of the disk could not be read');
    } finally {
      lookedAt = performance.now();
      looking = undefined;
    }
  }

  const lookOnce = (): Promise<void> => (looking ??= look());
  await lookOnce();
  const timer = setInterval(() => void lookOnce(), lookEveryMs).unref();
  return {
    state: () => state,
    requireRoom: (bytes = 0) => {
      if (performance.now() - lookedAt > isFreshMs) void lookOnce();
      if (!state.isLow && (bytes === 0 || state.freeMb * megabyte - bytes >= wantedMb * megabyte)) return;
      throw diskFull(
        `The disk that holds ${path} has ${state.freeMb} MB free, and FroDB keeps ${wantedMb} MB free there ` +
          '(FRODB_MIN_FREE_DISK_MB). Nothing was saved. Free some space or delete records, and send it again; ' +
          'reading, searching and deleting go on.',
      );
    },
    close: () => clearInterval(timer),
  };
}

const lowNow = 'the disk is nearly full: writes that add are refused until there is room again';
const roomAgain = 'the disk has room again: writes are taken';

async function freeMegabytes(path: string): Promise<number> {
  return Math.floor((await readDiskSpace(path)).freeBytes / megabyte);
}

/** Of the disk that holds a folder; free is what this user can write. */
export async function readDiskSpace(path: string): Promise<{ freeBytes: number; totalBytes: number }> {
  const { bavail, blocks, bsize } = await statfs(path);
  return { freeBytes: bavail * bsize, totalBytes: blocks * bsize };
}
