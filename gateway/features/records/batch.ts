import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { limits } from '../../contract/limits.ts';
import { AppError, conflict, invalidField, invalidInput } from '../../errors.ts';
import type { FieldProblem } from '../../errors.ts';
import { columnType } from '../../schema/ddl.ts';
import { validateRecord } from '../../schema/record.ts';
import { recordsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { Answer } from '../../write/commit.ts';
import { newId } from '../../write/ids.ts';
import { hashInput, once } from '../../write/once.ts';
import type { RoundContext } from '../../write/write.ts';
import { draftChange } from './change.ts';
import type { ChangeDraft, RecordInput } from './change.ts';
import { runWrite } from './run-write.ts';
import type { RecordDeps, WriteTarget } from './run-write.ts';
import { createTaker, fileIdsOf, takenTwice } from './take-uploads.ts';
import type { Taker } from './take-uploads.ts';

export type BatchMode = 'whole' | 'partial';

interface Checked {
  index: number;
  input: RecordInput;
}

interface Refused {
  index: number;
  status: number;
  errors: FieldProblem[];
}

const slice = 100;

/** See `createChecked`; once per Idempotency-Key. */
export function createBatch(
  deps: RecordDeps,
  target: WriteTarget,
  records: unknown,
  mode: BatchMode,
): Promise<Answer> {
  const inputHash = target.idempotency ? hashInput({ mode, records }) : '';
  return once(
    deps.env,
    target.idempotency,
    () => inputHash,
    () => createChecked(deps, target, records, mode, inputHash),
  );
}

/**
 * Creates up to 10,000 records in one commit. `whole`: all or none; `partial`: the valid ones.
 * Errors: 400 naming every invalid record (the first 100 problems), 409 for values that are not unique.
 */
async function createChecked(
  deps: RecordDeps,
  target: WriteTarget,
  records: unknown,
  mode: BatchMode,
  inputHash: string,
): Promise<Answer> {
  if (!Array.isArray(records)) throw invalidField('body', 'wrong_type', 'must be a list of records');
  const most = limits.batchRecords;
  if (records.length === 0) throw invalidField('body', 'too_few', 'must hold at least one record');
  if (records.length > most) {
    throw invalidField('body', 'too_many', `holds ${records.length} records; at most ${most} fit`, {
      max: most,
    });
  }
  const { valid, refused } = await checkAll(target.collection, records as unknown[], mode);
  if (mode === 'whole' && refused.length > 0) throw invalidInput(firstProblems(refused));
  const taken = await takenValues(deps, target.collection, valid);
  if (mode === 'whole' && taken.length > 0) {
    throw conflict(`${taken.length} record(s) have a value that is taken.`, firstProblems(taken));
  }
  const takenIndexes = new Set(taken.map(({ index }) => index));
  const free = valid.filter(({ index }) => !takenIndexes.has(index));
  return commitBatch(deps, target, free, [...refused, ...taken], mode, inputHash);
}

async function checkAll({ schema }: Collection, records: unknown[], mode: BatchMode) {
  const valid: Checked[] = [];
  const refused: Refused[] = [];
  const fileIds = new Set<string>();
  let problems = 0;
  for (const [index, record] of records.entries()) {
    if (index % slice === slice - 1) await yieldToOthers();
    const at = mode === 'whole' ? `[${index}]` : '';
    const { values, files, errors } = validateRecord(schema, record, 'create', at);
    if (errors.length === 0) errors.push(...takenTwice({ files, at }, fileIds));
    if (errors.length === 0) {
      const id = newId();
      const input: RecordInput = {
        op: 'create',
        id,
        values,
        files,
        uploads: new Map(),
        ifMatch: null,
        at,
      };
      valid.push({ index, input });
      continue;
    }
    refused.push({ index, status: 400, errors });
    problems += errors.length;
    if (mode === 'whole' && problems >= limits.problems) break;
  }
  return { valid, refused };
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
      byValue.set(key, [...(byValue.get(key) ?? []), record]);
    }
    const rows = await env.pg.query<{ value: string }>(
      `SELECT given.value FROM unnest($1::text[]) AS given (value)
       WHERE EXISTS (SELECT 1 FROM ${recordsTable(collection)} WHERE "${field.column}" = given.value::${columnType(field)})`,
      [[...byValue.keys()]],
    );
    const inRows = new Set(rows.map(({ value }) => value));
    for (const [value, records] of byValue) {
      for (const { index, input } of inRows.has(value) ? records : records.slice(1)) {
        const path = input.at === '' ? field.name : `${input.at}.${field.name}`;
        const problem = { path, code: 'not_unique', message: 'another record has this value already' };
        const known = taken.get(index);
        taken.set(index, { index, status: 409, errors: [...(known?.errors ?? []), problem] });
      }
    }
  }
  return [...taken.values()].sort((a, b) => a.index - b.index);
}

function commitBatch(
  deps: RecordDeps,
  target: WriteTarget,
  records: Checked[],
  refused: Refused[],
  mode: BatchMode,
  inputHash: string,
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
    if (position % slice === slice - 1) await yieldToOthers();
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
