import { breathe } from '../../infra/breathe.ts';
import type { RunInWorker } from '../../infra/workers/request-worker.ts';
import { SlicePacker, buffersOf, unpackSlices } from '../../infra/workers/slices.ts';
import type { CollectionSchema, FileRefs, RecordValues } from '../../schema/types.ts';
import type { ChunkStats } from '../../write/stats.ts';
import { ChunkEncoder, textsOf } from './chunks.ts';
import type { ChunkDraft } from './chunks.ts';
import type { BatchCheck } from './check-batch.ts';
import { unpackValues } from './packed-values.ts';
import type {
  BatchResult,
  RecordCheck,
  RecordResult,
  RecordTask,
  TextsResult,
  EncodeResult,
  Encoded,
} from './worker-tasks.ts';

/** Characters of text whose analysis takes a few milliseconds; more of them go to a worker. */
const inlineCharacters = 32_000;

/** The chunks of a record's texts where cutting and encoding them takes long; null where that is done as it goes. */
export async function chunksOf(
  run: RunInWorker,
  schema: CollectionSchema,
  values: RecordValues,
  readStats: () => Promise<ChunkStats>,
): Promise<ChunkDraft[] | null> {
  const texts = textsOf(schema, values);
  if (charactersOf(Object.values(texts)) <= inlineCharacters) return null;
  const task: RecordTask = { task: 'texts', schema, stats: await readStats(), values: texts };
  const chunks: ChunkDraft[] = [];
  for await (const some of unpackSlices<ChunkDraft>(await run<TextsResult>(task))) chunks.push(...some);
  return chunks;
}

/** Encodes what has no encoding yet: few here, many in a worker. */
export async function encodeDrafts(
  run: RunInWorker,
  schema: CollectionSchema,
  drafts: ChunkDraft[],
  stats: ChunkStats,
): Promise<void> {
  const waiting = drafts.filter(({ encoding }) => encoding === null);
  if (charactersOf(waiting.map(({ text }) => text)) <= inlineCharacters) {
    const encoder = new ChunkEncoder(schema, stats);
    for (const draft of waiting) {
      encoder.add(draft);
      await breathe();
    }
    encoder.finish();
    return;
  }
  const packer = new SlicePacker<ChunkDraft>();
  for (const draft of waiting) {
    packer.add({ ...draft, boxes: null }, draft.text.length);
    await breathe();
  }
  const slices = packer.finish();
  const task: RecordTask = { task: 'encode', schema, stats, drafts: slices };
  let position = 0;
  for await (const some of unpackSlices<Encoded>(await run<EncodeResult>(task, buffersOf(slices)))) {
    for (const encoded of some) Object.assign(waiting[position++] ?? {}, encoded);
  }
}

function charactersOf(texts: unknown[]): number {
  return texts.reduce<number>((sum, text) => sum + String(text).length, 0);
}

export interface CheckedBody {
  values: RecordValues;
  files: FileRefs;
  chunks: ChunkDraft[];
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
    chunks: slices,
    ...packed
  } = await run<RecordResult>(task, [json.buffer as ArrayBuffer]);
  const chunks: ChunkDraft[] = [];
  for await (const some of unpackSlices<ChunkDraft>(slices)) chunks.push(...some);
  return { values: unpackValues(packed), files, chunks, inputHash };
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
