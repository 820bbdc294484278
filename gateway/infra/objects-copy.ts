import { setMaxListeners } from 'node:events';
import { retryWhileUnavailable } from './engine-retry.ts';
import { sumOfObject } from './object-sum.ts';
import { openObjectStore } from './objects-open.ts';
import type { ObjectsConnection } from './objects-open.ts';
import { markBucket } from './objects.ts';
import type { ObjectStore } from './objects.ts';

/** How far a copy is, of how much. */
export interface CopyProgress {
  objects: number;
  bytes: number;
  ofObjects: number;
  ofBytes: number;
}

export interface CopyOptions {
  /** Ends it between two pieces of an object; calling again goes on from there. */
  signal?: AbortSignal;
  /** Told once how much is yet to be copied; what it throws ends the copy before anything was. */
  requireRoom?: (left: { objects: number; bytes: number }) => Promise<void>;
  onProgress?: (progress: CopyProgress) => void;
}

export interface CopySummary {
  buckets: number;
  objects: number;
  bytes: number;
  /** Those of the objects that were not there from an earlier, unfinished copy. */
  copied: number;
}

/** Enough to hide the waiting for the disk; more does not copy faster on one disk. */
const objectsAtOnce = 8;
/** A store that does not answer for so long has failed. */
const patienceSeconds = 30;
const deletedAtOnce = 500;

/**
 * Makes the store at `to` serve exactly what the one at `from` serves: every bucket, the newest version of every object
 * with its type, the repository's mark, and nothing else. What it serves afterwards was read back and compared. Neither
 * store may be written to meanwhile. Nothing is taken out of `from`. What was copied before is not copied again.
 */
export async function copyObjects(
  from: ObjectsConnection,
  to: ObjectsConnection,
  options: CopyOptions = {},
): Promise<CopySummary> {
  // Each object under way listens to it.
  if (options.signal !== undefined) setMaxListeners(0, options.signal);
  const [source, target] = [openObjectStore(from), openObjectStore(to)];
  try {
    const mark = await markToCopy(source, target);
    const summary = await new Copy(source, target, options).run();
    if (mark !== null) await target.mark(mark);
    return summary;
  } finally {
    source.close();
    target.close();
  }
}

/** Null when it is there. Throws for a target of another repository. */
async function markToCopy(source: ObjectStore, target: ObjectStore): Promise<string | null> {
  const [id, other] = [await source.readMark(), await target.readMark()];
  if (other === null || other === id) return other === null ? id : null;
  throw new Error(
    `The ${target.kind} store holds objects of another repository (${other}). Nothing was changed.`,
  );
}

class Copy {
  readonly #source: ObjectStore;
  readonly #target: ObjectStore;
  readonly #options: CopyOptions;
  readonly #done: CopyProgress = { objects: 0, bytes: 0, ofObjects: 0, ofBytes: 0 };
  #copied = 0;

  constructor(source: ObjectStore, target: ObjectStore, options: CopyOptions) {
    this.#source = source;
    this.#target = target;
    this.#options = options;
  }

  async run(): Promise<CopySummary> {
    const buckets = await bucketsOf(this.#source);
    const { objects, bytes } = await extentOf(this.#source, buckets);
    Object.assign(this.#done, { ofObjects: objects, ofBytes: bytes });
    await this.#removeStrays(buckets);
    const there = await extentOf(this.#target, await bucketsOf(this.#target));
    await this.#options.requireRoom?.({
      objects: Math.max(0, objects - there.objects),
      bytes: Math.max(0, bytes - there.bytes),
    });
    for (const bucket of buckets) await this.#copyBucket(bucket);
    return {
      buckets: buckets.length,
      objects: this.#done.objects,
      bytes: this.#done.bytes,
      copied: this.#copied,
    };
  }

  /** What an earlier copy left that the source has not, or has no more: also what was only begun. */
  async #removeStrays(wanted: string[]): Promise<void> {
    for (const bucket of await bucketsOf(this.#target)) {
      this.#options.signal?.throwIfAborted();
      if (!wanted.includes(bucket)) {
        await this.#target.dropBucket(bucket);
        continue;
      }
      const strays = (await this.#target.listUploads(bucket)).map(({ key }) => key);
      for await (const { key, versions } of keysOf(this.#target, bucket)) {
        if (versions > 1 || (await this.#source.head(bucket, key)) === null) strays.push(key);
        if (strays.length >= deletedAtOnce) await this.#target.delete(bucket, strays.splice(0));
      }
      if (strays.length > 0) await this.#target.delete(bucket, strays);
    }
  }

  async #copyBucket(bucket: string): Promise<void> {
    await this.#target.createBucket(bucket);
    let served = 0;
    await forEach(keysOf(this.#source, bucket), objectsAtOnce, async ({ key }) => {
      const isThere = await retryWhileUnavailable(patienceSeconds, async () => {
        this.#options.signal?.throwIfAborted();
        return await this.#copyObject(bucket, key);
      });
      if (isThere) served += 1;
    });
    let listed = 0;
    for await (const _key of keysOf(this.#target, bucket)) listed += 1;
    if (listed !== served) {
      throw new Error(
        `Bucket ${bucket} has ${served} objects, its copy in the ${this.#target.kind} store has ${listed}.`,
      );
    }
  }

  /** False for an object that is not served: its newest version is a delete marker. */
  async #copyObject(bucket: string, key: string): Promise<boolean> {
    const [wanted, there] = await Promise.all([
      this.#source.head(bucket, key),
      this.#target.head(bucket, key),
    ]);
    if (wanted === null) return false;
    const isCopied = there?.size === wanted.size && (await this.#isSame(bucket, key));
    if (!isCopied) {
      if (there !== null) await this.#target.delete(bucket, [key]);
      await this.#put(bucket, key);
      this.#copied += 1;
    }
    this.#done.objects += 1;
    this.#done.bytes += wanted.size;
    this.#options.onProgress?.({ ...this.#done });
    return true;
  }

  async #isSame(bucket: string, key: string): Promise<boolean> {
    const sums = await Promise.all([
      this.#sumIn(this.#source, bucket, key),
      this.#sumIn(this.#target, bucket, key),
    ]);
    return sums[0] === sums[1];
  }

  async #put(bucket: string, key: string): Promise<void> {
    const { signal } = this.#options;
    const { body, size, contentType } = await this.#source.get(bucket, key);
    try {
      const options = { size, contentType, ...(signal === undefined ? {} : { signal }) };
      const { sha256 } = await this.#target.put(bucket, key, body, options);
      if ((await this.#sumIn(this.#target, bucket, key)) === sha256) return;
    } finally {
      body.destroy();
    }
    throw new Error(`The ${this.#target.kind} store does not give back what was put: ${bucket}/${key}`);
  }

  #sumIn(store: ObjectStore, bucket: string, key: string): Promise<string> {
    return sumOfObject(store, bucket, key, this.#options.signal);
  }
}

/** Those of collections: the mark is nobody's file. */
async function bucketsOf(store: ObjectStore): Promise<string[]> {
  return (await store.buckets()).filter((bucket) => bucket !== markBucket);
}

async function extentOf(store: ObjectStore, buckets: string[]): Promise<{ objects: number; bytes: number }> {
  const extent = { objects: 0, bytes: 0 };
  for (const bucket of buckets) {
    for await (const { bytes } of keysOf(store, bucket)) {
      extent.objects += 1;
      extent.bytes += bytes;
    }
  }
  return extent;
}

/** Each key of a bucket once; stores list the versions of a key one after another. */
async function* keysOf(
  store: ObjectStore,
  bucket: string,
): AsyncGenerator<{ key: string; versions: number; bytes: number }> {
  let current: { key: string; versions: number; bytes: number } | undefined;
  for await (const { key, size } of store.list(bucket)) {
    if (current !== undefined && current.key !== key) yield current;
    current =
      current?.key === key
        ? { key, versions: current.versions + 1, bytes: current.bytes + size }
        : { key, versions: 1, bytes: size };
  }
  if (current !== undefined) yield current;
}

/** So many at a time. The first failure ends it, once those under way have ended too. */
async function forEach<T>(
  items: AsyncGenerator<T>,
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  let hasFailed = false;
  const workers = Array.from({ length: atOnce }, async () => {
    try {
      for (;;) {
        const next = await items.next();
        if (next.done === true || hasFailed) return;
        await work(next.value);
      }
    } catch (error) {
      hasFailed = true;
      throw error;
    }
  });
  for (const outcome of await Promise.allSettled(workers)) {
    if (outcome.status === 'rejected') throw outcome.reason;
  }
}
