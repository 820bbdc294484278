import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { requireDiskSpace } from './disk-space.ts';
import { writeDurably } from './durable-file.ts';
import { FolderLock, lockName } from './folder-lock.ts';
import { SupervisorError, systemCode } from './supervisor-error.ts';

export type LocalObjectStore = 'minio' | 'filesystem';

interface Marker {
  format: number;
  /** 13 random base32 characters; names the folder in cookies and elsewhere. */
  id: string;
  created_at: string;
  /** Where this folder's own objects lie, decided at its first run: they are never looked for elsewhere. */
  object_store?: LocalObjectStore;
}

const markerName = 'frodb.json';
const format = 1;
/** What may lie in a folder that is still taken for empty. */
const ignored = new Set([lockName, `${markerName}.new`, 'lost+found', '.DS_Store']);

/** A data folder that is ours and that nobody else has open. Paths in it are the supervisor's and the host's. */
export class DataFolder {
  readonly path: string;
  readonly id: string;
  readonly #lock: FolderLock;
  #marker: Marker;

  constructor(path: string, lock: FolderLock, marker: Marker) {
    this.path = path;
    this.id = marker.id;
    this.#lock = lock;
    this.#marker = marker;
  }

  /** Log files of the engines and of FroDB itself. */
  get logs(): string {
    return join(this.path, 'logs');
  }

  /** Pid files. */
  get run(): string {
    return join(this.path, 'run');
  }

  get ports(): string {
    return join(this.path, 'ports.json');
  }

  /** The filesystem store's objects. */
  get objects(): string {
    return join(this.path, 'objects');
  }

  get objectStore(): LocalObjectStore | undefined {
    return this.#marker.object_store;
  }

  keepObjectStore(store: LocalObjectStore): void {
    if (this.#marker.object_store === store) return;
    this.#marker = { ...this.#marker, object_store: store };
    writeMarker(this.path, this.#marker);
  }

  announce(url: string): void {
    this.#lock.announce(url);
  }

  release(): void {
    this.#lock.release();
  }
}

/**
 * Opens or makes a data folder. Refuses, without changing anything, a folder that holds something else, that
 * can't be written, that a newer FroDB made, that another FroDB has open, or whose disk has less than
 * `minFreeMb` megabytes left.
 */
export async function openDataFolder(
  wanted: string,
  minFreeMb: number,
  freeMb?: (path: string) => Promise<number>,
): Promise<DataFolder> {
  const path = resolve(wanted);
  const existing = inspect(path);
  await requireDiskSpace(path, minFreeMb, freeMb);
  const lock = new FolderLock(path);
  let hasLock = false;
  try {
    if (!existsSync(path)) {
      // Only the folder itself is closed to others; parents that are made get the usual mode.
      mkdirSync(dirname(path), { recursive: true });
      mkdirSync(path, { mode: 0o700 });
    }
    await lock.take();
    hasLock = true;
    // Again: another start may have made it meanwhile.
    const marker = existing ?? inspect(path) ?? makeMarker(path);
    if (process.platform !== 'win32' && existing === null) chmodSync(path, 0o700);
    const folder = new DataFolder(path, lock, marker);
    for (const part of [folder.logs, folder.run]) mkdirSync(part, { recursive: true, mode: 0o700 });
    return folder;
  } catch (error) {
    if (hasLock) lock.release();
    throw error instanceof SupervisorError ? error : unusable(path, error);
  }
}

/** Room for the longest names that engines make below it: systems end a path at 1,024 or 4,096 bytes. */
const longestPath = 700;

/** Refuses, before anything is made, paths that an engine could not be told. Everything else is told so that it holds. */
export function requireNameable(wanted: string): void {
  const path = resolve(wanted);
  const refuse = (reason: string): never => {
    throw new SupervisorError(
      'folder_unusable',
      `${JSON.stringify(path)} can't be used as data folder: ${reason}. Nothing was made. Choose another one (--data-dir or FRODB_DATA_DIR).`,
    );
  };
  if (wanted === '') refuse('no name was given');
  if (/\p{Cc}|\u2028|\u2029/u.test(path))
    refuse('its name has a control character, such as the end of a line');
  if (path.includes('\uFFFD')) refuse('its name is not valid UTF-8');
  if (process.platform === 'win32' && /[. ](\\|$)/.test(path))
    refuse('a part of its name ends in a dot or a space');
  if (Buffer.byteLength(path) > longestPath) refuse(`its path has more than ${longestPath} bytes`);
}

/** The marker of a folder that is ours; null for one that is missing or empty; throws for any other. */
function inspect(path: string): Marker | null {
  let names: string[];
  try {
    if (!statSync(path).isDirectory()) {
      throw new SupervisorError(
        'folder_unusable',
        `${path} is a file. Choose a folder for the data (--data-dir).`,
      );
    }
    names = readdirSync(path);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error instanceof SupervisorError ? error : unusable(path, error);
  }
  if (!names.includes(markerName)) {
    if (names.every((name) => ignored.has(name))) return null;
    throw new SupervisorError(
      'folder_foreign',
      `${path} is not empty and no FroDB data folder (it has no ${markerName}). Nothing was changed. ` +
        'Choose an empty or a new folder (--data-dir).',
    );
  }
  requireOwner(path);
  return readMarker(path);
}

/** Root must not leave files in a user's folder that this user can't open afterwards, nor the other way round. */
function requireOwner(path: string): void {
  const me = process.geteuid?.();
  const owner = statSync(join(path, markerName)).uid;
  if (me === undefined || owner === me) return;
  throw new SupervisorError(
    'folder_unusable',
    `${path} belongs to the user with number ${owner}, FroDB was started by number ${me}. ` +
      'Start it as that user, or choose another data folder (--data-dir).',
  );
}

function readMarker(path: string): Marker {
  const file = join(path, markerName);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new SupervisorError(
      'folder_unusable',
      `${file} can't be read (${String(error)}). Put it back from a backup.`,
      {
        cause: error,
      },
    );
  }
  const fields = new Map<string, unknown>(
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  );
  const [made, id, createdAt] = [fields.get('format'), fields.get('id'), fields.get('created_at')];
  if (typeof made !== 'number' || typeof id !== 'string' || typeof createdAt !== 'string') {
    throw new SupervisorError(
      'folder_foreign',
      `${file} is not FroDB's. Choose another data folder (--data-dir).`,
    );
  }
  if (made > format) {
    throw new SupervisorError(
      'folder_newer',
      `${path} was made by a newer FroDB (format ${made}, this one knows ${format}). Nothing was changed. Use the newer FroDB.`,
    );
  }
  const store = fields.get('object_store');
  const marker: Marker = { format: made, id, created_at: createdAt };
  if (store === 'minio' || store === 'filesystem') marker.object_store = store;
  return marker;
}

function makeMarker(path: string): Marker {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  const id = [...randomBytes(13)].map((byte) => letters[byte % 32]).join('');
  const marker: Marker = { format, id, created_at: new Date().toISOString() };
  writeMarker(path, marker);
  return marker;
}

function writeMarker(path: string, marker: Marker): void {
  writeDurably(join(path, markerName), `${JSON.stringify(marker, null, 2)}\n`);
}

function unusable(path: string, error: unknown): SupervisorError {
  const reasons: Record<string, string> = {
    EACCES: 'you may not write there',
    EPERM: 'you may not write there',
    EROFS: 'it is on a read-only disk',
    ENOSPC: 'the disk is full',
    EDQUOT: 'your disk quota is used up',
    ENOTDIR: 'a part of the path is a file',
    ENAMETOOLONG: 'a part of its name is too long',
    EEXIST: 'it is a link that leads nowhere',
    ELOOP: 'its links lead in a circle',
  };
  const code = systemCode(error);
  const reason = (code === undefined ? undefined : reasons[code]) ?? String(error);
  return new SupervisorError(
    code === 'ENOSPC' ? 'disk_full' : 'folder_unusable',
    `${path} can't be used as data folder: ${reason}. Choose another one (--data-dir or FRODB_DATA_DIR).`,
    { cause: error },
  );
}
