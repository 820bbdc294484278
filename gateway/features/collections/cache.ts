import { LRUCache } from 'lru-cache';
import type { Listener } from '../../infra/listener.ts';
import type { Collection } from '../../write/collection.ts';
import { collectionsChannel } from './store.ts';

/** Tells when what is cached may have changed; nothing may be cached while it does not hear. */
export type ChangeFeed = Pick<Listener, 'isConnected' | 'on' | 'onConnect'>;

type Find = (name: string, database: string | undefined) => Promise<Collection[]>;

/**
 * Collections by the name they are asked for, emptied at every change of any, anywhere. What is not there is not
 * remembered. A commit checks the schema version itself, so the worst an old entry can do is to cost a round.
 */
export function createCollectionCache(feed: ChangeFeed, read: Find) {
  const cache = new LRUCache<string, Collection[]>({ max: 1_000 });
  let generation = 0;
  const forget = (): void => {
    generation++;
    cache.clear();
  };
  feed.on(collectionsChannel, forget);
  feed.onConnect(forget);
  return {
    forget,
    find: async (name: string, database: string | undefined): Promise<Collection[]> => {
      if (!feed.isConnected) return read(name, database);
      const key = `${database ?? ''}/${name}`;
      const known = cache.get(key);
      if (known) return known;
      const before = generation;
      const found = await read(name, database);
      // A change heard meanwhile may be newer than what was read.
      if (found.length > 0 && before === generation && feed.isConnected) cache.set(key, found);
      return found;
    },
  };
}
