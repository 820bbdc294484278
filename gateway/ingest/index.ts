import type { DocumentClient } from '../documents/index.ts';
import { yieldToLoop } from '../infra/yield-to-loop.ts';
import type { RunInWorker } from '../infra/workers/request-worker.ts';
import { SlicePacker, buffersOf, unpackSlices } from '../infra/workers/slices.ts';
import type { Slices } from '../infra/workers/slices.ts';
import type { FileRefs, RecordValues, ValidationMode } from '../schema/types.ts';
import type { ChunkStatsCache } from '../write/chunk-stats.ts';
import type { Collection } from '../write/collection.ts';
import type { FileExtraction } from '../write/prepared.ts';
import { checkBatch, itemsOf } from './check-batch.ts';
import type { BatchMode, BatchOutcome, CheckedRecord } from './check-batch.ts';
import { chunkFile, chunkTexts, textsOf } from './chunk.ts';
import type { ChunkDraft, EncodedChunk } from './chunk.ts';
import { encodeChunks, encodedChunk } from './encode.ts';
import type { Encoding } from './encode.ts';
import { extractText } from './extract.ts';
import type { TextSource } from './extract.ts';
import { unpackRecords, unpackValues } from './packed-values.ts';
import { createRowReader } from './rows.ts';
import type { RowReader } from './rows.ts';
import type { BatchResult, IngestTask, RecordResult } from './tasks.ts';

export interface IngestDeps {
  documents: Pick<DocumentClient, 'extract'>;
  runInWorker: RunInWorker;
  stats: ChunkStatsCache;
}

/** What becomes of a record's texts and files before they are put: extract → chunk → encode. */
export interface Ingest {
  /** The chunks of a record's searched texts. */
  texts: (collection: Collection, values: RecordValues) => Promise<EncodedChunk[]>;
  /**
   * What is read from a file, and the chunks of it. Errors: 400 by the field's `on_error` for a document that can't be
   * read and always for one whose type lies, 503 when the reading was cancelled.
   */
  file: (collection: Collection, source: TextSource) => Promise<IngestedFile>;
  /** Encodes chunks that there are already. */
  encode: (collection: Collection, drafts: ChunkDraft[]) => Promise<EncodedChunk[]>;
  /** Reads and checks the bytes of a record's large JSON body, which are moved. Errors: 400 for all that is wrong with it. */
  record: (collection: Collection, json: Uint8Array, check: InputCheck) => Promise<IngestedRecord>;
  /** Reads and checks a batch: parsed, the bytes of a JSON body, which are moved, or a spooled NDJSON file. */
  batch: (collection: Collection, source: BatchSource, check: BatchOptions) => Promise<IngestedBatch>;
  rows: RowReader;
}

export interface IngestedFile {
  extraction: FileExtraction;
  chunks: EncodedChunk[];
}

export interface InputCheck {
  op: ValidationMode;
  /** Only looked at with an Idempotency-Key. */
  wantsHash: boolean;
}

export interface IngestedRecord {
  values: RecordValues;
  files: FileRefs;
  chunks: EncodedChunk[];
  /** '' where it was not asked for. */
  inputHash: string;
}

export type BatchSource = { records: unknown } | { json: Uint8Array } | { ndjson: string };

export interface BatchOptions {
  mode: BatchMode;
  /** Only looked at with an Idempotency-Key. */
  wantsHash: boolean;
}

/** The valid records of a batch are handed out in portions, once. */
export type IngestedBatch = BatchOutcome & { records: AsyncIterable<CheckedRecord[]> };

/** Characters of text whose analysis takes a few milliseconds; more of them go to a worker. */
const inlineCharacters = 32_000;

export function createIngest({ documents, runInWorker, stats }: IngestDeps): Ingest {
  const run = <Result>(task: IngestTask, transfer: ArrayBuffer[] = []): Promise<Result> =>
    runInWorker<Result>(task, transfer);
  const encode = async (collection: Collection, drafts: ChunkDraft[]): Promise<EncodedChunk[]> => {
    // Many records have no text: they need no statistics either.
    if (drafts.length === 0) return [];
    const { schema } = collection;
    if (charactersOf(drafts.map(({ text }) => text)) <= inlineCharacters) {
      return encodeChunks(schema, await stats.of(collection), drafts);
    }
    const slices = await packDrafts(drafts);
    const task = { task: 'encode', schema, stats: await stats.of(collection), drafts: slices } as const;
    const encodings = await unpackAll<Encoding>(await run(task, buffersOf(slices)));
    const chunks: EncodedChunk[] = [];
    for (const [position, draft] of drafts.entries()) {
      chunks.push(encodedChunk(draft, encodings[position] as Encoding));
      await yieldToLoop();
    }
    return chunks;
  };
  return {
    encode,
    texts: async (collection, values) => {
      const { schema } = collection;
      const texts = textsOf(schema, values);
      if (charactersOf(Object.values(texts)) <= inlineCharacters) {
        return encode(collection, chunkTexts(schema, texts));
      }
      return unpackAll(
        await run({ task: 'texts', schema, stats: await stats.of(collection), values: texts }),
      );
    },
    file: async (collection, source) => {
      const { extraction, chunks } = await extractText(documents, collection.schema, source);
      const drafts = await chunkFile(source.field, source.file.id, chunks);
      return { extraction, chunks: await encode(collection, drafts) };
    },
    record: async (collection, json, check) => {
      const { schema } = collection;
      const task = { task: 'record', json, schema, stats: await stats.of(collection), ...check } as const;
      const { files, inputHash, chunks, ...packed } = await run<RecordResult>(task, [bufferOf(json)]);
      return { values: unpackValues(packed), files, chunks: await unpackAll(chunks), inputHash };
    },
    batch: async (collection, source, options) => {
      const check = { schema: collection.schema, stats: await stats.of(collection), ...options };
      if ('records' in source) return checkInline(source.records, check);
      const transfer = 'json' in source ? [bufferOf(source.json)] : [];
      const { records, ...outcome } = await run<BatchResult>({ task: 'batch', source, ...check }, transfer);
      return { ...outcome, records: unpackRecords(records) };
    },
    rows: createRowReader({ runInWorker, stats }),
  };
}

async function checkInline(
  records: unknown,
  check: Parameters<typeof checkBatch>[1],
): Promise<IngestedBatch> {
  const checked: CheckedRecord[] = [];
  const outcome = await checkBatch(itemsOf(records), check, (record) => checked.push(record));
  async function* all(): AsyncGenerator<CheckedRecord[]> {
    yield checked;
  }
  return { ...outcome, records: all() };
}

async function packDrafts(drafts: ChunkDraft[]): Promise<Slices> {
  const packer = new SlicePacker<ChunkDraft>();
  for (const draft of drafts) {
    packer.add({ ...draft, boxes: null }, draft.text.length);
    await yieldToLoop();
  }
  return packer.finish();
}

async function unpackAll<Item>(slices: Slices): Promise<Item[]> {
  const items: Item[] = [];
  for await (const some of unpackSlices<Item>(slices)) items.push(...some);
  return items;
}

function charactersOf(texts: string[]): number {
  return texts.reduce((sum, { length }) => sum + length, 0);
}

function bufferOf({ buffer }: Uint8Array): ArrayBuffer {
  return buffer as ArrayBuffer;
}

export { notExtracted } from './extract.ts';
export { pathOf } from './check-batch.ts';
export type { BatchMode, CheckedRecord, Refused } from './check-batch.ts';
export type { ChunkDraft, EncodedChunk } from './chunk.ts';
export type { FileHead, RowPortion, RowReader } from './rows.ts';
export type { Portion, RowFile } from './row-tasks.ts';
export type { Place } from '../rows/index.ts';
