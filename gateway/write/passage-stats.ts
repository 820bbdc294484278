import { LRUCache } from 'lru-cache';
import type { Queryable } from '../infra/postgres.ts';
import type { Collection } from './collection.ts';
import { readPassageStats } from './stats.ts';
import type { LanguageStats, PassageStats } from './stats.ts';

const keptCollections = 500;
const freshMs = 60_000;

/** Records and passages of each collection, kept in memory and moved along by this gateway's own writes. */
export interface PassageStatsCache {
  of: (collection: Collection) => Promise<PassageStats>;
  /** Counts what a commit has just added. */
  add: (collectionId: string, added: { records: number; passages: AddedPassage[] }) => void;
}

export interface AddedPassage {
  language: string;
  /** Tokens. */
  length: number;
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
    add: (collectionId, { records, passages }) => {
      cache.peek(collectionId)?.then(
        (stats) => addTo(stats, records, passages),
        // Whoever asked for them is told; here there is nothing to add to.
        () => undefined,
      );
    },
  };
}

function addTo(stats: PassageStats, records: number, passages: AddedPassage[]): void {
  stats.records += records;
  for (const { language, length } of passages) {
    const { chunks, tokens } = stats.languages.get(language) ?? { chunks: 0, tokens: 0 };
    stats.languages.set(language, { chunks: chunks + 1, tokens: tokens + length });
  }
}

/** Passages and their tokens over all languages. */
export function totalOf({ languages }: PassageStats): LanguageStats {
  const total = { chunks: 0, tokens: 0 };
  for (const { chunks, tokens } of languages.values()) {
    total.chunks += chunks;
    total.tokens += tokens;
  }
  return total;
}

/** Mean passage length in tokens over all languages; null where there is no passage yet. */
export function meanLength(stats: PassageStats): number | null {
  const { chunks, tokens } = totalOf(stats);
  return chunks > 0 ? tokens / chunks : null;
}

/** How many passages a record has on average; null while that is not known. */
export function meanPassages(stats: PassageStats): number | null {
  const { chunks } = totalOf(stats);
  return stats.records > 0 && chunks > 0 ? chunks / stats.records : null;
}

/** The language of most passages; null where there is none yet. */
export function majorityLanguage({ languages }: PassageStats): string | null {
  let majority: string | null = null;
  let most = 0;
  for (const [language, { chunks }] of languages) {
    if (chunks > most) [majority, most] = [language, chunks];
  }
  return majority;
}
