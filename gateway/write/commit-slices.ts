import { yieldToLoop } from '../infra/yield-to-loop.ts';
import { jsonLength } from '../infra/large-json.ts';
import type { NewPoint } from './commit-values.ts';
import type { StoredChunk, RecordChange } from './prepared.ts';

/** What one statement of a large commit writes, and the chunks that statements of their own write after it. */
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
    await yieldToLoop();
  }
  end();
  return slices;
}

function divided(change: RecordChange): CommitSlice {
  const [first = [], ...others] = divide(change.chunks ?? []);
  return {
    changes: [{ ...change, chunks: change.chunks && first }],
    later: others.map((chunks) => chunks.map((chunk) => ({ recordId: change.id, chunk }))),
  };
}

function divide(chunks: StoredChunk[]): StoredChunk[][] {
  const lists: StoredChunk[][] = [];
  let length = Infinity;
  for (const chunk of chunks) {
    length += lengthOfChunk(chunk);
    if (length > mostLength) {
      lists.push([]);
      length = lengthOfChunk(chunk);
    }
    lists.at(-1)?.push(chunk);
  }
  return lists;
}

/** About the characters that it takes in the statement. */
export function lengthOf({ columns, chunks }: RecordChange): number {
  let length = jsonLength(columns);
  for (const chunk of chunks ?? []) length += lengthOfChunk(chunk);
  return length;
}

const rowLength = 300;
const boxLength = 60;

function lengthOfChunk({ text, boxes, isNew }: StoredChunk): number {
  return rowLength + (isNew ? text.length + (boxes?.length ?? 0) * boxLength : 0);
}
