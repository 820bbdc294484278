import { createReadStream } from 'node:fs';
import type { Dirent } from 'node:fs';
import { mkdir, open, readFile, readdir, rename, rm, rmdir, stat, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError, unavailable } from '../errors.ts';
import { errorCode } from './engine-errors.ts';
import { Meter } from './metered.ts';
import { MissingContainerError } from './missing-container.ts';
import {
  bucketFolder,
  fileUpload,
  fileVersion,
  folderKey,
  isPartOfKey,
  keyFolders,
  newVersion,
  uploadFile,
  versionFile,
} from './object-paths.ts';
import { MissingObjectError, checkKey, markBucket, markKey } from './objects.ts';
import type {
  GetOptions,
  ObjectBody,
  ObjectStore,
  ObjectVersion,
  PutOptions,
  StoredObject,
} from './objects.ts';

/** Objects in a folder of this machine, for where no MinIO can be had. One process at a time may write to it. */
export function createFilesystemStore({ dir }: { dir: string }): ObjectStore {
  async function createBucket(bucket: string): Promise<void> {
    const folder = bucketFolder(dir, bucket);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await syncFolder(dir);
  }

  async function requireBucket(bucket: string): Promise<string> {
    const folder = bucketFolder(dir, bucket);
    if (!(await exists(folder))) throw new MissingContainerError('filesystem', bucket);
    return folder;
  }

  async function put(
    bucket: string,
    key: string,
    body: Readable,
    options: PutOptions = {},
  ): Promise<StoredObject> {
    checkKey(key);
    options.signal?.throwIfAborted();
    // It may fail before anybody reads it, and tells its reader again then.
    body.on('error', () => undefined);
    const root = await requireBucket(bucket);
    const folder = await makeKeyFolder(root, bucket, key);
    const version = newVersion();
    const upload = join(folder, uploadFile(version));
    try {
      const sums = await writeDurably(upload, body, options);
      await rename(upload, join(folder, versionFile(version)));
      await syncFolder(folder);
      return { ...sums, etag: version };
    } catch (error) {
      body.destroy();
      await removeUpload(root, folder, upload);
      throw error;
    }
  }

  async function newest(bucket: string, key: string): Promise<{ path: string; size: number } | null> {
    checkKey(key);
    const root = await requireBucket(bucket);
    const folder = join(root, ...keyFolders(key));
    const version = (await namesIn(folder))
      .filter((name) => fileVersion(name) !== null)
      .sort()
      .at(-1);
    if (version === undefined) return null;
    const path = join(folder, version);
    return { path, size: (await stat(path)).size };
  }

  async function get(
    bucket: string,
    key: string,
    { start, end, signal }: GetOptions = {},
  ): Promise<ObjectBody> {
    const found = await newest(bucket, key);
    if (!found) throw new MissingObjectError(bucket, key);
    const { path, size } = found;
    const first = start ?? 0;
    const last = Math.min(end ?? size - 1, size - 1);
    if ((start !== undefined || end !== undefined) && first >= size) {
      throw new AppError('range_not_satisfiable', 'The range starts behind the end of the file.');
    }
    if (size === 0) return { body: Readable.from([], { objectMode: false }), size, length: 0 };
    const body = createReadStream(path, { start: first, end: last, ...(signal ? { signal } : {}) });
    return { body, size, length: last - first + 1 };
  }

  async function remove(bucket: string, keys: string[]): Promise<void> {
    const root = bucketFolder(dir, bucket);
    for (const key of keys) {
      checkKey(key);
      const folder = join(root, ...keyFolders(key));
      for (const name of await namesIn(folder)) {
        if (fileVersion(name) !== null || fileUpload(name) !== null)
          await unlink(join(folder, name)).catch(ignoreMissing);
      }
      await removeEmptyFolders(root, folder);
    }
    // A deletion that power loss takes back would be an orphan that nobody looks for any more.
    if (keys.length > 0) await syncFolder(root).catch(ignoreMissing);
  }

  async function* list(
    bucket: string,
    { prefix = '' }: { prefix?: string } = {},
  ): AsyncGenerator<ObjectVersion> {
    for await (const { key, folder, files } of keysBelow(await requireBucket(bucket))) {
      if (!key.startsWith(prefix)) continue;
      for (const file of files) {
        const versionId = fileVersion(file);
        if (versionId !== null) yield { key, versionId, size: (await stat(join(folder, file))).size };
      }
    }
  }

  async function listUploads(bucket: string, { key: only }: { key?: string } = {}) {
    const found = [];
    for await (const { key, files } of keysBelow(await requireBucket(bucket))) {
      if (only !== undefined && key !== only) continue;
      for (const file of files) {
        const uploadId = fileUpload(file);
        if (uploadId !== null) found.push({ key, uploadId });
      }
    }
    return found;
  }

  return translated({
    kind: 'filesystem',
    createBucket,
    dropBucket: async (bucket) => {
      await rm(bucketFolder(dir, bucket), { recursive: true, force: true });
      await syncFolder(dir).catch(ignoreMissing);
    },
    buckets: async () => (await foldersIn(dir)).map((folder) => folder.name),
    put,
    get,
    head: async (bucket, key) => {
      const found = await newest(bucket, key);
      return found && { size: found.size };
    },
    delete: remove,
    list,
    listUploads,
    ping: async () => void (await mkdir(dir, { recursive: true, mode: 0o700 })),
    mark: async (repositoryId) => {
      await createBucket(markBucket);
      await put(markBucket, markKey, Readable.from([Buffer.from(repositoryId)]));
    },
    readMark: async () => {
      if (!(await exists(bucketFolder(dir, markBucket)))) return null;
      const found = await newest(markBucket, markKey);
      return found && (await readFile(found.path, 'utf8'));
    },
    close: () => undefined,
  });
}

/** The file is on disk, whole, when this resolves. */
async function writeDurably(
  path: string,
  body: Readable,
  { size, signal }: PutOptions,
): Promise<{ size: number; sha256: string }> {
  const file = await open(path, 'wx', 0o600);
  try {
    const meter = new Meter(size);
    await pipeline(body, meter, (chunks) => writeFile(file, chunks), signal ? { signal } : {});
    signal?.throwIfAborted();
    await file.sync();
    return meter.sums();
  } finally {
    await file.close();
  }
}

/** Makes what is missing below the bucket's folder, never that itself: a dropped bucket stays dropped. */
async function makeKeyFolder(root: string, bucket: string, key: string): Promise<string> {
  let folder = root;
  for (const name of keyFolders(key)) {
    const parent = folder;
    folder = join(parent, name);
    try {
      await mkdir(folder, { mode: 0o700 });
      await syncFolder(parent);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') throw new MissingContainerError('filesystem', bucket, error);
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
  return folder;
}

async function removeUpload(root: string, folder: string, upload: string): Promise<void> {
  try {
    await unlink(upload);
    await removeEmptyFolders(root, folder);
  } catch {
    // The caller's failure says more; what stays is an unfinished upload of this key, deleted with it.
  }
}

/** From the key's folder up to the bucket's, as far as they are empty. */
async function removeEmptyFolders(root: string, from: string): Promise<void> {
  for (let folder = from; folder !== root; folder = dirname(folder)) {
    try {
      await rmdir(folder);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') continue;
      if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(errorCode(error) ?? '')) return;
      throw error;
    }
  }
}

async function* keysBelow(
  root: string,
  above: string[] = [],
): AsyncGenerator<{ key: string; folder: string; files: string[] }> {
  for (const { name } of await foldersIn(root)) {
    if (!isPartOfKey(name)) continue;
    const folder = join(root, name);
    const key = folderKey([...above, name]);
    if (key !== null) yield { key, folder, files: (await namesIn(folder)).sort() };
    else yield* keysBelow(folder, [...above, name]);
  }
}

async function foldersIn(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    ignoreMissing(error);
    return [];
  });
  return entries.filter((entry) => entry.isDirectory());
}

async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: unknown) => {
    ignoreMissing(error);
    return [];
  });
}

async function exists(folder: string): Promise<boolean> {
  try {
    await stat(folder);
    return true;
  } catch (error) {
    ignoreMissing(error);
    return false;
  }
}

/** A new name is on disk only when its folder is. Windows has no way to ask for that, and needs none. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function ignoreMissing(error: unknown): void {
  if (errorCode(error) !== 'ENOENT') throw error;
}

const diskReasons: Record<string, string> = {
  ENOSPC: 'its disk is full',
  EDQUOT: 'its disk quota is used up',
  EROFS: 'its folder is read-only',
  EACCES: 'its folder can not be written',
  EPERM: 'its folder can not be written',
  EIO: 'its disk fails',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** Errors of the disk become `unavailable`, as an engine's do. */
function translated(store: ObjectStore): ObjectStore {
  const guard =
    <A extends unknown[], R>(call: (...given: A) => Promise<R>) =>
    async (...given: A): Promise<R> => {
      try {
        return await call(...given);
      } catch (error) {
        const reason = diskReasons[errorCode(error) ?? ''];
        throw reason === undefined ? error : unavailable('filesystem', reason, error);
      }
    };
  return {
    ...store,
    createBucket: guard(store.createBucket),
    dropBucket: guard(store.dropBucket),
    put: guard(store.put),
    get: guard(store.get),
    head: guard(store.head),
    delete: guard(store.delete),
    ping: guard(store.ping),
    mark: guard(store.mark),
    readMark: guard(store.readMark),
  };
}
