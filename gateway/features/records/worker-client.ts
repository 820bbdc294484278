import { breathe } from '../../infra/breathe.ts';
import type { RunInWorker } from '../../infra/workers/request-worker.ts';
import { SlicePacker, buffersOf, unpackSlices } from '../../infra/workers/slices.ts';
import type { CollectionSchema, FileRefs, RecordValues } from '../../schema/types.ts';
import type { PassageStats } from '../../write/stats.ts';
import { Weigher, textsOf } from './passages.ts';
import type { PassageDraft } from './passages.ts';
import type { BatchCheck } from './check-batch.ts';
import { unpackValues } from './packed-values.ts';
import type {
  BatchResult,
  RecordCheck,
  RecordResult,
  RecordTask,
  TextsResult,
  WeighResult,
  Weighed,
} from './worker-tasks.ts';

/** Characters of text whose analysis takes a few milliseconds; more of them go to a worker. */
const inlineCharacters = 32_000;

/** The passages of a record's texts where cutting and weighing them takes long; null where that is done as it goes. */
export async function passagesOf(
  run: RunInWorker,
  schema: CollectionSchema,
  values: RecordValues,
  readStats: () => Promise<PassageStats>,
): Promise<PassageDraft[] | null> {
  const texts = textsOf(schema, values);
  if (charactersOf(Object.values(texts)) <= inlineCharacters) return null;
  const task: RecordTask = { task: 'texts', schema, stats: await readStats(), values: texts };
  const passages: PassageDraft[] = [];
  for await (const some of unpackSlices<PassageDraft>(await run<TextsResult>(task))) passages.push(...some);
  return passages;
}

/** Weighs what has no weight yet: few here, many in a worker. */
export async function weighDrafts(
  run: RunInWorker,
  schema: CollectionSchema,
  drafts: PassageDraft[],
  stats: PassageStats,
): Promise<void> {
  const waiting = drafts.filter(({ weight }) => weight === null);
  if (charactersOf(waiting.map(({ text }) => text)) <= inlineCharacters) {
    const weigher = new Weigher(schema, stats);
    for (const draft of waiting) {
      weigher.add(draft);
      await breathe();
    }
    weigher.finish();
    return;
  }
  const packer = new SlicePacker<PassageDraft>();
  for (const draft of waiting) {
    packer.add({ ...draft, boxes: null }, draft.text.length);
    await breathe();
  }
  const slices = packer.finish();
  const task: RecordTask = { task: 'weigh', schema, stats, drafts: slices };
  let position = 0;
  for await (const some of unpackSlices<Weighed>(await run<WeighResult>(task, buffersOf(slices)))) {
    for (const weighed of some) Object.assign(waiting[position++] ?? {}, weighed);
  }
}

function charactersOf(texts: unknown[]): number {
  return texts.reduce<number>((sum, text) => sum + String(text).length, 0);
}

export interface CheckedBody {
  values: RecordValues;
  files: FileRefs;
  passages: PassageDraft[];
  inputHash: string;
}

/** Reads and checks a record: a large JSON body's bytes, which are moved. Errors: 400 for all that is wrong with it. */
export async function checkRecordInWorker(
  run: RunInWorker,
  json: Uint8Array,
  check: RecordCheck,
): Promise<CheckedBody> {
  const task: RecordTask = { task: 'record', json, ...check };
  const {
    files,
    inputHash,
    passages: slices,
    ...packed
  } = await run<RecordResult>(task, [json.buffer as ArrayBuffer]);
  const passages: PassageDraft[] = [];
  for await (const some of unpackSlices<PassageDraft>(slices)) passages.push(...some);
  return { values: unpackValues(packed), files, passages, inputHash };
}

/** Reads and checks a batch: a JSON body's bytes, which are moved, or a spooled NDJSON file. */
export function checkInWorker(
  run: RunInWorker,
  source: { json: Uint8Array } | { ndjson: string },
  check: BatchCheck,
): Promise<BatchResult> {
  const task: RecordTask = { task: 'batch', source, ...check };
  return run<BatchResult>(task, 'json' in source ? [source.json.buffer as ArrayBuffer] : []);
}
