import nodeFs from 'node:fs';
import { join } from 'node:path';
import { syncFolder } from './durable-file.ts';
import type { RunAs } from '../engines/run-as.ts';
import { SupervisorError, systemCode } from '../supervisor-error.ts';

type Fs = Pick<
  typeof nodeFs,
  'chmodSync' | 'chownSync' | 'mkdtempSync' | 'renameSync' | 'rmSync' | 'statSync' | 'writeFileSync'
>;

export interface FitnessOptions {
  /** The user Postgres runs as, when root started FroDB. */
  user: RunAs | null;
  platform?: NodeJS.Platform;
  fs?: Fs;
  sync?: (folder: string) => void;
}

/**
 * Tries in `folder`, which exists, what a data folder must be able to: to keep permissions and owners, without
 * which Postgres refuses to start, to replace a file, and to put a folder on the disk. Throws, saying what to
 * do, where the file system can't. Leaves nothing. A folder that can't be written at all is left to others.
 */
export function requireFitFileSystem(folder: string, options: FitnessOptions): void {
  const { platform = process.platform, fs = nodeFs, sync = syncFolder } = options;
  let probe: string;
  try {
    probe = fs.mkdtempSync(join(folder, '.frodb-probe-'));
  } catch {
    return;
  }
  try {
    const lack = findLack(probe, { ...options, platform, fs, sync });
    if (lack !== null) throw unfit(folder, lack);
  } finally {
    fs.rmSync(probe, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What the file system can't, in words, or null. */
function findLack(probe: string, { user, platform, fs, sync }: Required<FitnessOptions>): string | null {
  const can = (action: () => void): boolean => {
    try {
      action();
      return true;
    } catch (error) {
      // Those tell of the disk, and whatever is written next will say it better.
      return ['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE'].includes(systemCode(error) ?? '');
    }
  };
  const replaces = (): void => {
    for (const name of ['new', 'old']) fs.writeFileSync(join(probe, name), name);
    fs.renameSync(join(probe, 'new'), join(probe, 'old'));
  };
  if (!can(replaces)) return 'can’t replace one file by another';
  if (!can(() => sync(probe))) return 'can’t be told to put a folder on the disk (fsync)';
  if (platform === 'win32') return null;
  for (const mode of [0o700, 0o711]) {
    if (!can(() => fs.chmodSync(probe, mode)) || (fs.statSync(probe).mode & 0o777) !== mode) {
      return 'keeps no permissions';
    }
  }
  if (user !== null && !can(() => fs.chownSync(probe, user.uid, user.gid))) return 'keeps no owners';
  return null;
}

function unfit(folder: string, lack: string): SupervisorError {
  return new SupervisorError(
    'folder_unusable',
    `${folder} can't hold Postgres' data: its file system ${lack}. FAT and exFAT sticks, Windows drives under WSL (/mnt/c) ` +
      'and some network and container folders are such. Nothing was changed. Choose a data folder on another disk ' +
      '(--data-dir or FRODB_DATA_DIR); under WSL one in Linux’ own file system, such as ~/frodb.',
  );
}
