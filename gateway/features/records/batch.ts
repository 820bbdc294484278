import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { limits } from '../../contract/limits.ts';
import type { BatchAnswer } from '../../contract/records.ts';
import { AppError, bodyTooLarge, conflict, invalidInput } from '../../errors.ts';
import { reason } from '../../contract/problem-codes.ts';
import type { FieldProblem } from '../../errors.ts';
import { yieldToLoop } from '../../infra/yield-to-loop.ts';
import { pathOf } from '../../ingest/index.ts';
import type { BatchMode, CheckedRecord, IngestedBatch, Refused } from '../../ingest/index.ts';
import { fieldPath, fileIdsOf } from '../../schema/file-refs.ts';
import type { Collection } from '../../write/collection.ts';
import { newId } from '../../write/ids.ts';
import { write } from '../../write/index.ts';
import type { RoundContext, WriteRequest, Written } from '../../write/index.ts';
import { once } from '../../write/once.ts';
import type { Answered } from '../../write/once.ts';
import type { RecordChange } from '../../write/prepared.ts';
import type { WriteTarget } from '../../write/target.ts';
import type { Taker } from '../uploads/service.ts';
import { draftChange } from './change.ts';
import type { ChangeDraft, RecordInput } from './change.ts';
import { meansOf } from './means.ts';
import type { Means } from './means.ts';
import type { RecordDeps } from './record-deps.ts';
import { spool } from './spool.ts';
import { takenValues } from './store.ts';
import type { RecordTarget } from './target.ts';

/** A batch as it came: parsed, as the bytes of a large JSON body, or as NDJSON with the size that it claims. */
export type BatchBody = { records: unknown } | { json: Uint8Array } | NdjsonBody;

export interface NdjsonBody {
  ndjson: Readable;
  size: number;
}

interface Checked {
  index: number;
  input: RecordInput;
}

/**
 * Creates up to 10,000 records in one commit, once per Idempotency-Key. `whole`: all or none; `partial`: the valid
 * ones. Errors: 400 naming every invalid record (the first 100 problems), 409 for values that are not unique, 413 for
 * NDJSON of more than 64 MB.
 */
export async function createBatch(
  deps: RecordDeps,
  target: RecordTarget,
  body: BatchBody,
  mode: BatchMode,
  ids?: GivenIds,
): Promise<Answered<BatchAnswer>> {
  const batch = await readBatch(deps, target, body, mode);
  return once(
    deps.env,
    target.idempotency,
    () => batch.inputHash,
    () =>
      write(deps.env, target, async () => {
        const ready = await freeRecords(deps, target.collection, batch, mode, ids);
        return batchRequest(meansOf(deps, target.signal), ready, (outcome) => answerOf(ready, outcome));
      }),
  );
}

/** Checked records of which some may not be taken by what is in the collection. */
export type CheckedRows = Pick<IngestedBatch, 'records'>;

/** What became of checked records: how many are written, and which are not, for what only the write could find. */
export interface RowsAnswer {
  created: number;
  refused: Refused[];
}

/** Creates those of some checked records that can be, in one commit, once per Idempotency-Key; `inputHash` stands for them. */
export function createRows(
  deps: RecordDeps,
  target: WriteTarget,
  rows: CheckedRows,
  inputHash: string,
): Promise<Answered<RowsAnswer>> {
  const { env } = deps;
  return once(
    env,
    target.idempotency,
    () => inputHash,
    () =>
      write(env, target, async () => {
        const ready = await freeRecords(
          deps,
          target.collection,
          { ...rows, refused: [], inputHash },
          'partial',
        );
        return batchRequest(meansOf(deps, target.signal), ready, ({ saved, refused }) => ({
          created: saved.length,
          refused: [...ready.refused, ...refused],
        }));
      }),
  );
}

/** Which of some checked records have a unique value that is taken. */
export async function takenRows(
  deps: RecordDeps,
  collection: Collection,
  rows: CheckedRows,
): Promise<Refused[]> {
  return (await freeRecords(deps, collection, { ...rows, refused: [], inputHash: '' }, 'partial')).refused;
}

async function readBatch(
  deps: RecordDeps,
  { collection, idempotency }: RecordTarget,
  body: BatchBody,
  mode: BatchMode,
): Promise<IngestedBatch> {
  const options = { mode, wantsHash: idempotency !== null };
  if (!('ndjson' in body)) return deps.ingest.batch(collection, body, options);
  return withSpooled(deps, body, (path) => deps.ingest.batch(collection, { ndjson: path }, options));
}

/** Runs `use` with the path of a file that NDJSON is written to. Errors: 413 for more than 64 MB. */
export async function withSpooled<Result>(
  { tempDir }: Pick<RecordDeps, 'tempDir'>,
  body: NdjsonBody,
  use: (path: string) => Promise<Result>,
): Promise<Result> {
  const limit = limits.ndjsonBytes;
  if (body.size > limit) throw bodyTooLarge(limit);
  const path = await spool(body.ndjson, { folder: tempDir, limit });
  try {
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}

/** The ids of records that have one already, by their place in the batch. */
export type GivenIds = readonly (string | null)[];

/** The records of a batch that can be written as far as anybody knows yet. */
export interface ReadyBatch {
  records: Checked[];
  refused: Refused[];
  mode: BatchMode;
  inputHash: string;
}

export async function freeRecords(
  deps: RecordDeps,
  collection: Collection,
  { refused, records, inputHash }: IngestedBatch,
  mode: BatchMode,
  ids: GivenIds = [],
): Promise<ReadyBatch> {
  if (mode === 'whole' && refused.length > 0) throw invalidInput(firstProblems(refused));
  const valid: Checked[] = [];
  for await (const some of records) {
    for (const record of some) {
      const { index } = record;
      valid.push({ index, input: inputOf(record, ids[index] ?? newId(), pathOf(mode, index)) });
    }
  }
  const taken = await findTaken(deps, collection, valid);
  if (mode === 'whole' && taken.length > 0) {
    throw conflict(`${taken.length} record(s) have a value that is taken.`, firstProblems(taken));
  }
  const takenIndexes = new Set(taken.map(({ index }) => index));
  const free = valid.filter(({ index }) => !takenIndexes.has(index));
  return { records: free, refused: [...refused, ...taken], mode, inputHash };
}

function inputOf({ values, files, chunks }: CheckedRecord, id: string, at: string): RecordInput {
  return { op: 'create', id, values, files, uploads: new Map(), chunks, ifMatch: null, at };
}

function firstProblems(refused: Refused[]): FieldProblem[] {
  return refused.flatMap(({ errors }) => errors).slice(0, limits.problems);
}

/** Records with a unique value that an earlier one of the batch, or a row, has already. */
async function findTaken({ env }: RecordDeps, collection: Collection, valid: Checked[]): Promise<Refused[]> {
  const taken = new Map<number, Refused>();
  for (const field of collection.schema.fields.filter(({ unique }) => unique)) {
    const byValue = new Map<string, Checked[]>();
    for (const record of valid) {
      const value = record.input.values[field.name];
      if (value === null || value === undefined) continue;
      const key = typeof value === 'string' ? value : JSON.stringify(value);
      const same = byValue.get(key);
      if (same) same.push(record);
      else byValue.set(key, [record]);
    }
    const inRows = await takenValues(env.pg, collection, field, [...byValue.keys()]);
    for (const [value, records] of byValue) {
      for (const { index, input } of inRows.has(value) ? records : records.slice(1)) {
        const path = fieldPath(input.at, field.name);
        const problem = { path, ...reason('not_unique', 'another record has this value already') };
        const known = taken.get(index);
        taken.set(index, { index, status: 409, errors: [...(known?.errors ?? []), problem] });
      }
    }
  }
  return [...taken.values()].sort((a, b) => a.index - b.index);
}

/** What one round makes of the records. */
interface BatchPlan {
  changes: RecordChange[];
  saved: Checked[];
  refused: Refused[];
}

export function batchRequest<Body>(
  { taker, placeChunks }: Means,
  batch: ReadyBatch,
  answer: (written: Written<BatchPlan>) => Body,
): WriteRequest<BatchPlan, Body> {
  const { records, mode, inputHash } = batch;
  return {
    action: 'records.created',
    readIds: [],
    takes: fileIdsOf(records.map(({ input }) => input)),
    inputHash,
    prepare: async (_rows, round) => {
      const { drafts, saved, refused } = await draftAll(records, round, taker);
      if (mode === 'whole' && refused.length > 0) throw refusalOf(refused);
      return { changes: await placeChunks(round.collection, drafts), saved, refused };
    },
    answer,
  };
}

function answerOf(batch: ReadyBatch, { saved, refused, revision }: Written<BatchPlan>): BatchAnswer {
  if (batch.mode === 'whole') {
    return { created: saved.length, records: saved.map(({ input }) => ({ id: input.id, revision })) };
  }
  const failed = [...batch.refused, ...refused];
  const created = saved.map(({ index, input }) => ({ index, id: input.id }));
  const results = [...failed, ...created].sort((a, b) => a.index - b.index);
  return { created: saved.length, failed: failed.length, results };
}

/** What one round makes of the records: whose files can't be taken is refused by itself. */
interface DraftedBatch {
  drafts: ChangeDraft[];
  saved: Checked[];
  refused: Refused[];
}

async function draftAll(records: Checked[], round: RoundContext, taker: Taker): Promise<DraftedBatch> {
  const batch: DraftedBatch = { drafts: [], saved: [], refused: [] };
  const takings = await Promise.allSettled(records.map(({ input }) => taker.take(input, round)));
  for (const [position, record] of records.entries()) {
    await yieldToLoop();
    const taking = takings[position];
    try {
      if (taking?.status !== 'fulfilled') throw taking?.reason;
      const draft = draftChange(record.input, undefined, round, taking.value);
      if (!draft) throw new AppError('internal', 'a created record has no change');
      batch.drafts.push(draft);
      batch.saved.push(record);
    } catch (error) {
      if (!(error instanceof AppError) || error.errors === undefined) throw error;
      batch.refused.push({ index: record.index, status: error.status, errors: error.errors });
    }
  }
  return batch;
}

/** 400 where a file does not fit its field, else 409 for those that can't be taken. */
function refusalOf(refused: Refused[]): AppError {
  const invalid = refused.filter(({ status }) => status === 400);
  if (invalid.length > 0) return invalidInput(firstProblems(invalid));
  return conflict(`${refused.length} record(s) name a file that can not be taken.`, firstProblems(refused));
}
