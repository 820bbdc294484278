import { yieldToLoop } from '../infra/yield-to-loop.ts';
import type { CollectionSchema } from '../schema/types.ts';
import { analyze, chunkLanguage, documentVector } from '../text/index.ts';
import type { Language } from '../text/index.ts';
import { majorityLanguage, meanLength } from '../write/chunk-stats.ts';
import type { ChunkStats } from '../write/stats.ts';
import type { ChunkDraft, EncodedChunk } from './chunk.ts';

/** What encoding adds to a chunk. */
export type Encoding = Pick<EncodedChunk, 'language' | 'length' | 'sparse'>;

export function encodedChunk(draft: ChunkDraft, encoding: Encoding): EncodedChunk {
  const { id, field, fileId, text, page, boxes, isNew } = draft;
  return { id, field, fileId, text, page, boxes, isNew, ...encoding };
}

/** Enough for a first mean: with 256, searches of Cranfield lose .0014 nDCG. Some 10 kB each while they wait. */
const sampledChunks = 2_000;
const firstLanguage: Language = 'pt';

/**
 * Gives chunks their languages and sparse vectors. In a collection without chunks the first ones, few of which are kept
 * waiting for it, stand for the mean length of all; it moves on with those that follow.
 */
export class ChunkEncoder {
  readonly #schema: CollectionSchema;
  readonly #majority: Language;
  readonly #known: number | null;
  #length = 0;
  #count = 0;
  #waiting: ((mean: number) => void)[] = [];

  constructor(schema: CollectionSchema, stats: ChunkStats) {
    this.#schema = schema;
    this.#majority = (majorityLanguage(stats) ?? firstLanguage) as Language;
    this.#known = meanLength(stats);
  }

  /** Encodes chunks and hands them to `take`, in the order of the calls, at the latest when `finish` is called. */
  add(drafts: readonly ChunkDraft[], take: (chunks: EncodedChunk[]) => void): void {
    const chunks: EncodedChunk[] = [];
    for (const draft of drafts) {
      const language = draft.language ?? this.#languageOf(draft);
      const analysis = analyze(draft.text, language, { typoTolerance: this.#schema.config.typoTolerance });
      const { length } = analysis;
      this.#length += length;
      this.#count++;
      this.#waiting.push((mean) => {
        const sparse = JSON.stringify(documentVector(analysis, mean));
        chunks.push(encodedChunk(draft, { language, length, sparse }));
      });
      this.#moveOn();
    }
    this.#waiting.push(() => take(chunks));
    this.#moveOn();
  }

  finish(): void {
    const mean = this.#known ?? (this.#length > 0 ? this.#length / this.#count : 1);
    for (const encode of this.#waiting.splice(0)) encode(mean);
  }

  #moveOn(): void {
    if (this.#known !== null || this.#count >= sampledChunks) this.finish();
  }

  #languageOf({ text, documentLanguage }: ChunkDraft): Language {
    const { language } = this.#schema.config;
    return language === 'auto' ? chunkLanguage(text, documentLanguage, this.#majority) : language;
  }
}

/** Chunks with their encodings, in order. */
export async function encodeChunks(
  schema: CollectionSchema,
  stats: ChunkStats,
  drafts: readonly ChunkDraft[],
): Promise<EncodedChunk[]> {
  const encoder = new ChunkEncoder(schema, stats);
  const chunks: EncodedChunk[] = [];
  for (const draft of drafts) {
    encoder.add([draft], (encoded) => chunks.push(...encoded));
    await yieldToLoop();
  }
  encoder.finish();
  return chunks;
}
