import type { DryRunAnswer } from '../../contract/imports.ts';
import { limits } from '../../contract/limits.ts';
import type { FieldProblem } from '../../errors.ts';
import type { Collection } from '../../write/collection.ts';
import type { RecordService } from '../records/service.ts';
import type { Portion, RowFile, RowReader } from '../../ingest/index.ts';
import { firstPortion, portionAt } from './portions.ts';

export interface DryRunDeps {
  rows: RowReader;
  records: Pick<RecordService, 'takenRows'>;
}

/**
 * Reads and checks all rows of a file as an import would, and writes nothing. Values that have to be unique are looked
 * for in the collection and among the rows of one portion.
 */
export async function dryRun(
  { rows, records }: DryRunDeps,
  collection: Collection,
  file: RowFile,
): Promise<DryRunAnswer> {
  const answer: DryRunAnswer = { rows: 0, valid: 0, problems: [] };
  let portion: Portion = firstPortion(collection, file);
  for (let isEnd = false; !isEnd;) {
    const read = await rows.read(collection, file, portion, { wantsChunks: false });
    const refused = [...read.refused, ...(await records.takenRows(collection, read))];
    answer.rows += read.count;
    answer.valid += read.count - refused.length;
    for (const { index, errors } of refused.toSorted((a, b) => a.index - b.index))
      note(answer, read.lineOf(index), errors);
    isEnd = read.isEnd;
    portion = portionAt(collection, read.next);
  }
  return answer;
}

function note({ problems }: DryRunAnswer, line: number, errors: FieldProblem[]): void {
  for (const problem of errors) {
    if (problems.length < limits.problems) problems.push({ line, ...problem });
  }
}
