import { rm } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { limits } from '../../contract/limits.ts';
import { AppError, bodyTooLarge, conflict, invalidInput } from '../../errors.ts';
import type { FieldProblem } from '../../errors.ts';
import { breathe } from '../../infra/breathe.ts';
import { unpackSlices } from '../../infra/workers/slices.ts';
import { columnType } from '../../schema/ddl.ts';
import { recordsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { Answer } from '../../write/commit-request.ts';
import { newId } from '../../write/ids.ts';
import { once } from '../../write/once.ts';
import type { RoundContext } from '../../write/write.ts';
import { draftChange } from './change.ts';
import type { ChangeDraft, RecordInput } from './change.ts';
import { checkBatch, pathOf } from './check-batch.ts';
import type { BatchCheck, BatchMode, BatchOutcome, CheckedRecord, Refused } from './check-batch.ts';
import { fieldPath, fileIdsOf } from './file-refs.ts';
import { runWrite } from './run-write.ts';
import type { RecordDeps, WriteTarget } from './run-write.ts';
import { spool } from './spool.ts';
import { createTaker } from './take-uploads.ts';
import type { Taker } from './take-uploads.ts';
import { checkInWorker } from './worker-client.ts';
import { unpackValues } from './packed-values.ts';
import { itemsOf } from './worker-tasks.ts';
import type { PackedRecord } from './worker-tasks.ts';

/** A batch as it came: parsed, as the bytes of a large JSON body, or as NDJSON with the size that it claims. */
export type BatchBody = { records: unknown } | { json: Uint8Array } | { ndjson: Readable; size: number };

interface Checked {
  index: number;
  input: RecordInput;
}

type CheckedBatch = BatchOutcome & { records: () => AsyncIterable<CheckedRecord[]> };

/**
 * Creates up to 10,000 records in one commit, once per Idempotency-Key. `whole`: all or none; `partial`: the valid
 * ones. Errors: 400 naming every invalid record (the first 100 problems), 409 for values that are not unique, 413 for
 * NDJSON of more than 64 MB.
 */
export async function createBatch(
  deps: RecordDeps,
  target: WriteTarget,
  body: BatchBody,
  mode: BatchMode,
): Promise<Answer> {
  const { collection, idempotency } = target;
  const stats = await deps.stats.of(collection);
  const check = { schema: collection.schema, mode, stats, wantsHash: idempotency !== null };
  const batch = await checkBody(deps, body, check);
  return once(
    deps.env,
    idempotency,
    () => batch.inputHash,
    () => createChecked(deps, target, batch, mode),
  );
}

async function checkBody(deps: RecordDeps, body: BatchBody, check: BatchCheck): Promise<CheckedBatch> {
  if ('records' in body) return checkInline(body.records, check);
  if ('json' in body) return unpacked(await checkInWorker(deps.runInWorker, body, check));
  const limit = limits.ndjsonBytes;
  if (body.size > limit) throw bodyTooLarge(limit);
  const path = await spool(body.ndjson, { folder: deps.tempDir, limit });
  try {
    return unpacked(await checkInWorker(deps.runInWorker, { ndjson: path }, check));
  } finally {
    await rm(path, { force: true });
  }
}

async function checkInline(records: unknown, check: BatchCheck): Promise<CheckedBatch> {
  const checked: CheckedRecord[] = [];
  const outcome = await checkBatch(itemsOf(records), check, (record) => checked.push(record));
  async function* all(): AsyncGenerator<CheckedRecord[]> {
    yield checked;
  }
  return { ...outcome, records: all };
}

function unpacked({ records, ...outcome }: Awaited<ReturnType<typeof checkInWorker>>): CheckedBatch {
  async function* unpack(): AsyncGenerator<CheckedRecord[]> {
    for await (const some of unpackSlices<PackedRecord>(records))
      yield some.map(({ values, json, ...record }) => ({
        ...record,
        values: unpackValues({ values, json }),
      }));
  }
  return { ...outcome, records: unpack };
}

async function createChecked(
  deps: RecordDeps,
  target: WriteTarget,
  { refused, records, inputHash }: CheckedBatch,
  mode: BatchMode,
): Promise<Answer> {
  if (mode === 'whole' && refused.length > 0) throw invalidInput(firstProblems(refused));
  const valid: Checked[] = [];
  for await (const some of records()) {
    for (const record of some) {
      const { index } = record;
      valid.push({ index, input: inputOf(record, pathOf(mode, index)) });
    }
  }
  const taken = await takenValues(deps, target.collection, valid);
  if (mode === 'whole' && taken.length > 0) {
    throw conflict(`${taken.length} record(s) have a value that is taken.`, firstProblems(taken));
  }
  const takenIndexes = new Set(taken.map(({ index }) => index));
  const free = valid.filter(({ index }) => !takenIndexes.has(index));
  const ready = { records: free, refused: [...refused, ...taken], mode, inputHash };
  return commitBatch(deps, target, ready);
}

function inputOf({ values, files, chunks }: CheckedRecord, at: string): RecordInput {
  return { op: 'create', id: newId(), values, files, uploads: new Map(), chunks, ifMatch: null, at };
}

function firstProblems(refused: Refused[]): FieldProblem[] {
  return refused.flatMap(({ errors }) => errors).slice(0, limits.problems);
}

/** Records with a unique value that an earlier one of the batch, or a row, has already. */
async function takenValues(
  { env }: RecordDeps,
  collection: Collection,
  valid: Checked[],
): Promise<Refused[]> {
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
    const rows = await env.pg.query<{ value: string }>(
      `SELECT given.value FROM unnest($1::text[]) AS given (value)
       WHERE EXISTS (SELECT 1 FROM ${recordsTable(collection)} WHERE "${field.column}" = given.value::${columnType(field)})`,
      [[...byValue.keys()]],
    );
    const inRows = new Set(rows.map(({ value }) => value));
    for (const [value, records] of byValue) {
      for (const { index, input } of inRows.has(value) ? records : records.slice(1)) {
        const path = fieldPath(input.at, field.name);
        const problem = { path, code: 'not_unique', message: 'another record has this value already' };
        const known = taken.get(index);
        taken.set(index, { index, status: 409, errors: [...(known?.errors ?? []), problem] });
      }
    }
  }
  return [...taken.values()].sort((a, b) => a.index - b.index);
}

interface ReadyBatch {
  records: Checked[];
  refused: Refused[];
  mode: BatchMode;
  inputHash: string;
}

function commitBatch(
  deps: RecordDeps,
  target: WriteTarget,
  { records, refused, mode, inputHash }: ReadyBatch,
): Promise<Answer> {
  const taker = createTaker(deps);
  let last: DraftedBatch = { drafts: [], saved: [], refused: [] };
  return runWrite(deps, target, {
    action: 'records.created',
    inputHash,
    readIds: [],
    intent: null,
    takes: fileIdsOf(records.map(({ input }) => input)),
    draft: async (_rows, round) => {
      last = await draftAll(records, round, taker);
      if (mode === 'whole' && last.refused.length > 0) throw refusalOf(last.refused);
      return last.drafts;
    },
    answer: ({ revision }) => {
      const { saved } = last;
      if (mode === 'whole') {
        const created = saved.map(({ input }) => ({ id: input.id, revision }));
        return { status: 201, headers: {}, body: { created: created.length, records: created } };
      }
      const failed = [...refused, ...last.refused];
      const results: object[] = [...failed, ...saved.map(({ index, input }) => ({ index, id: input.id }))];
      const order = (result: object): number => ('index' in result ? Number(result.index) : 0);
      results.sort((a, b) => order(a) - order(b));
      return { status: 200, headers: {}, body: { created: saved.length, failed: failed.length, results } };
    },
  });
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
    await breathe();
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
