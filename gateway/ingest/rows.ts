import type { InspectAnswer, InspectOptions } from '../contract/imports.ts';
import { limits } from '../contract/limits.ts';
import type { RunInWorker } from '../infra/workers/request-worker.ts';
import type { Place } from '../rows/index.ts';
import type { ChunkStatsCache } from '../write/chunk-stats.ts';
import type { Collection } from '../write/collection.ts';
import type { CheckedRecord } from './check-batch.ts';
import type { Portion, RefusedRow, RowFile, RowOptions, RowTask, RowsResult } from './row-tasks.ts';
import { unpackRecords } from './packed-values.ts';

/** The beginning of a file. */
export interface FileHead {
  bytes: Uint8Array;
  /** There is no more of it. */
  isWhole: boolean;
}

/** A portion of the rows of a file. The valid ones are handed out once. */
export interface RowPortion {
  records: AsyncIterable<CheckedRecord[]>;
  refused: RefusedRow[];
  /** How many rows there were. */
  count: number;
  lineOf: (index: number) => number;
  next: Place;
  isEnd: boolean;
}

/** Files of rows, read in worker threads. */
export interface RowReader {
  /** What a file seems to be. Errors: 400 for what has no rows. */
  inspect: (head: FileHead, name: string, options?: InspectOptions) => Promise<InspectAnswer>;
  /** Checks what can be known by the beginning of a file. Errors: 400, see `open`. */
  check: (collection: Collection, head: FileHead, options: RowOptions) => Promise<void>;
  /**
   * Makes a file ready to be read; another one may come to lie beside it. Errors: 400 for what is no text of this
   * encoding and format, or whose columns don't fit the collection.
   */
  open: (collection: Collection, path: string, options: RowOptions, signal?: AbortSignal) => Promise<RowFile>;
  /** Reads and checks rows. `wantsChunks`: the texts of records are made ready for search. */
  read: (
    collection: Collection,
    file: RowFile,
    portion: Portion,
    options: { wantsChunks: boolean; signal?: AbortSignal },
  ) => Promise<RowPortion>;
  /** Rows of a portion as the file has them, as JSON. */
  show: (file: RowFile, portion: Portion, indexes: number[]) => Promise<string[]>;
}

export function createRowReader({
  runInWorker,
  stats,
}: {
  runInWorker: RunInWorker;
  stats: ChunkStatsCache;
}): RowReader {
  const run = <Result>(task: RowTask, signal?: AbortSignal): Promise<Result> =>
    runInWorker<Result>(task, [], signal);
  return {
    inspect: (head, name, options) => run({ task: 'rows.inspect', ...head, name, options }),
    check: (collection, head, options) =>
      run({ task: 'rows.check', ...head, options, schema: collection.schema }),
    open: ({ schema }, path, options, signal) =>
      run({ task: 'rows.open', path, headBytes: limits.importHeadBytes, options, schema }, signal),
    read: async (collection, file, portion, { wantsChunks, signal }) => {
      const task = {
        task: 'rows.read',
        file,
        ...portion,
        schema: collection.schema,
        stats: wantsChunks ? await stats.of(collection) : null,
      } as const;
      const { records, lines, ...rest } = await run<RowsResult>(task, signal);
      return {
        ...rest,
        records: unpackRecords(records),
        count: lines.length,
        lineOf: (index) => lines[index] ?? 0,
      };
    },
    show: (file, portion, indexes) => run({ task: 'rows.show', file, ...portion, indexes }),
  };
}
