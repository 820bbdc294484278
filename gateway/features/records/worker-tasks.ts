import { limits } from '../../contract/limits.ts';
import { AppError, invalidField, invalidInput, tooLarge } from '../../errors.ts';
import { SlicePacker, buffersOf, unpackSlices } from '../../infra/workers/slices.ts';
import type { Slices } from '../../infra/workers/slices.ts';
import { validateRecord } from '../../schema/record.ts';
import type { CollectionSchema, FileRefs, RecordValues, ValidationMode } from '../../schema/types.ts';
import type { Language } from '../../text/index.ts';
import { hashInput } from '../../write/input-hash.ts';
import type { PassageStats } from '../../write/stats.ts';
import { checkBatch } from './check-batch.ts';
import type { BatchCheck, BatchItem, BatchOutcome, CheckedRecord } from './check-batch.ts';
import { readLines } from './ndjson.ts';
import { Weigher, draftTexts } from './passages.ts';
import { packValues } from './packed-values.ts';
import type { PackedValues } from './packed-values.ts';
import type { PassageDraft, PassageWeight } from './passages.ts';

/** What the records' service leaves to a worker thread. */
export type RecordTask =
  | ({ task: 'batch'; source: { json: Uint8Array } | { ndjson: string } } & BatchCheck)
  | ({ task: 'record'; json: Uint8Array } & RecordCheck)
  | { task: 'texts'; schema: CollectionSchema; stats: PassageStats; values: RecordValues }
  | { task: 'weigh'; schema: CollectionSchema; stats: PassageStats; drafts: Slices };

export interface RecordCheck {
  schema: CollectionSchema;
  op: ValidationMode;
  stats: PassageStats;
  /** Only looked at with an Idempotency-Key. */
  wantsHash: boolean;
}

/** A `CheckedRecord` on its way. */
export type PackedRecord = Omit<CheckedRecord, 'values'> & PackedValues;
/** Of `record`; the slices hold its `PassageDraft`s. */
export type RecordResult = PackedValues & { files: FileRefs; inputHash: string; passages: Slices };
/** Of `batch`; the slices hold `PackedRecord`s. */
export type BatchResult = BatchOutcome & { records: Slices };
/** Of `texts`; the slices hold `PassageDraft`s. */
export type TextsResult = Slices;
/** Of `weigh`; the slices hold `Weighed`, in the order of the drafts. */
export type WeighResult = Slices;

export interface Weighed {
  language: Language;
  weight: PassageWeight;
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
    case 'weigh':
      return runWeigh(task);
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
      bytesOf({ values, passages: record.passages }),
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
  const passages = weighed(schema, stats, draftTexts(schema, values));
  const inputHash = wantsHash ? hashInput(input) : '';
  return {
    result: { ...packValues(schema, values), files, inputHash, passages: passages.result },
    transfer: passages.transfer,
  };
}

async function runTexts({
  schema,
  stats,
  values,
}: RecordTask & { task: 'texts' }): Promise<TaskDone<TextsResult>> {
  return weighed(schema, stats, draftTexts(schema, values));
}

function weighed(schema: CollectionSchema, stats: PassageStats, drafts: PassageDraft[]): TaskDone<Slices> {
  const weigher = new Weigher(schema, stats);
  for (const draft of drafts) weigher.add(draft);
  weigher.finish();
  return packed(drafts, (draft) => bytesOfPassage(draft));
}

async function runWeigh({
  schema,
  stats,
  drafts,
}: RecordTask & { task: 'weigh' }): Promise<TaskDone<WeighResult>> {
  const weigher = new Weigher(schema, stats);
  const all: PassageDraft[] = [];
  for await (const some of unpackSlices<PassageDraft>(drafts)) {
    for (const draft of some) weigher.add(draft);
    all.push(...some);
  }
  weigher.finish();
  const results = all.map(({ language, weight }) => ({ language, weight }) as Weighed);
  return packed(results, ({ weight }) => weight.sparse.length);
}

function packed<Item>(items: Item[], weigh: (item: Item) => number): TaskDone<Slices> {
  const packer = new SlicePacker<Item>();
  for (const item of items) packer.add(item, weigh(item));
  const result = packer.finish();
  return { result, transfer: buffersOf(result) };
}

function bytesOf({ values, passages }: Pick<CheckedRecord, 'values' | 'passages'>): number {
  let bytes = 0;
  for (const value of Object.values(values)) {
    if (typeof value === 'string') bytes += value.length;
    else if (typeof value === 'object' && value !== null) bytes += JSON.stringify(value).length;
  }
  return passages.reduce((sum, passage) => sum + bytesOfPassage(passage), bytes);
}

function bytesOfPassage({ text, weight }: PassageDraft): number {
  return text.length + (weight?.sparse.length ?? 0);
}
