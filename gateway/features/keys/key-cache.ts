import { LRUCache } from 'lru-cache';
import type { Listener } from '../../infra/listener.ts';
import type { KeyRow } from './store.ts';
import { keysChannel } from './store.ts';

/** Tells when what is cached may have changed; nothing may be cached while it does not hear. */
export type ChangeFeed = Pick<Listener, 'isConnected' | 'on' | 'onConnect'>;

/**
 * Valid keys by the hash of the key. Emptied at every change of any key, anywhere; while the listener is cut,
 * everything is read at each use.
 */
export function createKeyCache(feed: ChangeFeed, read: (hash: Buffer) => Promise<KeyRow | undefined>) {
  const cache = new LRUCache<string, KeyRow>({ max: 1_000 });
  let generation = 0;
  const forget = (): void => {
    generation++;
    cache.clear();
  };
  feed.on(keysChannel, forget);
  feed.onConnect(forget);
  return {
    forget,
    async find(hash: Buffer): Promise<KeyRow | undefined> {
      const id = hash.toString('latin1');
      if (!feed.isConnected) return read(hash);
      const known = cache.get(id);
      if (known) return isExpired(known) ? undefined : known;
      const before = generation;
      const row = await read(hash);
      // A change heard meanwhile may be newer than what was read.
      if (row && before === generation && feed.isConnected) cache.set(id, row);
      return row;
    },
  };
}

function isExpired({ expires_at: at }: KeyRow): boolean {
  return at !== null && Date.parse(at) <= Date.now();
}
