import type { Readable } from 'node:stream';

/** What a put says about the bytes that went by. */
export interface StoredObject {
  /** Bytes. */
  size: number;
  /** Of the whole content, lower-case hex. */
  sha256: string;
  etag: string;
}

export interface PutOptions {
  /** Bytes, where known: then nothing is buffered. Fewer or more bytes than this fail the put. */
  size?: number;
  contentType?: string;
  /** Aborting it fails the put and leaves nothing visible. */
  signal?: AbortSignal;
}

/** Both ends are byte offsets, inclusive. */
export interface GetOptions {
  start?: number;
  end?: number;
  signal?: AbortSignal;
}

export interface ObjectBody {
  body: Readable;
  /** Bytes of the whole object, whatever the range. */
  size: number;
  /** Bytes that `body` will deliver. */
  length: number;
  contentType: string;
}

/** One version of one object; a delete marker has size 0. */
export interface ObjectVersion {
  key: string;
  versionId: string;
  size: number;
}

export interface UnfinishedUpload {
  key: string;
  uploadId: string;
}

/** The bucket is there, the object is not. */
export class MissingObjectError extends Error {
  readonly bucket: string;
  readonly key: string;

  constructor(bucket: string, key: string, cause?: unknown) {
    super(`Bucket ${bucket} has no object ${key}`, cause === undefined ? undefined : { cause });
    this.name = 'MissingObjectError';
    this.bucket = bucket;
    this.key = key;
  }
}

/**
 * Buckets of versioned objects. A store that can't be reached throws `unavailable` (503); a bucket that is not
 * there MissingContainerError; retries are the caller's. Keys are any well-formed text of at most 1,024 bytes.
 */
export interface ObjectStore {
  readonly kind: 'minio' | 's3' | 'filesystem';
  /** Idempotent; versioning is on. */
  createBucket(bucket: string): Promise<void>;
  /** Removes all versions, unfinished uploads and the bucket. Idempotent; false where there was none. */
  dropBucket(bucket: string): Promise<boolean>;
  buckets(): Promise<string[]>;
  /**
   * Streams `body` to the key; it becomes visible whole or not at all. Nothing of `body` is read before the store
   * has accepted the connection.
   */
  put(bucket: string, key: string, body: Readable, options?: PutOptions): Promise<StoredObject>;
  /** The newest version. Throws MissingObjectError, or `range_not_satisfiable` when it starts behind the end. */
  get(bucket: string, key: string, options?: GetOptions): Promise<ObjectBody>;
  head(bucket: string, key: string): Promise<{ size: number } | null>;
  /** Removes every version and delete marker of exactly these keys, and aborts their unfinished uploads. Idempotent. */
  delete(bucket: string, keys: string[]): Promise<void>;
  /** Every version, for checks. */
  list(bucket: string, options?: { prefix?: string }): AsyncIterable<ObjectVersion>;
  listUploads(bucket: string, options?: { key?: string }): Promise<UnfinishedUpload[]>;
  ping(): Promise<void>;
  /** Writes the repository's id into the store. */
  mark(repositoryId: string): Promise<void>;
  /** The id of the repository that this store belongs to; null for an unmarked one. */
  readMark(): Promise<string | null>;
  close(): void;
}

/** What an object is that was put without a type. */
export const plainType = 'application/octet-stream';

/** Where a store keeps the id of its repository. */
export const markBucket = 'frodb-repository';
export const markKey = 'id';

/** Refuses what no store could name: nothing, more than 1,024 bytes, or text that is not well-formed. */
export function checkKey(key: string): void {
  const bytes = Buffer.from(key);
  if (key === '' || bytes.length > 1_024 || bytes.toString() !== key)
    throw new Error('Not a key for an object');
}
