import type { MultipartPart } from '../../contract/parts.ts';
import type { QueryBody } from '../../contract/records.ts';
import { invalidInput, notFound } from '../../errors.ts';
import type { BatchMode } from '../../ingest/index.ts';
import { holdsFiles } from '../../schema/field-types/index.ts';
import { fileIdsOf } from '../../schema/file-refs.ts';
import { systemFields, validateRecord } from '../../schema/record.ts';
import { isUuid } from '../../schema/uuid.ts';
import type { Collection } from '../../write/collection.ts';
import type { WriteEnv } from '../../write/env.ts';
import { newId } from '../../write/ids.ts';
import { write } from '../../write/index.ts';
import type { WritePlan, WriteRequest, Written } from '../../write/index.ts';
import { hashInput } from '../../write/input-hash.ts';
import { noLostFiles } from '../../write/lost-files.ts';
import type { LostFiles } from '../../write/lost-files.ts';
import { once } from '../../write/once.ts';
import type { Answered } from '../../write/once.ts';
import type { OwnIntent } from '../../write/own-intent.ts';
import type { RecordChange, StoredFile, StoredRow } from '../../write/prepared.ts';
import { readRows } from '../../write/rows.ts';
import type { WriteTarget } from '../../write/target.ts';
import { createBatch, createRows, takenRows } from './batch.ts';
import type { BatchBody, CheckedRows } from './batch.ts';
import { checkIfMatch, deletion, draftChange } from './change.ts';
import type { RecordInput } from './change.ts';
import { createChunkPlacer } from './place-chunks.ts';
import { fileIdsIn, presentRecord } from './present.ts';
import type { PresentedRecord } from './present.ts';
import { queryRecords } from './query.ts';
import { filesOf, readVectors } from './store.ts';
import type { RecordDeps } from './record-deps.ts';
import type { RecordTarget } from './target.ts';

/** A record's new values: a JSON body, the bytes of a large one, or the parts of a multipart body in any order. */
export type RecordBody = { json: unknown } | { bytes: Uint8Array } | { parts: AsyncIterable<MultipartPart> };

export type RecordService = ReturnType<typeof createRecordService>;

/** Creates, reads, changes and deletes records. */
export function createRecordService(deps: RecordDeps) {
  const { env, lostFiles } = deps;
  return {
    create: (target: RecordTarget, body: RecordBody) =>
      save(deps, target, { op: 'create', id: newId() }, body),
    replace: (target: RecordTarget, id: string, body: RecordBody) =>
      save(deps, target, { op: 'replace', id: existingId(target.collection, id) }, body),
    patch: (target: RecordTarget, id: string, body: RecordBody) =>
      save(deps, target, { op: 'patch', id: existingId(target.collection, id) }, body),
    createBatch: (target: RecordTarget, body: BatchBody, mode: BatchMode) =>
      createBatch(deps, target, body, mode),
    /** See `createRows`; for records that were read and checked elsewhere. */
    createRows: (target: WriteTarget, rows: CheckedRows, inputHash: string) =>
      createRows(deps, target, rows, inputHash),
    takenRows: (collection: Collection, rows: CheckedRows) => takenRows(deps, collection, rows),
    query: (collection: Collection, query: QueryBody) =>
      queryRecords({ pg: env.pg, lostFiles }, collection, query),
    remove: (target: RecordTarget, id: string) => remove(deps, target, existingId(target.collection, id)),
    removeMany: (target: RecordTarget, ids: string[]) => removeMany(deps, target, ids),
    vectors: async (collection: Collection, id: string) =>
      readVectors(env.pg, collection, (await rowOf(deps, collection, id)).id),
    get: async (collection: Collection, id: string): Promise<PresentedRecord> => {
      const row = await rowOf(deps, collection, id);
      return presentRecord(collection.schema, row, { lost: await lostOf(deps, collection, row) });
    },
    /** The files of one field, in order; 404 for a field that is no file field. */
    files: async (collection: Collection, id: string, name: string): Promise<StoredFile[]> => {
      const field = collection.schema.fields.find((candidate) => candidate.name === name);
      if (!field || !holdsFiles(field)) throw notFound(`${collection.name} has no file field ${name}.`);
      return filesOf(await rowOf(deps, collection, id), field);
    },
  };
}

/** A malformed id is 404, like one that does not exist. */
function existingId(collection: Collection, id: string): string {
  if (!isUuid(id)) throw notFound(`There is no record ${id} in ${collection.name}.`);
  return id.toLowerCase();
}

async function rowOf({ env }: RecordDeps, collection: Collection, id: string): Promise<StoredRow> {
  const known = existingId(collection, id);
  const row = (await readRows(env.pg, collection, [known])).get(known);
  if (!row) throw notFound(`There is no record ${id} in ${collection.name}.`);
  return row;
}

/** Those of a record's files that are lost. */
function lostOf({ lostFiles }: RecordDeps, collection: Collection, row: StoredRow): Promise<LostFiles> {
  return lostFiles.of(collection, fileIdsIn(collection.schema, [row]));
}

type Operation = Pick<RecordInput, 'op' | 'id'>;

async function save(
  deps: RecordDeps,
  target: RecordTarget,
  operation: Operation,
  body: RecordBody,
): Promise<Answered<PresentedRecord>> {
  const { body: record, isReplay } = await once(
    deps.env,
    target.idempotency,
    () => hashBody(deps, target, operation, body),
    () =>
      write(deps.env, target, async (intent) => {
        const received = await receive(deps, target, { operation, body, intent });
        return saveRequest(deps, target, received);
      }),
  );
  // A replay is for the rights of now.
  return { body: shownTo(target, record), isReplay };
}

interface Received {
  input: RecordInput;
  inputHash: string;
}

/** Reads and checks a record, puts the files that come with it, and makes chunks of its texts and files. */
async function receive(
  { ingest, uploads }: RecordDeps,
  target: RecordTarget,
  { operation, body, intent }: { operation: Operation; body: RecordBody; intent: OwnIntent },
): Promise<Received> {
  const { collection, ifMatch, idempotency } = target;
  const none = { ...operation, uploads: new Map<string, never>(), ifMatch, at: '' };
  const wantsHash = idempotency !== null;
  if ('bytes' in body) {
    const check = { op: operation.op, wantsHash };
    const { inputHash, ...checked } = await ingest.record(collection, body.bytes, check);
    return { input: { ...none, ...checked }, inputHash };
  }
  if ('json' in body) {
    const checked = check(collection, operation, body.json);
    const chunks = await ingest.texts(collection, checked.values);
    return { input: { ...none, ...checked, chunks }, inputHash: wantsHash ? hashInput(body.json) : '' };
  }
  return uploads.receiveForm({ collection, intent }, body.parts, async (form) => {
    const checked = check(collection, operation, form.json, form.counts);
    const files = await form.files();
    const chunks = await ingest.texts(collection, checked.values);
    return {
      input: { ...none, ...checked, uploads: files, chunks },
      inputHash: wantsHash ? form.hash() : '',
    };
  });
}

/** What an Idempotency-Key knows a body by, of a call that is a replay: nothing of it is put anywhere. */
async function hashBody(
  { ingest, uploads }: RecordDeps,
  { collection }: RecordTarget,
  { op }: Operation,
  body: RecordBody,
): Promise<string> {
  if ('json' in body) return hashInput(body.json);
  if ('parts' in body) return uploads.hashForm(collection, body.parts);
  return (await ingest.record(collection, body.bytes, { op, wantsHash: true })).inputHash;
}

/** Errors: 400 for all that is wrong with the values. */
function check(
  { schema }: Collection,
  { op }: Operation,
  json: unknown,
  uploads = new Map<string, number>(),
): Pick<RecordInput, 'values' | 'files'> {
  const { errors, ...checked } = validateRecord(schema, json, op, '', uploads);
  if (errors.length > 0) throw invalidInput(errors);
  return checked;
}

/** What a round changes, and the row as it was, for a patch may change nothing. */
interface SavePlan {
  changes: RecordChange[];
  unchanged: StoredRow | undefined;
  lost: LostFiles;
}

function saveRequest(
  deps: RecordDeps,
  target: RecordTarget,
  { input, inputHash }: Received,
): WriteRequest<SavePlan, PresentedRecord> {
  const isNew = input.op === 'create';
  const taker = deps.uploads.taker();
  const placeChunks = createChunkPlacer(deps.env.pg, deps.ingest);
  return {
    action: isNew ? 'record.created' : 'record.updated',
    readIds: isNew ? [] : [input.id],
    takes: fileIdsOf([input]),
    inputHash,
    prepare: async (rows, round) => {
      const { collection } = round;
      const unchanged = rows.get(input.id);
      const lost = unchanged ? await lostOf(deps, collection, unchanged) : noLostFiles;
      const draft = draftChange(input, unchanged, round, await taker.take(input, round));
      return { changes: await placeChunks(collection, draft ? [draft] : []), unchanged, lost };
    },
    answer: (written) => {
      const row = writtenRow(written) ?? written.unchanged;
      if (!row) throw new Error('a write of one record prepared none');
      return shownTo(target, presentRecord(written.collection.schema, row, { lost: written.lost }));
    },
  };
}

/** The row as this commit writes it; undefined where it writes none. */
function writtenRow({ changes, revision, at }: Written<SavePlan>): StoredRow | undefined {
  const [change] = changes;
  if (!change) return undefined;
  return { id: change.id, revision, created_at: change.createdAt, updated_at: at, columns: change.columns };
}

/** A key that may not read is told only what FroDB itself set on the record that it wrote. */
function shownTo({ mayRead }: RecordTarget, record: PresentedRecord): PresentedRecord {
  if (mayRead) return record;
  return Object.fromEntries(systemFields.map((name) => [name, record[name]])) as PresentedRecord;
}

function remove(
  { env }: RecordDeps,
  target: RecordTarget,
  id: string,
): Promise<Answered<{ status: 'deleted'; id: string }>> {
  return writeOnce(env, target, {
    action: 'record.deleted',
    readIds: [id],
    takes: [],
    inputHash: hashInput(null),
    prepare: async (rows, { collection }) => {
      const row = rows.get(id);
      if (!row) throw notFound(`There is no record ${id} in ${collection.name}.`);
      checkIfMatch(row, target.ifMatch);
      return { changes: [deletion(collection, row)] };
    },
    answer: () => ({ status: 'deleted', id }),
  });
}

/** A write whose whole input is known before it begins. */
function writeOnce<Body>(
  env: WriteEnv,
  target: RecordTarget,
  request: WriteRequest<WritePlan, Body>,
): Promise<Answered<Body>> {
  return once(
    env,
    target.idempotency,
    () => request.inputHash,
    () => write(env, target, async () => request),
  );
}

/** Deletes many in one commit; ids without a record count for nothing. */
function removeMany(
  { env }: RecordDeps,
  target: RecordTarget,
  ids: string[],
): Promise<Answered<{ deleted: number }>> {
  return writeOnce(env, target, {
    action: 'records.deleted',
    readIds: [...new Set(ids.filter(isUuid).map((id) => id.toLowerCase()))],
    takes: [],
    inputHash: target.idempotency ? hashInput(ids) : '',
    prepare: async (rows, { collection }) => ({
      changes: [...rows.values()].map((row) => deletion(collection, row)),
    }),
    answer: ({ changes }) => ({ deleted: changes.length }),
  });
}

export { checkFieldNames } from './query.ts';
export { fileIdsIn, presentFile, presentFiles, presentRecord } from './present.ts';
export type { PresentedRecord } from './present.ts';
export type { RecordTarget } from './target.ts';
export type { BatchBody, RowsAnswer } from './batch.ts';
