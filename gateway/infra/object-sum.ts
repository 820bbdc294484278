import { createHash } from 'node:crypto';
import type { ObjectStore } from './objects.ts';

/** SHA-256 in hex of what a store serves for a key, read piece by piece. Errors: those of `get`, and the signal's. */
export async function sumOfObject(
  store: Pick<ObjectStore, 'get'>,
  bucket: string,
  key: string,
  signal?: AbortSignal,
): Promise<string> {
  const hash = createHash('sha256');
  const { body } = await store.get(bucket, key);
  for await (const piece of body as AsyncIterable<Buffer>) {
    signal?.throwIfAborted();
    hash.update(piece);
  }
  return hash.digest('hex');
}
