import { LRUCache } from 'lru-cache';
import type { Listener } from './listener.ts';

/** Tells when what is cached may have changed; nothing may be cached while it does not hear. */
export type ChangeFeed = Pick<Listener, 'isConnected' | 'on' | 'onConnect'>;

export interface ChangeCache<Value> {
  /** What is known by this key, else what `read` finds now; what is not there is not remembered. */
  get: (key: string, read: () => Promise<Value | undefined>) => Promise<Value | undefined>;
  /** For a change of one's own, which would be heard a moment later only. */
  forget: () => void;
}

/**
 * The thousand values that were read last, emptied at every change that any gateway tells on `channel`; while the feed
 * is cut, everything is read at each use.
 */
export function createChangeCache<Value extends object>(
  feed: ChangeFeed,
  channel: string,
): ChangeCache<Value> {
  const cache = new LRUCache<string, Value>({ max: 1_000 });
  let generation = 0;
  const forget = (): void => {
    generation++;
    cache.clear();
  };
  feed.on(channel, forget);
  feed.onConnect(forget);
  return {
    forget,
    get: async (key, read) => {
      if (!feed.isConnected) return read();
      const known = cache.get(key);
      if (known) return known;
      const before = generation;
      const value = await read();
      // A change heard meanwhile may be newer than what was read.
      if (value && before === generation && feed.isConnected) cache.set(key, value);
      return value;
    },
  };
}
