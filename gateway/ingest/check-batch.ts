import { limits } from '../contract/limits.ts';
import { reason } from '../contract/problem-codes.ts';
import { invalidField, invalidInput } from '../errors.ts';
import type { AppError, FieldProblem } from '../errors.ts';
import { yieldToLoop } from '../infra/yield-to-loop.ts';
import { validateRecord } from '../schema/record.ts';
import type { CollectionSchema, FileRefs, RecordValues } from '../schema/types.ts';
import { hashList } from '../write/input-hash.ts';
import type { ChunkStats } from '../write/stats.ts';
import { takenTwice } from '../schema/file-refs.ts';
import { wrongType } from '../schema/wrong-type.ts';
import { chunkTexts } from './chunk.ts';
import type { EncodedChunk } from './chunk.ts';
import { ChunkEncoder } from './encode.ts';

export type BatchMode = 'whole' | 'partial';

/** A record of a batch as it came: its value, or why it is none. */
export type BatchItem = { value: unknown } | { refusal: AppError };

/** A valid record with the chunks of its texts. */
export interface CheckedRecord {
  index: number;
  values: RecordValues;
  files: FileRefs;
  chunks: EncodedChunk[];
}

export interface Refused {
  index: number;
  status: number;
  errors: FieldProblem[];
}

export interface BatchCheck {
  schema: CollectionSchema;
  mode: BatchMode;
  stats: ChunkStats;
  /** Only looked at with an Idempotency-Key. */
  wantsHash: boolean;
}

export interface BatchOutcome {
  /** In `whole` mode those with the first 100 problems. */
  refused: Refused[];
  /** Of the whole input; '' where it was not asked for. */
  inputHash: string;
}

/**
 * Checks records one by one and hands on the valid ones, in order and with their chunks. In `whole` mode none is
 * handed on after the first that is not valid. Errors: 400 for a list that is empty or too long.
 */
export async function checkBatch(
  items: Iterable<BatchItem>,
  { schema, mode, stats, wantsHash }: BatchCheck,
  take: (record: CheckedRecord) => void,
): Promise<BatchOutcome> {
  const hash = wantsHash ? hashList(mode) : null;
  const refused: Refused[] = [];
  const encoder = new ChunkEncoder(schema, stats);
  const fileIds = new Set<string>();
  let index = 0;
  for (const item of items) {
    if (index === limits.batchRecords) throw tooMany();
    hash?.add('value' in item ? item.value : null);
    if (mode === 'partial' || countProblems(refused) < limits.problems) {
      const checked = checkItem(schema, item, { index, at: pathOf(mode, index), fileIds });
      if ('errors' in checked) refused.push(checked);
      else if (mode === 'partial' || refused.length === 0) {
        encoder.add(chunkTexts(schema, checked.values), (chunks) => take({ ...checked, chunks }));
      }
    }
    index++;
    await yieldToLoop();
  }
  if (index === 0)
    throw invalidField('body', 'too_few', 'must hold at least one record', {
      min: 1,
      unit: 'records',
    });
  encoder.finish();
  return { refused, inputHash: hash?.digest() ?? '' };
}

/** The records of a JSON body. Errors: 400 for what is no list. */
export function itemsOf(records: unknown): BatchItem[] {
  if (!Array.isArray(records)) throw invalidInput([{ path: 'body', ...wrongType('records', records) }]);
  return records.map((value: unknown) => ({ value }));
}

function checkItem(
  schema: CollectionSchema,
  item: BatchItem,
  { index, at, fileIds }: { index: number; at: string; fileIds: Set<string> },
): Omit<CheckedRecord, 'chunks'> | Refused {
  if ('refusal' in item) return refusedAt(item.refusal, index, at);
  const { values, files, errors } = validateRecord(schema, item.value, 'create', at);
  if (errors.length === 0) errors.push(...takenTwice({ files, at }, fileIds));
  if (errors.length > 0) return { index, status: 400, errors };
  return { index, values, files };
}

/** What the reader of one line says, as said of the batch. */
function refusedAt({ status, errors = [], message }: AppError, index: number, at: string): Refused {
  const tooLong = { max: limits.jsonBytes, unit: 'bytes' } as const;
  const found = errors.length > 0 ? errors : [{ path: 'body', ...reason('too_large', message, tooLong) }];
  const inBatch = found.map((problem) => {
    const { path } = problem;
    if (at === '') return problem;
    return { ...problem, path: path === 'body' ? at : `${at}${path.startsWith('[') ? '' : '.'}${path}` };
  });
  return { index, status, errors: inBatch };
}

function countProblems(refused: Refused[]): number {
  return refused.reduce((count, { errors }) => count + errors.length, 0);
}

/** What stands before the paths of a record's problems. */
export function pathOf(mode: BatchMode, index: number): string {
  return mode === 'whole' ? `[${index}]` : '';
}

function tooMany(): AppError {
  const most = limits.batchRecords;
  return invalidField('body', 'too_many', `holds more than ${most} records`, { max: most, unit: 'records' });
}
