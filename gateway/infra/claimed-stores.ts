import type { ObjectStore } from './objects.ts';
import type { StoreClaim } from './repository.ts';
import type { VectorStore } from './vectors.ts';

/** The same store, of which nothing is asked before it is known to be ours. */
export function claimedVectors(store: VectorStore, claim: StoreClaim): VectorStore {
  return {
    ...store,
    createCollection: after(claim, store.createCollection),
    dropCollection: after(claim, store.dropCollection),
    collections: after(claim, store.collections),
    upsert: after(claim, store.upsert),
    deletePoints: after(claim, store.deletePoints),
    search: after(claim, store.search),
    count: after(claim, store.count),
    scrollIds: (name) => iterateAfter(claim, () => store.scrollIds(name)),
    ping: after(claim, store.ping),
  };
}

/** The same store, of which nothing is asked before it is known to be ours. */
export function claimedObjects(store: ObjectStore, claim: StoreClaim): ObjectStore {
  return {
    ...store,
    createBucket: after(claim, store.createBucket),
    dropBucket: after(claim, store.dropBucket),
    buckets: after(claim, store.buckets),
    put: after(claim, store.put),
    get: after(claim, store.get),
    head: after(claim, store.head),
    delete: after(claim, store.delete),
    list: (bucket, options) => iterateAfter(claim, () => store.list(bucket, options)),
    listUploads: after(claim, store.listUploads),
    ping: after(claim, store.ping),
  };
}

function after<Args extends unknown[], Result>(
  claim: StoreClaim,
  method: (...args: Args) => Promise<Result>,
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    await claim.settled();
    return method(...args);
  };
}

async function* iterateAfter<T>(claim: StoreClaim, open: () => AsyncIterable<T>): AsyncGenerator<T> {
  await claim.settled();
  yield* open();
}
