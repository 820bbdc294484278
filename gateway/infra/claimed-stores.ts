import type { ObjectStore } from './objects.ts';
import type { StoreClaim } from './repository.ts';
import type { VectorStore } from './vectors.ts';

/** The same store, of which nothing is asked before it is known to be ours. */
export function claimedVectors(store: VectorStore, claim: StoreClaim): VectorStore {
  return {
    ...store,
    createCollection: after(claim, (...args) => store.createCollection(...args)),
    dropCollection: after(claim, (...args) => store.dropCollection(...args)),
    collections: after(claim, (...args) => store.collections(...args)),
    upsert: after(claim, (...args) => store.upsert(...args)),
    deletePoints: after(claim, (...args) => store.deletePoints(...args)),
    search: after(claim, (...args) => store.search(...args)),
    count: after(claim, (...args) => store.count(...args)),
    missing: after(claim, (...args) => store.missing(...args)),
    scrollIds: (name) => iterateAfter(claim, () => store.scrollIds(name)),
    ping: after(claim, (...args) => store.ping(...args)),
  };
}

/** The same store, of which nothing is asked before it is known to be ours. */
export function claimedObjects(store: ObjectStore, claim: StoreClaim): ObjectStore {
  return {
    ...store,
    createBucket: after(claim, (...args) => store.createBucket(...args)),
    dropBucket: after(claim, (...args) => store.dropBucket(...args)),
    buckets: after(claim, (...args) => store.buckets(...args)),
    put: after(claim, (...args) => store.put(...args)),
    get: after(claim, (...args) => store.get(...args)),
    head: after(claim, (...args) => store.head(...args)),
    delete: after(claim, (...args) => store.delete(...args)),
    list: (bucket, options) => iterateAfter(claim, () => store.list(bucket, options)),
    listUploads: after(claim, (...args) => store.listUploads(...args)),
    ping: after(claim, (...args) => store.ping(...args)),
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
