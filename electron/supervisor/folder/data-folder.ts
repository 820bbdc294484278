import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { credentialsName } from './credentials.ts';
import { nearestExisting, requireDiskSpace } from './disk-space.ts';
import { removeDrafts, syncFolder, writeDurably } from './durable-file.ts';
import { requireFitFileSystem } from './file-system-checks.ts';
import { FolderLock } from './folder-lock.ts';
import { closeToOthers } from './private-folder.ts';
import { isAsGoodAsEmpty, isRecognised, markerName, storeInUse } from './recognise.ts';
import { userForPostgres } from '../engines/run-as.ts';
import { SupervisorError, systemCode } from '../supervisor-error.ts';

export type LocalObjectStore = 'minio' | 'filesystem';

interface Marker {
  format: number;
  /** 13 random base32 characters; names the folder in cookies and elsewhere. */
  id: string;
  created_at: string;
  /** Where this folder's own objects lie: they are never looked for elsewhere. */
  object_store?: LocalObjectStore;
  /** Somebody chose it: then nothing moves them by itself. */
  object_store_chosen?: boolean;
  /** Where they are being moved to: what lies there are copies. */
  object_store_moving?: LocalObjectStore | undefined;
  /** What they were moved away from, until it is out of the way. */
  object_store_left?: LocalObjectStore | undefined;
}

/** Which store holds a folder's objects, and whether somebody chose it. */
export interface ObjectStoreChoice {
  store: LocalObjectStore | undefined;
  isChosen: boolean;
}

const format = 1;
const storeFolders: Readonly<Record<LocalObjectStore, string>> = { minio: 'minio', filesystem: 'objects' };
const portsName = 'ports.json';

/** A folder's marker, and whether the folder had lost its own: then this one is only in memory. */
interface Found {
  marker: Marker;
  wasLost: boolean;
}

/** A data folder that is ours and that nobody else has open. Paths in it are the supervisor's and the host's. */
export class DataFolder {
  readonly path: string;
  readonly id: string;
  /** False when it was made just now and could not be closed to other users of this machine. */
  readonly isPrivate: boolean;
  /** The marker was lost or damaged. */
  readonly wasMarkedAnew: boolean;
  readonly #lock: FolderLock;
  #marker: Marker;

  constructor(path: string, lock: FolderLock, { marker, wasLost }: Found, isPrivate: boolean) {
    this.path = path;
    this.isPrivate = isPrivate;
    this.id = marker.id;
    this.wasMarkedAnew = wasLost;
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
    return join(this.path, portsName);
  }

  /** The filesystem store's objects. */
  get objects(): string {
    return this.storeFolder('filesystem');
  }

  storeFolder(store: LocalObjectStore): string {
    return join(this.path, storeFolders[store]);
  }

  get objectStore(): LocalObjectStore | undefined {
    return this.#marker.object_store;
  }

  /** The store that the objects were moved away from, where it is not yet out of the way. */
  get leftStore(): LocalObjectStore | undefined {
    return this.#marker.object_store_left;
  }

  /** Where a move has begun to copy the objects to. */
  get movingTo(): LocalObjectStore | undefined {
    return this.#marker.object_store_moving;
  }

  keepObjectStore(store: LocalObjectStore): void {
    if (this.#marker.object_store !== store) this.#change({ object_store: store });
  }

  beginMove(to: LocalObjectStore): void {
    this.#change({ object_store_moving: to });
  }

  /** From here on the objects are those of the other store, which holds every one of them. One durable write. */
  switchObjectStore(store: LocalObjectStore): void {
    const left = store === 'minio' ? 'filesystem' : 'minio';
    this.#change({ object_store: store, object_store_left: left, object_store_moving: undefined });
  }

  chooseObjectStore(): void {
    if (this.#marker.object_store_chosen !== true) this.#change({ object_store_chosen: true });
  }

  forgetLeftStore(): void {
    this.#change({ object_store_left: undefined });
  }

  #change(more: Partial<Marker>): void {
    this.#marker = { ...this.#marker, ...more };
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
 * `minFreeMb` megabytes left; and, where it `holdsPostgres`, one whose file system can't.
 */
export async function openDataFolder(
  wanted: string,
  minFreeMb: number,
  holdsPostgres = true,
): Promise<DataFolder> {
  const path = resolve(wanted);
  inspect(path);
  await requireDiskSpace(path, minFreeMb);
  if (holdsPostgres) {
    requireFitFileSystem(nearestExisting(path), { user: userForPostgres(join(path, 'postgres')) });
  }
  const lock = new FolderLock(path);
  let hasLock = false;
  try {
    if (!existsSync(path)) {
      // Only the folder itself is closed to others; parents that are made get the usual mode.
      mkdirSync(dirname(path), { recursive: true });
      mkdirSync(path, { mode: 0o700 });
      syncFolder(dirname(path));
    }
    await lock.take();
    hasLock = true;
    // Again: another start may have made it meanwhile.
    const existing = inspect(path);
    const found = existing ?? { marker: newMarker(), wasLost: false };
    if (existing === null || found.wasLost) writeMarker(path, found.marker);
    removeDrafts(path, [markerName, credentialsName, portsName]);
    const isPrivate = existing !== null || closeToOthers(path);
    const folder = new DataFolder(path, lock, found, isPrivate);
    for (const part of [folder.logs, folder.run]) mkdirSync(part, { recursive: true, mode: 0o700 });
    return folder;
  } catch (error) {
    if (hasLock) lock.release();
    throw error instanceof SupervisorError ? error : unusable(path, error);
  }
}

/** Looks without opening it; null where there is no data folder yet, or none that could be opened. */
export function peekObjectStore(wanted: string): ObjectStoreChoice | null {
  try {
    const found = inspect(resolve(wanted));
    if (found === null) return null;
    const { marker } = found;
    return { store: marker.object_store, isChosen: marker.object_store_chosen === true };
  } catch {
    // Whoever opens it is told what is wrong with it.
    return null;
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

/** The marker of a folder that is ours; null for one that is missing or as good as empty; throws for any other. */
function inspect(path: string): Found | null {
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
  const isMarked = names.includes(markerName);
  if (isMarked) requireOwner(path, markerName);
  const marker = isMarked ? readMarker(path) : null;
  if (marker !== null) return { marker, wasLost: false };
  if (isAsGoodAsEmpty(path, names)) return null;
  if (isRecognised(path, names)) {
    if (!isMarked) requireOwner(path);
    return { marker: newMarker(storeInUse(path)), wasLost: true };
  }
  if (!isMarked) {
    throw new SupervisorError(
      'folder_foreign',
      `${path} is not empty and no FroDB data folder (it has no ${markerName}). Nothing was changed. ` +
        'Choose an empty or a new folder (--data-dir).',
    );
  }
  throw new SupervisorError(
    'folder_unusable',
    `${join(path, markerName)} is damaged, and there are things in the folder that are not FroDB's. Nothing was changed. Put that file back from a backup, or choose another data folder (--data-dir).`,
  );
}

/** Root must not leave files in a user's folder that this user can't open afterwards, nor the other way round. */
function requireOwner(path: string, file = ''): void {
  const me = process.geteuid?.();
  const owner = statSync(join(path, file)).uid;
  if (me === undefined || owner === me) return;
  throw new SupervisorError(
    'folder_unusable',
    `${path} belongs to the user with number ${owner}, FroDB was started by number ${me}. ` +
      'Start it as that user, or choose another data folder (--data-dir).',
  );
}

/** Null for one that was cut off or overwritten. */
function readMarker(path: string): Marker | null {
  const file = join(path, markerName);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new SupervisorError('folder_unusable', `${file} can't be read (${String(error)}).`, {
      cause: error,
    });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
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
  const marker: Marker = { format: made, id, created_at: createdAt };
  const store = fields.get('object_store');
  if (!isLocalStore(store)) return marker;
  marker.object_store = store;
  for (const name of ['object_store_moving', 'object_store_left'] as const) {
    const other = fields.get(name);
    // Never the one that is in use, whatever a hand has written there.
    if (isLocalStore(other) && other !== store) marker[name] = other;
  }
  if (fields.get('object_store_chosen') === true) marker.object_store_chosen = true;
  return marker;
}

function isLocalStore(value: unknown): value is LocalObjectStore {
  return value === 'minio' || value === 'filesystem';
}

function newMarker(store?: LocalObjectStore): Marker {
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  const id = [...randomBytes(13)].map((byte) => letters[byte % 32]).join('');
  const marker: Marker = { format, id, created_at: new Date().toISOString() };
  return store === undefined ? marker : { ...marker, object_store: store };
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
