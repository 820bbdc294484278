import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { MissingContainerError } from './missing-container.ts';
import {
  exists,
  foldersIn,
  guarded,
  ignoreMissing,
  keysBelow,
  makeKeyFolder,
  namesIn,
  removeEmptyFolders,
  removeUpload,
  syncFolder,
  writeDurably,
} from './object-files.ts';
import {
  bucketFolder,
  fileType,
  fileUpload,
  fileVersion,
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
  UnfinishedUpload,
} from './objects.ts';

/** Objects in a folder of this machine, for where no MinIO can be had. One process at a time may write to it. */
export function createFilesystemStore({ dir }: { dir: string }): ObjectStore {
  return {
    kind: 'filesystem',
    createBucket: guarded((bucket: string) => createBucket(dir, bucket)),
    dropBucket: guarded((bucket: string) => dropBucket(dir, bucket)),
    buckets: guarded(async () => (await foldersIn(dir)).map((folder) => folder.name)),
    put: guarded((bucket: string, key: string, body: Readable, options?: PutOptions) =>
      put(dir, bucket, key, body, options),
    ),
    get: guarded((bucket: string, key: string, options?: GetOptions) => get(dir, bucket, key, options)),
    head: guarded(async (bucket: string, key: string) => {
      const found = await newest(dir, bucket, key);
      return found && { size: found.size };
    }),
    delete: guarded((bucket: string, keys: string[]) => remove(dir, bucket, keys)),
    list: (bucket, { prefix = '' } = {}) => list(dir, bucket, prefix),
    listUploads: guarded((bucket: string, { key }: { key?: string } = {}) => listUploads(dir, bucket, key)),
    ping: guarded(async () => void (await mkdir(dir, { recursive: true, mode: 0o700 }))),
    mark: guarded(async (repositoryId: string) => {
      await createBucket(dir, markBucket);
      await put(dir, markBucket, markKey, Readable.from([Buffer.from(repositoryId)]));
    }),
    readMark: guarded(() => readMark(dir)),
    close: () => undefined,
  };
}

async function createBucket(dir: string, bucket: string): Promise<void> {
  const folder = bucketFolder(dir, bucket);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await syncFolder(dir);
}

async function requireBucket(dir: string, bucket: string): Promise<string> {
  const folder = bucketFolder(dir, bucket);
  if (!(await exists(folder))) throw new MissingContainerError('filesystem', bucket);
  return folder;
}

async function put(
  dir: string,
  bucket: string,
  key: string,
  body: Readable,
  options: PutOptions = {},
): Promise<StoredObject> {
  checkKey(key);
  options.signal?.throwIfAborted();
  // It may fail before anybody reads it, and tells its reader again then.
  body.on('error', () => undefined);
  const root = await requireBucket(dir, bucket);
  const folder = await makeKeyFolder(root, bucket, key);
  const version = newVersion();
  const upload = join(folder, uploadFile(version));
  try {
    const sums = await writeDurably(upload, body, options);
    await rename(upload, join(folder, versionFile(version, options.contentType)));
    await syncFolder(folder);
    return { ...sums, etag: version };
  } catch (error) {
    body.destroy();
    await removeUpload(root, folder, upload);
    throw error;
  }
}

async function newest(
  dir: string,
  bucket: string,
  key: string,
): Promise<{ path: string; size: number; contentType: string } | null> {
  checkKey(key);
  const root = await requireBucket(dir, bucket);
  const folder = join(root, ...keyFolders(key));
  const version = (await namesIn(folder))
    .filter((name) => fileVersion(name) !== null)
    .sort()
    .at(-1);
  if (version === undefined) return null;
  const path = join(folder, version);
  return { path, size: (await stat(path)).size, contentType: fileType(version) };
}

async function get(
  dir: string,
  bucket: string,
  key: string,
  { start, end, signal }: GetOptions = {},
): Promise<ObjectBody> {
  const found = await newest(dir, bucket, key);
  if (!found) throw new MissingObjectError(bucket, key);
  const { path, size, contentType } = found;
  const first = start ?? 0;
  const last = Math.min(end ?? size - 1, size - 1);
  if ((start !== undefined || end !== undefined) && first >= size) {
    throw new AppError('range_not_satisfiable', 'The range starts behind the end of the file.');
  }
  if (size === 0) return { body: Readable.from([], { objectMode: false }), size, length: 0, contentType };
  const body = createReadStream(path, { start: first, end: last, ...(signal ? { signal } : {}) });
  return { body, size, length: last - first + 1, contentType };
}

async function remove(dir: string, bucket: string, keys: string[]): Promise<void> {
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

async function* list(dir: string, bucket: string, prefix: string): AsyncGenerator<ObjectVersion> {
  for await (const { key, folder, files } of keysBelow(await requireBucket(dir, bucket))) {
    if (!key.startsWith(prefix)) continue;
    for (const file of files) {
      const versionId = fileVersion(file);
      if (versionId !== null) yield { key, versionId, size: (await stat(join(folder, file))).size };
    }
  }
}

async function listUploads(
  dir: string,
  bucket: string,
  only: string | undefined,
): Promise<UnfinishedUpload[]> {
  const found: UnfinishedUpload[] = [];
  for await (const { key, files } of keysBelow(await requireBucket(dir, bucket))) {
    if (only !== undefined && key !== only) continue;
    for (const file of files) {
      const uploadId = fileUpload(file);
      if (uploadId !== null) found.push({ key, uploadId });
    }
  }
  return found;
}

async function dropBucket(dir: string, bucket: string): Promise<boolean> {
  const folder = bucketFolder(dir, bucket);
  if (!(await exists(folder))) return false;
  await rm(folder, { recursive: true, force: true });
  await syncFolder(dir).catch(ignoreMissing);
  return true;
}

async function readMark(dir: string): Promise<string | null> {
  if (!(await exists(bucketFolder(dir, markBucket)))) return null;
  const found = await newest(dir, markBucket, markKey);
  return found && (await readFile(found.path, 'utf8'));
}
