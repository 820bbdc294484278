import { limits } from '../../contract/limits.ts';
import { AppError, invalidField, tooLarge } from '../../errors.ts';
import { SlicePacker, buffersOf, unpackSlices } from '../../infra/workers/slices.ts';
import type { Slices } from '../../infra/workers/slices.ts';
import type { CollectionSchema, RecordValues } from '../../schema/types.ts';
import type { Language } from '../../text/index.ts';
import type { PassageStats } from '../../write/stats.ts';
import { checkBatch } from './check-batch.ts';
import type { BatchCheck, BatchItem, BatchOutcome, CheckedRecord } from './check-batch.ts';
import { readLines } from './ndjson.ts';
import { Weigher, draftTexts } from './passages.ts';
import type { PassageDraft, PassageWeight } from './passages.ts';

/** What the records' service leaves to a worker thread. */
export type RecordTask =
  | ({ task: 'batch'; source: { json: Uint8Array } | { ndjson: string } } & BatchCheck)
  | { task: 'texts'; schema: CollectionSchema; stats: PassageStats; values: RecordValues }
  | { task: 'weigh'; schema: CollectionSchema; stats: PassageStats; drafts: Slices };

/** Of `batch`; the slices hold `CheckedRecord`s. */
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
): Promise<TaskDone<BatchResult | Slices>> {
  switch (task.task) {
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
  const packer = new SlicePacker<CheckedRecord>();
  const outcome = await checkBatch(items, check, (record) => packer.add(record, bytesOf(record)));
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

async function runTexts({
  schema,
  stats,
  values,
}: RecordTask & { task: 'texts' }): Promise<TaskDone<TextsResult>> {
  const drafts = draftTexts(schema, values);
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
  const weighed = all.map(({ language, weight }) => ({ language, weight }) as Weighed);
  return packed(weighed, ({ weight }) => weight.sparse.length);
}

function packed<Item>(items: Item[], weigh: (item: Item) => number): TaskDone<Slices> {
  const packer = new SlicePacker<Item>();
  for (const item of items) packer.add(item, weigh(item));
  const result = packer.finish();
  return { result, transfer: buffersOf(result) };
}

function bytesOf({ values, passages }: CheckedRecord): number {
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
