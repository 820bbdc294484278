import { AppError, conflict, notFound } from '../../errors.ts';
import { payloadOf } from '../../filters/index.ts';
import { JsonText } from '../../infra/large-json.ts';
import type { EncodedChunk } from '../../ingest/index.ts';
import { holdsFiles } from '../../schema/field-types/index.ts';
import { fieldPath } from '../../schema/file-refs.ts';
import type { JsonValue } from '../../schema/json.ts';
import type { Field, FileRefs, RecordValues } from '../../schema/types.ts';
import type { Collection } from '../../write/collection.ts';
import type { RecordChange, StoredFile, StoredRow } from '../../write/prepared.ts';
import type { RoundContext } from '../../write/index.ts';
import { filesOf } from './store.ts';
import type { TakenFile, TakenUploads } from '../uploads/service.ts';

/** One record of a write, checked as far as that goes without its row. */
export interface RecordInput {
  op: 'create' | 'replace' | 'patch';
  id: string;
  values: RecordValues;
  /** Files named by id in JSON. */
  files: FileRefs;
  /** Files that came with the request, by field, in order. */
  uploads: Map<string, TakenFile[]>;
  /** Of its searched texts. */
  chunks: EncodedChunk[];
  /** Revisions of which one must be the row's; null where anything goes. */
  ifMatch: string[] | null;
  /** Put before every path of a problem. */
  at: string;
}

/** A change whose new chunks are not yet among those that the record keeps. */
export interface ChangeDraft {
  change: Omit<RecordChange, 'chunks' | 'droppedChunks'>;
  fresh: EncodedChunk[];
  /** null: the record's points stay as they are. Otherwise which of its chunks stay. */
  keep: ((chunk: Pick<EncodedChunk, 'field' | 'fileId'>) => boolean) | null;
  /** Field number, then position of its file: the order of the chunks. */
  fileOrder: Map<string, number>;
}

/** 412 unless the row is at one of the wanted revisions. */
export function checkIfMatch(row: StoredRow, ifMatch: string[] | null): void {
  if (ifMatch === null || ifMatch.includes(row.revision)) return;
  throw new AppError('precondition_failed', `The record is at revision ${row.revision}.`, {
    headers: { etag: `"${row.revision}"` },
  });
}

/** What deleting a record changes. */
export function deletion({ schema }: Collection, row: StoredRow): RecordChange {
  const files = schema.fields.filter(holdsFiles).flatMap((field) => filesOf(row, field));
  return {
    op: 'delete',
    id: row.id,
    expectedRevision: row.revision,
    createdAt: row.created_at,
    columns: {},
    addedFiles: [],
    droppedFiles: files.map(({ id, key, size }) => ({ id, key, size })),
    chunks: null,
    droppedChunks: [],
    payload: {},
  };
}

/**
 * What creating or changing a record changes; null where a patch changes nothing.
 * Errors: 404 without a row, 412 by If-Match, 409 for a file id that is neither the record's nor a taken upload's.
 */
export function draftChange(
  input: RecordInput,
  row: StoredRow | undefined,
  { collection, revision, at }: RoundContext,
  taken: TakenUploads,
): ChangeDraft | null {
  const { schema } = collection;
  if (input.op !== 'create') {
    if (!row) throw notFound(`There is no record ${input.id} in ${collection.name}.`);
    checkIfMatch(row, input.ifMatch);
    if (isEmptyPatch(input)) return null;
  }
  const columns: Record<string, JsonValue> = {};
  const values: RecordValues = {};
  const added: (StoredFile & { field: string })[] = [];
  const dropped: StoredFile[] = [];
  const fresh: EncodedChunk[] = [];
  const changed = new Set<number>();
  const fileOrder = new Map<string, number>();
  for (const field of schema.fields) {
    const before = row?.columns[field.column] ?? null;
    if (holdsFiles(field)) {
      const merged = mergeFiles(input, field, filesOf(row, field), { revision, taken });
      columns[field.column] = merged.files.length > 0 ? (merged.files as unknown as JsonValue) : null;
      added.push(...merged.added.map((file) => ({ ...file.stored, field: field.name })));
      dropped.push(...merged.dropped);
      merged.files.forEach((file, position) => fileOrder.set(file.id, position));
      if (merged.added.length + merged.dropped.length > 0 || merged.moved) changed.add(field.number);
      if (field.vectorize)
        // One by one: a long document has more chunks than a call may have arguments.
        for (const file of merged.added) for (const chunk of file.chunks) fresh.push(chunk);
      continue;
    }
    const value = Object.hasOwn(input.values, field.name) ? (input.values[field.name] ?? null) : before;
    columns[field.column] = value;
    values[field.name] = value;
    if (isSame(value, before)) continue;
    changed.add(field.number);
    for (const chunk of input.chunks) if (chunk.field === field.number) fresh.push(chunk);
  }
  const droppedIds = new Set(dropped.map((file) => file.id));
  const isText = new Set(schema.fields.filter((field) => !holdsFiles(field)).map((field) => field.number));
  const movesPoints =
    input.op === 'create' ||
    schema.fields.some((f) => changed.has(f.number) && (f.vectorize || f.filterable));
  return {
    change: {
      op: input.op === 'create' ? 'create' : 'update',
      id: input.id,
      expectedRevision: row?.revision ?? null,
      createdAt: row?.created_at ?? at,
      columns,
      addedFiles: added.map(({ id, field, size }) => ({ id, field, size })),
      droppedFiles: dropped.map(({ id, key, size }) => ({ id, key, size })),
      payload: payloadOf(schema, values),
    },
    fresh,
    keep: movesPoints
      ? (chunk) =>
          isText.has(chunk.field)
            ? !changed.has(chunk.field)
            : chunk.fileId !== null && !droppedIds.has(chunk.fileId)
      : null,
    fileOrder,
  };
}

function isSame(value: JsonValue, before: JsonValue): boolean {
  if (value === before) return true;
  // What is that large and can't be seen from outside is put again.
  if ((value as unknown) instanceof JsonText || (before as unknown) instanceof JsonText) return false;
  const areBothObjects = typeof value === 'object' && typeof before === 'object';
  return areBothObjects && JSON.stringify(value) === JSON.stringify(before);
}

function isEmptyPatch({ op, values, files, uploads }: RecordInput): boolean {
  return op === 'patch' && Object.keys(values).length + Object.keys(files).length + uploads.size === 0;
}

interface MergedFiles {
  files: StoredFile[];
  added: { stored: StoredFile; chunks: EncodedChunk[] }[];
  dropped: StoredFile[];
  /** The same files in another order. */
  moved: boolean;
}

/** The field's files after the write: those named by id, then those that came with the request. */
function mergeFiles(
  input: RecordInput,
  field: Field,
  before: StoredFile[],
  { revision, taken: staged }: { revision: string; taken: TakenUploads },
): MergedFiles {
  const refs = input.files[field.name];
  const uploads = input.uploads.get(field.name) ?? [];
  const isGiven = refs !== undefined || uploads.length > 0;
  if (!isGiven && input.op !== 'replace') return { files: before, added: [], dropped: [], moved: false };
  const files: StoredFile[] = [];
  const added: MergedFiles['added'] = [];
  const add = (file: TakenFile): void => {
    const stored = toStored(file, revision);
    added.push({ stored, chunks: file.chunks });
    files.push(stored);
  };
  for (const { file_id } of refs ?? []) {
    const kept = before.find((file) => file.id === file_id);
    const taken = staged.get(file_id);
    if (kept) files.push(kept);
    else if (taken) add(taken);
    else throw noSuchUpload(fieldPath(input.at, field.name), file_id);
  }
  for (const upload of uploads) add(upload);
  const dropped = before.filter((file) => !files.includes(file));
  const moved = before.some((file, position) => files[position] !== file);
  return { files, added, dropped, moved };
}

/** 409 for a file id that no upload which waits here has. */
function noSuchUpload(path: string, fileId: string): AppError {
  const message = `There is no upload ${fileId} to take: it is unknown, taken already, or has run out.`;
  return conflict(`${path}: ${message}`, [
    { path, code: 'no_such_upload', message, params: { file_id: fileId } },
  ]);
}

function toStored(file: TakenFile, revision: string): StoredFile {
  return {
    id: file.id,
    key: file.key,
    name: file.name,
    size: file.size,
    content_type: file.contentType,
    sha256: file.sha256,
    version_id: revision,
    extraction: file.extraction,
  };
}
