import { LRUCache } from 'lru-cache';
import type { Queryable } from '../infra/postgres.ts';
import type { Collection } from './collection.ts';
import { readPassageStats } from './stats.ts';
import type { PassageStats } from './stats.ts';

const keptCollections = 500;
const freshMs = 60_000;

/** Passages per language of each collection, kept in memory and moved along by this gateway's own writes. */
export interface PassageStatsCache {
  of: (collection: Collection) => Promise<PassageStats>;
  /** Counts a passage that a commit has just added. */
  add: (collectionId: string, language: string, tokens: number) => void;
}

/** Others' writes are seen within a minute: early enough for a mean that moves slowly. */
export function createPassageStats(pg: Queryable): PassageStatsCache {
  const cache = new LRUCache<string, Promise<PassageStats>>({ max: keptCollections, ttl: freshMs });
  return {
    of: (collection) => {
      const known = cache.get(collection.id);
      if (known) return known;
      const reading = readPassageStats(pg, collection);
      cache.set(collection.id, reading);
      reading.catch(() => cache.delete(collection.id));
      return reading;
    },
    add: (collectionId, language, tokens) => {
      void cache.peek(collectionId)?.then((stats) => {
        const { chunks, tokens: counted } = stats.get(language) ?? { chunks: 0, tokens: 0 };
        stats.set(language, { chunks: chunks + 1, tokens: counted + tokens });
      });
    },
  };
}

/** Mean passage length in tokens over all languages; null where there is no passage yet. */
export function meanLength(stats: PassageStats): number | null {
  let chunks = 0;
  let tokens = 0;
  for (const language of stats.values()) {
    chunks += language.chunks;
    tokens += language.tokens;
  }
  return chunks > 0 ? tokens / chunks : null;
}

/** The language of most passages; null where there is none yet. */
export function majorityLanguage(stats: PassageStats): string | null {
  let majority: string | null = null;
  let most = 0;
  for (const [language, { chunks }] of stats) {
    if (chunks > most) [majority, most] = [language, chunks];
  }
  return majority;
}
