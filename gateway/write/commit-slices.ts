import { breathe } from '../infra/breathe.ts';
import { JsonText } from '../infra/large-json.ts';
import type { JsonValue } from '../schema/json.ts';
import type { NewPoint } from './commit-values.ts';
import type { Passage, RecordChange } from './prepared.ts';

/** What one statement of a large commit writes, and the passages that statements of their own write after it. */
export interface CommitSlice {
  changes: RecordChange[];
  later: NewPoint[][];
}

/** Each takes few milliseconds to be made into a statement. */
const mostChanges = 1_000;
/** Characters of text. */
const mostLength = 1_000_000;

/** One slice for all but large writes. A record that is larger than a slice has one of its own. */
export async function sliceChanges(changes: RecordChange[]): Promise<CommitSlice[]> {
  const slices: CommitSlice[] = [];
  let slice: RecordChange[] = [];
  let length = 0;
  const end = (): void => {
    if (slice.length > 0) slices.push({ changes: slice, later: [] });
    slice = [];
    length = 0;
  };
  for (const change of changes) {
    const more = lengthOf(change);
    if (slice.length >= mostChanges || length + more > mostLength) end();
    if (more > mostLength) slices.push(divided(change));
    else {
      slice.push(change);
      length += more;
    }
    await breathe();
  }
  end();
  return slices;
}

function divided(change: RecordChange): CommitSlice {
  const [first = [], ...others] = divide(change.passages ?? []);
  return {
    changes: [{ ...change, passages: change.passages && first }],
    later: others.map((passages) => passages.map((passage) => ({ recordId: change.id, passage }))),
  };
}

function divide(passages: Passage[]): Passage[][] {
  const lists: Passage[][] = [];
  let length = Infinity;
  for (const passage of passages) {
    length += lengthOfPassage(passage);
    if (length > mostLength) {
      lists.push([]);
      length = lengthOfPassage(passage);
    }
    lists.at(-1)?.push(passage);
  }
  return lists;
}

/** About the characters that it takes in the statement. */
export function lengthOf({ columns, passages }: RecordChange): number {
  let length = lengthOfValue(columns);
  for (const passage of passages ?? []) length += lengthOfPassage(passage);
  return length;
}

const rowLength = 300;
const boxLength = 60;

function lengthOfPassage({ text, boxes, isNew }: Passage): number {
  return rowLength + (isNew ? text.length + (boxes?.length ?? 0) * boxLength : 0);
}

function lengthOfValue(value: JsonValue | JsonText): number {
  if (value instanceof JsonText) return value.text.length;
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let length = 8;
  for (const item of Object.values(value)) length += lengthOfValue(item);
  return length;
}
