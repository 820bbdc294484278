import { limits } from '../../contract/limits.ts';
import { AppError, invalidField, invalidInput, tooLarge } from '../../errors.ts';
import { SlicePacker, buffersOf, unpackSlices } from '../../infra/workers/slices.ts';
import type { Slices } from '../../infra/workers/slices.ts';
import { validateRecord } from '../../schema/record.ts';
import type { CollectionSchema, FileRefs, RecordValues, ValidationMode } from '../../schema/types.ts';
import type { Language } from '../../text/index.ts';
import { hashInput } from '../../write/input-hash.ts';
import type { ChunkStats } from '../../write/stats.ts';
import { checkBatch } from './check-batch.ts';
import type { BatchCheck, BatchItem, BatchOutcome, CheckedRecord } from './check-batch.ts';
import { readLines } from './ndjson.ts';
import { ChunkEncoder, draftTexts } from './chunks.ts';
import { packValues } from './packed-values.ts';
import type { PackedValues } from './packed-values.ts';
import type { ChunkDraft, ChunkEncoding } from './chunks.ts';

/** What the records' service leaves to a worker thread. */
export type RecordTask =
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

/** A `CheckedRecord` on its way. */
export type PackedRecord = Omit<CheckedRecord, 'values'> & PackedValues;
/** Of `record`; the slices hold its `ChunkDraft`s. */
export type RecordResult = PackedValues & { files: FileRefs; inputHash: string; chunks: Slices };
/** Of `batch`; the slices hold `PackedRecord`s. */
export type BatchResult = BatchOutcome & { records: Slices };
/** Of `texts`; the slices hold `ChunkDraft`s. */
export type TextsResult = Slices;
/** Of `encode`; the slices hold `Encoded`, in the order of the drafts. */
export type EncodeResult = Slices;

export interface Encoded {
  language: Language;
  encoding: ChunkEncoding;
}

interface TaskDone<Result> {
  result: Result;
  transfer: ArrayBuffer[];
}

/** Runs in the worker. `readJson` is the strict reader of bodies. */
export async function runRecordTask(
  task: RecordTask,
  readJson: (bytes: Uint8Array) => unknown,
): Promise<TaskDone<RecordResult | BatchResult | Slices>> {
  switch (task.task) {
    case 'record':
      return runRecord(task, readJson);
    case 'batch':
      return runBatch(task, readJson);
    case 'texts':
      return runTexts(task);
    case 'encode':
      return runEncode(task);
  }
}

async function runBatch(
  { source, ...check }: RecordTask & { task: 'batch' },
  readJson: (bytes: Uint8Array) => unknown,
): Promise<TaskDone<BatchResult>> {
  const items =
    'json' in source
      ? itemsOf(readJson(source.json))
      : readItems(readLines(source.ndjson, limits.jsonBytes), readJson);
  const packer = new SlicePacker<PackedRecord>();
  const outcome = await checkBatch(items, check, ({ values, ...record }) =>
    packer.add(
      { ...record, ...packValues(check.schema, values) },
      bytesOf({ values, chunks: record.chunks }),
    ),
  );
  const records = packer.finish();
  return { result: { ...outcome, records }, transfer: buffersOf(records) };
}

/** The records of a JSON body. Errors: 400 for what is no list. */
export function itemsOf(records: unknown): BatchItem[] {
  if (!Array.isArray(records)) throw invalidField('body', 'wrong_type', 'must be a list of records');
  return records.map((value: unknown) => ({ value }));
}

function* readItems(
  lines: Iterable<Uint8Array | null>,
  readJson: (bytes: Uint8Array) => unknown,
): Generator<BatchItem> {
  for (const line of lines) {
    if (line === null) throw tooLarge(`A line may have at most ${limits.jsonBytes} bytes.`);
    yield readItem(line, readJson);
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
  { json, schema, op, stats, wantsHash }: RecordTask & { task: 'record' },
  readJson: (bytes: Uint8Array) => unknown,
): Promise<TaskDone<RecordResult>> {
  const input = readJson(json);
  const { values, files, errors } = validateRecord(schema, input, op);
  if (errors.length > 0) throw invalidInput(errors);
  const chunks = encoded(schema, stats, draftTexts(schema, values));
  const inputHash = wantsHash ? hashInput(input) : '';
  return {
    result: { ...packValues(schema, values), files, inputHash, chunks: chunks.result },
    transfer: chunks.transfer,
  };
}

async function runTexts({
  schema,
  stats,
  values,
}: RecordTask & { task: 'texts' }): Promise<TaskDone<TextsResult>> {
  return encoded(schema, stats, draftTexts(schema, values));
}

function encoded(schema: CollectionSchema, stats: ChunkStats, drafts: ChunkDraft[]): TaskDone<Slices> {
  const encoder = new ChunkEncoder(schema, stats);
  for (const draft of drafts) encoder.add(draft);
  encoder.finish();
  return packed(drafts, (draft) => bytesOfChunk(draft));
}

async function runEncode({
  schema,
  stats,
  drafts,
}: RecordTask & { task: 'encode' }): Promise<TaskDone<EncodeResult>> {
  const encoder = new ChunkEncoder(schema, stats);
  const all: ChunkDraft[] = [];
  for await (const some of unpackSlices<ChunkDraft>(drafts)) {
    for (const draft of some) encoder.add(draft);
    all.push(...some);
  }
  encoder.finish();
  const results = all.map(({ language, encoding }) => ({ language, encoding }) as Encoded);
  return packed(results, ({ encoding }) => encoding.sparse.length);
}

function packed<Item>(items: Item[], sizeOf: (item: Item) => number): TaskDone<Slices> {
  const packer = new SlicePacker<Item>();
  for (const item of items) packer.add(item, sizeOf(item));
  const result = packer.finish();
  return { result, transfer: buffersOf(result) };
}

function bytesOf({ values, chunks }: Pick<CheckedRecord, 'values' | 'chunks'>): number {
  let bytes = 0;
  for (const value of Object.values(values)) {
    if (typeof value === 'string') bytes += value.length;
    else if (typeof value === 'object' && value !== null) bytes += JSON.stringify(value).length;
  }
  return chunks.reduce((sum, chunk) => sum + bytesOfChunk(chunk), bytes);
}

function bytesOfChunk({ text, encoding }: ChunkDraft): number {
  return text.length + (encoding?.sparse.length ?? 0);
}
