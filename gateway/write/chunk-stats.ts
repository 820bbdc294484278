import { LRUCache } from 'lru-cache';
import type { Queryable } from '../infra/postgres.ts';
import type { Collection } from './collection.ts';
import { readChunkStats } from './stats.ts';
import type { LanguageStats, ChunkStats } from './stats.ts';

const keptCollections = 500;
const freshMs = 60_000;

/** Records and chunks of each collection, kept in memory and moved along by this gateway's own writes. */
export interface ChunkStatsCache {
  of: (collection: Collection) => Promise<ChunkStats>;
  /** Counts what a commit has just added. */
  add: (collectionId: string, added: { records: number; chunks: AddedChunk[] }) => void;
}

export interface AddedChunk {
  language: string;
  /** Tokens. */
  length: number;
}

/** Others' writes are seen within a minute: early enough for a mean that moves slowly. */
export function createChunkStats(pg: Queryable): ChunkStatsCache {
  const cache = new LRUCache<string, Promise<ChunkStats>>({ max: keptCollections, ttl: freshMs });
  return {
    of: (collection) => {
      const known = cache.get(collection.id);
      if (known) return known;
      const reading = readChunkStats(pg, collection);
      cache.set(collection.id, reading);
      reading.catch(() => cache.delete(collection.id));
      return reading;
    },
    add: (collectionId, { records, chunks }) => {
      cache.peek(collectionId)?.then(
        (stats) => addTo(stats, records, chunks),
        // Whoever asked for them is told; here there is nothing to add to.
        () => undefined,
      );
    },
  };
}

function addTo(stats: ChunkStats, records: number, chunks: AddedChunk[]): void {
  stats.records += records;
  for (const { language, length } of chunks) {
    const { chunks, tokens } = stats.languages.get(language) ?? { chunks: 0, tokens: 0 };
    stats.languages.set(language, { chunks: chunks + 1, tokens: tokens + length });
  }
}

/** Chunks and their tokens over all languages. */
export function totalOf({ languages }: ChunkStats): LanguageStats {
  const total = { chunks: 0, tokens: 0 };
  for (const { chunks, tokens } of languages.values()) {
    total.chunks += chunks;
    total.tokens += tokens;
  }
  return total;
}

/** Mean chunk length in tokens over all languages; null where there is no chunk yet. */
export function meanLength(stats: ChunkStats): number | null {
  const { chunks, tokens } = totalOf(stats);
  return chunks > 0 ? tokens / chunks : null;
}

/** How many chunks a record has on average; null while that is not known. */
export function meanChunks(stats: ChunkStats): number | null {
  const { chunks } = totalOf(stats);
  return stats.records > 0 && chunks > 0 ? chunks / stats.records : null;
}

/** The language of most chunks; null where there is none yet. */
export function majorityLanguage({ languages }: ChunkStats): string | null {
  let majority: string | null = null;
  let most = 0;
  for (const [language, { chunks }] of languages) {
    if (chunks > most) [majority, most] = [language, chunks];
  }
  return majority;
}
