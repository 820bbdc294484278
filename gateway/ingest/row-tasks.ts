import type { ImportOptions } from '../contract/imports.ts';
import { buffersOf } from '../infra/workers/slices.ts';
import type { Slices } from '../infra/workers/slices.ts';
import {
  encodingOf,
  findLayout,
  inspect,
  readRows,
  requireRow,
  resolveMapping,
  rewriteAsUtf8,
  shownRow,
  toRecord,
  withFile,
} from '../rows/index.ts';
import type { Bounds, Inspected, Layout, Place, ReadJson } from '../rows/index.ts';
import type { CollectionSchema } from '../schema/types.ts';
import type { ChunkStats } from '../write/stats.ts';
import type { Refused } from './check-batch.ts';
import { checkAndPack } from './tasks.ts';
import type { TaskDone } from './tasks.ts';

/** What a client says of its file. */
export type RowOptions = Pick<ImportOptions, 'format' | 'mapping' | 'delimiter' | 'encoding' | 'header'>;

/** A file of rows as it lies here, in UTF-8. */
export interface RowFile {
  path: string;
  layout: Layout;
  /** Bytes. */
  size: number;
  mapping: RowOptions['mapping'];
}

/** Which rows of a file: the same portion has the same rows. */
export interface Portion {
  from: Place;
  bounds: Bounds;
}

/** What is left to a worker thread of files of rows. */
export type RowTask =
  | ({ task: 'rows.inspect' } & Omit<Inspected, 'bytes'> & { bytes: Uint8Array })
  | { task: 'rows.check'; bytes: Uint8Array; isWhole: boolean; options: RowOptions; schema: CollectionSchema }
  | { task: 'rows.open'; path: string; headBytes: number; options: RowOptions; schema: CollectionSchema }
  | ({ task: 'rows.read'; file: RowFile; schema: CollectionSchema; stats: ChunkStats | null } & Portion)
  | ({ task: 'rows.show'; file: RowFile; indexes: number[] } & Portion);

/** A row that no record was made of. */
export interface RefusedRow extends Refused {
  line: number;
  /** As its file has it, as JSON. */
  row: string;
}

/** Of `rows.read`; the slices hold `PackedRecord`s. */
export interface RowsResult {
  records: Slices;
  refused: RefusedRow[];
  /** Of every row, by its index. */
  lines: Uint32Array;
  next: Place;
  isEnd: boolean;
}

/** Runs in the worker. */
export async function runRowTask(task: RowTask, readJson: ReadJson): Promise<TaskDone<unknown>> {
  switch (task.task) {
    case 'rows.inspect':
      return done(inspect({ ...task, bytes: bufferOf(task.bytes) }, readJson));
    case 'rows.check': {
      const { layout, head } = findLayout(bufferOf(task.bytes), task.isWhole, task.options);
      resolveMapping(task.schema, layout, task.options.mapping);
      requireRow(head, layout);
      return done(null);
    }
    case 'rows.open':
      return done(await openRows(task));
    case 'rows.read':
      return readPortion(task, readJson);
    case 'rows.show':
      return done(await showRows(task, readJson));
  }
}

/** What a file is by all that is in it: what is not UTF-8 is written anew as it, beside it. */
async function openRows({
  path,
  headBytes,
  options,
  schema,
}: RowTask & { task: 'rows.open' }): Promise<RowFile> {
  const named = options.encoding;
  const encoding = named ?? (await withFile(path, encodingOf));
  const { layout, size } = await withFile(path, (source) => {
    const head = source.read(0, headBytes);
    const found = findLayout(head, head.length === source.size, { ...options, encoding });
    requireRow(found.head, found.layout);
    return { layout: found.layout, size: source.size };
  });
  resolveMapping(schema, layout, options.mapping);
  const { mapping } = options;
  if (layout.encoding === 'utf-8') return { path, layout, size, mapping };
  const target = `${path}.utf-8`;
  await rewriteAsUtf8(path, target, layout.encoding);
  return { path: target, layout, size: await withFile(target, (source) => source.size), mapping };
}

async function readPortion(
  { file, schema, stats, from, bounds }: RowTask & { task: 'rows.read' },
  readJson: ReadJson,
): Promise<TaskDone<RowsResult>> {
  const { layout } = file;
  const { rows, next, isEnd } = await withFile(file.path, (source) => readRows(source, layout, from, bounds));
  const mapping = resolveMapping(schema, layout, file.mapping);
  const lines = Uint32Array.from(rows, ({ line }) => line);
  if (rows.length === 0) return done({ records: [], refused: [], lines, next, isEnd });
  const check = {
    schema: stats ? schema : withoutSearch(schema),
    stats: stats ?? noStats,
    mode: 'partial',
    wantsHash: false,
  } as const;
  const items = rows.map((row) => toRecord(row, layout, mapping, readJson));
  const { records, refused } = await checkAndPack(items, check);
  const shown = refused.map((one) => ({
    ...one,
    line: lines[one.index] ?? 0,
    row: JSON.stringify(shownRow(rows[one.index]!, layout, readJson)),
  }));
  return { result: { records, refused: shown, lines, next, isEnd }, transfer: buffersOf(records) };
}

const noStats: ChunkStats = { records: 0, languages: new Map() };

/** Its records are checked as ever, and nothing is made of their texts. */
function withoutSearch(schema: CollectionSchema): CollectionSchema {
  return { ...schema, fields: schema.fields.map((field) => ({ ...field, vectorize: false })) };
}

/** Rows as their file has them, as JSON. */
async function showRows(
  { file, from, bounds, indexes }: RowTask & { task: 'rows.show' },
  readJson: ReadJson,
): Promise<string[]> {
  const { rows } = await withFile(file.path, (source) => readRows(source, file.layout, from, bounds));
  return indexes.map((index) => JSON.stringify(shownRow(rows[index]!, file.layout, readJson)));
}

function done<Result>(result: Result): TaskDone<Result> {
  return { result, transfer: [] };
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
