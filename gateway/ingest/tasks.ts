import { limits } from '../contract/limits.ts';
import { AppError, invalidInput, tooLarge } from '../errors.ts';
import { jsonLength } from '../infra/large-json.ts';
import { SlicePacker, buffersOf, unpackSlices } from '../infra/workers/slices.ts';
import type { Slices } from '../infra/workers/slices.ts';
import { validateRecord } from '../schema/record.ts';
import type { CollectionSchema, FileRefs, RecordValues, ValidationMode } from '../schema/types.ts';
import { hashInput } from '../write/input-hash.ts';
import type { ChunkStats } from '../write/stats.ts';
import { checkBatch, itemsOf } from './check-batch.ts';
import type { BatchCheck, BatchItem, BatchOutcome } from './check-batch.ts';
import { chunkTexts } from './chunk.ts';
import type { ChunkDraft, EncodedChunk } from './chunk.ts';
import { encodeChunks } from './encode.ts';
import type { Encoding } from './encode.ts';
import { firstPlace, readLines, withFile } from '../rows/index.ts';
import { packValues } from './packed-values.ts';
import type { PackedRecord, PackedValues } from './packed-values.ts';

/** What is left to a worker thread: reading, checking, cutting and encoding what is large. */
export type IngestTask =
  | ({ task: 'batch'; source: { json: Uint8Array } | { ndjson: string } } & BatchCheck)
  | ({ task: 'record'; json: Uint8Array } & RecordCheck)
  | { task: 'texts'; schema: CollectionSchema; stats: ChunkStats; values: RecordValues }
  | { task: 'encode'; schema: CollectionSchema; stats: ChunkStats; drafts: Slices };

export interface RecordCheck {
  schema: CollectionSchema;
  op: ValidationMode;
  stats: ChunkStats;
  /** Only looked at with an Idempotency-Key. */
  wantsHash: boolean;
}

/** Of `record`; the slices hold its `EncodedChunk`s. */
export type RecordResult = PackedValues & { files: FileRefs; inputHash: string; chunks: Slices };
/** Of `batch`; the slices hold `PackedRecord`s. */
export type BatchResult = BatchOutcome & { records: Slices };
export interface TaskDone<Result> {
  result: Result;
  transfer: ArrayBuffer[];
}

/** Runs in the worker. `readJson` is the strict reader of bodies. */
export async function runIngestTask(
  task: IngestTask,
  readJson: (bytes: Uint8Array) => unknown,
): Promise<TaskDone<RecordResult | BatchResult | Slices>> {
  switch (task.task) {
    case 'record':
      return runRecord(task, readJson);
    case 'batch':
      return runBatch(task, readJson);
    case 'texts':
      return packedChunks(await chunksOf(task));
    case 'encode':
      return runEncode(task);
  }
}

async function runBatch(
  { source, ...check }: IngestTask & { task: 'batch' },
  readJson: (bytes: Uint8Array) => unknown,
): Promise<TaskDone<BatchResult>> {
  const packed =
    'json' in source
      ? await checkAndPack(itemsOf(readJson(source.json)), check)
      : await withFile(source.ndjson, (file) =>
          checkAndPack(readItems(readLines(file, firstPlace, limits.jsonBytes), readJson), check),
        );
  return { result: packed, transfer: buffersOf(packed.records) };
}

/** What `checkBatch` says, and the valid records packed. */
export async function checkAndPack(items: Iterable<BatchItem>, check: BatchCheck): Promise<BatchResult> {
  const packer = new SlicePacker<PackedRecord>();
  const outcome = await checkBatch(items, check, ({ values, ...record }) =>
    packer.add(
      { ...record, ...packValues(check.schema, values) },
      jsonLength(values) + record.chunks.reduce((sum, chunk) => sum + bytesOfChunk(chunk), 0),
    ),
  );
  return { ...outcome, records: packer.finish() };
}

function* readItems(
  lines: ReturnType<typeof readLines>,
  readJson: (bytes: Uint8Array) => unknown,
): Generator<BatchItem> {
  for (const { bytes } of lines) {
    if (bytes === null) throw tooLarge(`A line may have at most ${limits.jsonBytes} bytes.`);
    yield readItem(bytes, readJson);
  }
}

function readItem(line: Uint8Array, readJson: (bytes: Uint8Array) => unknown): BatchItem {
  try {
    return { value: readJson(line) };
  } catch (error) {
    if (error instanceof AppError) return { refusal: error };
    throw error;
  }
}

async function runRecord(
  { json, schema, op, stats, wantsHash }: IngestTask & { task: 'record' },
  readJson: (bytes: Uint8Array) => unknown,
): Promise<TaskDone<RecordResult>> {
  const input = readJson(json);
  const { values, files, errors } = validateRecord(schema, input, op);
  if (errors.length > 0) throw invalidInput(errors);
  const chunks = packedChunks(await chunksOf({ schema, stats, values }));
  const inputHash = wantsHash ? hashInput(input) : '';
  return {
    result: { ...packValues(schema, values), files, inputHash, chunks: chunks.result },
    transfer: chunks.transfer,
  };
}

function chunksOf({ schema, stats, values }: Omit<IngestTask & { task: 'texts' }, 'task'>) {
  return encodeChunks(schema, stats, chunkTexts(schema, values));
}

async function runEncode({
  schema,
  stats,
  drafts,
}: IngestTask & { task: 'encode' }): Promise<TaskDone<Slices>> {
  const all: ChunkDraft[] = [];
  for await (const some of unpackSlices<ChunkDraft>(drafts)) all.push(...some);
  const encoded = await encodeChunks(schema, stats, all);
  const encodings = encoded.map(({ language, length, sparse }): Encoding => ({ language, length, sparse }));
  return packed(encodings, ({ sparse }) => sparse.length);
}

function packedChunks(chunks: EncodedChunk[]): TaskDone<Slices> {
  return packed(chunks, bytesOfChunk);
}

function packed<Item>(items: Item[], bytesOf: (item: Item) => number): TaskDone<Slices> {
  const packer = new SlicePacker<Item>();
  for (const item of items) packer.add(item, bytesOf(item));
  const result = packer.finish();
  return { result, transfer: buffersOf(result) };
}

function bytesOfChunk({ text, sparse }: EncodedChunk): number {
  return text.length + sparse.length;
}
