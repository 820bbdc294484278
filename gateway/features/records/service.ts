import { invalidField, invalidInput, notFound } from '../../errors.ts';
import type { JsonObject, JsonValue } from '../../schema/json.ts';
import { readTextPart } from '../../schema/text-part.ts';
import { systemFields, validateRecord } from '../../schema/record.ts';
import { show } from '../../schema/text.ts';
import type { Field } from '../../schema/types.ts';
import { isUuid } from '../../schema/uuid.ts';
import type { Collection } from '../../write/collection.ts';
import { newId } from '../../write/ids.ts';
import type { Intent } from '../../write/intents.ts';
import { noLostFiles } from '../../write/lost-files.ts';
import type { LostFiles } from '../../write/lost-files.ts';
import { hashInput } from '../../write/input-hash.ts';
import type { HashedFile } from '../../write/input-hash.ts';
import { once } from '../../write/once.ts';
import { rollBack } from '../../write/roll-back.ts';
import type { PreparedWrite, StoredFile, StoredRow } from '../../write/prepared.ts';
import { readRows } from '../../write/rows.ts';
import type { ChunkStats } from '../../write/stats.ts';
import type { Answer } from '../../write/commit-request.ts';
import { createBatch } from './batch.ts';
import type { BatchBody } from './batch.ts';
import type { BatchMode } from './check-batch.ts';
import { checkIfMatch, deletion, draftChange, filesOf } from './change.ts';
import type { RecordInput } from './change.ts';
import { fileIdsIn, presentRecord } from './present.ts';
import type { PresentedRecord } from './present.ts';
import { queryRecords } from './query.ts';
import type { RecordQuery } from './query.ts';
import { readVectors } from './vectors.ts';
import { explainUpload, runWrite } from './run-write.ts';
import type { RecordDeps, WriteTarget } from './run-write.ts';
import type { TakenFile } from './taken-file.ts';
import { stageUpload } from './staging.ts';
import type { UploadBody } from './staging.ts';
import { fileIdsOf } from './file-refs.ts';
import { createTaker } from './take-uploads.ts';
import { readAway, receiveUploads } from './uploads.ts';
import type { FilePart, MultipartPart } from './uploads.ts';
import { checkRecordInWorker, chunksOf } from './worker-client.ts';

/** A record's new values: a JSON body, the bytes of a large one, or the parts of a multipart body in any order. */
export type RecordBody = { json: unknown } | { bytes: Uint8Array } | { parts: AsyncIterable<MultipartPart> };

export type RecordService = ReturnType<typeof createRecordService>;

/** Creates, reads, changes and deletes single records. */
export function createRecordService(deps: RecordDeps) {
  return {
    create: (target: WriteTarget, body: RecordBody) =>
      save(deps, target, { op: 'create', id: newId() }, body),
    replace: (target: WriteTarget, id: string, body: RecordBody) =>
      save(deps, target, { op: 'replace', id: existingId(target.collection, id) }, body),
    patch: (target: WriteTarget, id: string, body: RecordBody) =>
      save(deps, target, { op: 'patch', id: existingId(target.collection, id) }, body),
    createBatch: (target: WriteTarget, body: BatchBody, mode: BatchMode) =>
      createBatch(deps, target, body, mode),
    query: (collection: Collection, query: RecordQuery) =>
      queryRecords({ pg: deps.env.pg, lostFiles: deps.lostFiles }, collection, query),
    remove: (target: WriteTarget, id: string) => remove(deps, target, existingId(target.collection, id)),
    removeMany: (target: WriteTarget, ids: string[]) => removeMany(deps, target, ids),
    vectors: async (collection: Collection, id: string) =>
      readVectors(deps.env.pg, collection, (await rowOf(deps, collection, id)).id),
    get: async (collection: Collection, id: string): Promise<Answer> => {
      const row = await rowOf(deps, collection, id);
      return recordAnswer(collection, row, { status: 200, lost: await lostOf(deps, collection, row) });
    },
    /** Keeps a file for a record to take it later. */
    stage: (target: WriteTarget, body: UploadBody) => stageUpload(deps, target, body),
    /** The files of one field, in order; 404 for a field that is no file field. */
    files: async (collection: Collection, id: string, name: string): Promise<StoredFile[]> => {
      const field = collection.schema.fields.find((candidate) => candidate.name === name);
      if (field?.type !== 'file') throw notFound(`${collection.name} has no file field ${name}.`);
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

type Operation = Pick<RecordInput, 'op' | 'id'>;

async function save(
  deps: RecordDeps,
  target: WriteTarget,
  operation: Operation,
  body: RecordBody,
): Promise<Answer> {
  const { env } = deps;
  const claim = target.idempotency;
  if ('bytes' in body) return saveLarge(deps, target, operation, body.bytes);
  if ('json' in body) {
    const inputHash = claim ? hashInput(body.json) : '';
    const run = async (): Promise<Answer> => {
      const input = await analysed(deps, target, checked(target, operation, body.json, new Map()));
      return commitRecord(deps, target, { input, intent: null, inputHash });
    };
    return shownTo(target, await once(env, claim, () => inputHash, run));
  }
  const run = (): Promise<Answer> => saveMultipart(deps, target, operation, body.parts);
  return shownTo(target, await once(env, claim, () => hashParts(target.collection, body.parts), run));
}

async function saveLarge(
  deps: RecordDeps,
  target: WriteTarget,
  { op, id }: Operation,
  bytes: Uint8Array,
): Promise<Answer> {
  const { collection, idempotency, ifMatch } = target;
  const stats = await deps.stats.of(collection);
  const check = { schema: collection.schema, op, stats, wantsHash: idempotency !== null };
  const { inputHash, ...checkedBody } = await checkRecordInWorker(deps.runInWorker, bytes, check);
  const input = { op, id, ...checkedBody, uploads: new Map<string, TakenFile[]>(), ifMatch, at: '' };
  const run = (): Promise<Answer> => commitRecord(deps, target, { input, intent: null, inputHash });
  return once(deps.env, idempotency, () => inputHash, run);
}

async function saveMultipart(
  deps: RecordDeps,
  target: WriteTarget,
  operation: Operation,
  parts: AsyncIterable<MultipartPart>,
): Promise<Answer> {
  const uploads = receiveUploads(deps, target.collection);
  let handedOver = false;
  try {
    const json = await readParts(target.collection, parts, uploads.receive);
    const valid = checked(target, operation, json, uploads.counts());
    const files = await uploads.finish();
    const input = await analysed(deps, target, { ...valid, uploads: files });
    handedOver = true;
    const inputHash = target.idempotency ? hashInput(json, hashedFiles(files)) : '';
    return await commitRecord(deps, target, { input, intent: uploads.intent, inputHash });
  } catch (error) {
    if (!handedOver && uploads.intent) await rollBack(deps.env, uploads.intent, error);
    throw await explainUpload(error, deps, target);
  } finally {
    await uploads.cleanUp();
  }
}

function hashedFiles(files: Map<string, TakenFile[]>): HashedFile[] {
  return [...files].flatMap(([field, list]) => list.map(({ name, sha256 }) => ({ field, name, sha256 })));
}

async function readParts(
  { schema }: Collection,
  parts: AsyncIterable<MultipartPart>,
  receive: (field: Field, part: FilePart) => Promise<void>,
): Promise<JsonObject> {
  const json: JsonObject = {};
  const given = new Set<string>();
  for await (const part of parts) {
    const name = part.kind === 'value' ? part.name : part.field;
    const field = schema.fields.find((candidate) => candidate.name === name);
    if (part.kind !== 'value') {
      if (!field) throw invalidField(name, 'unknown_key', `${show(name)} is not a field of this collection`);
      if (field.type !== 'file')
        throw invalidField(name, 'wrong_type', `is ${field.type}, and takes no file`);
      if (part.kind === 'no file') continue;
      if (given.has(name) && !field.multiple) throw invalidField(name, 'duplicate', 'is given twice');
      given.add(name);
      await receive(field, part);
    } else {
      if (Object.hasOwn(json, name)) throw invalidField(name, 'duplicate', 'is given twice');
      // An unknown name is kept for the record's own check, which names it with all the other problems.
      json[name] = field ? (readTextPart(field, part.text) as JsonValue) : part.text;
    }
  }
  return json;
}

function checked(
  { collection, ifMatch }: WriteTarget,
  { op, id }: Operation,
  json: unknown,
  uploads: Map<string, number>,
): RecordInput {
  const { values, files, errors } = validateRecord(collection.schema, json, op, '', uploads);
  if (errors.length > 0) throw invalidInput(errors);
  return {
    op,
    id,
    values,
    files,
    uploads: new Map<string, TakenFile[]>(),
    chunks: null,
    ifMatch,
    at: '',
  };
}

/** Has the chunks of large texts cut and encoded where that holds nobody up. */
async function analysed(
  { runInWorker, stats }: RecordDeps,
  { collection }: WriteTarget,
  input: RecordInput,
): Promise<RecordInput> {
  const readStats = (): Promise<ChunkStats> => stats.of(collection);
  return { ...input, chunks: await chunksOf(runInWorker, collection.schema, input.values, readStats) };
}

/** The hash of a multipart input that is a replay: its files are read, and put nowhere. */
async function hashParts(collection: Collection, parts: AsyncIterable<MultipartPart>): Promise<string> {
  const files = new Map<string, HashedFile[]>();
  const json = await readParts(collection, parts, async (field, part) => {
    const file = { field: field.name, ...(await readAway(part)) };
    files.set(field.name, [...(files.get(field.name) ?? []), file]);
  });
  return hashInput(json, [...files.values()].flat());
}

interface RecordCommit {
  input: RecordInput;
  intent: Intent | null;
  inputHash: string;
}

function commitRecord(
  deps: RecordDeps,
  target: WriteTarget,
  { input, intent, inputHash }: RecordCommit,
): Promise<Answer> {
  const isNew = input.op === 'create';
  let unchanged: StoredRow | undefined;
  let lost = noLostFiles;
  const taker = createTaker(deps);
  return runWrite(deps, target, {
    action: isNew ? 'record.created' : 'record.updated',
    inputHash,
    readIds: isNew ? [] : [input.id],
    intent,
    takes: fileIdsOf([input]),
    draft: async (rows, round) => {
      unchanged = rows.get(input.id);
      if (unchanged) lost = await lostOf(deps, round.collection, unchanged);
      const draft = draftChange(input, unchanged, round, await taker.take(input, round));
      return draft ? [draft] : [];
    },
    answer: (prepared) => {
      const row = prepared.changes[0] ? writtenRow(prepared) : unchanged;
      if (!row) throw new Error('a write of one record prepared none');
      return shownTo(target, recordAnswer(prepared.collection, row, { status: isNew ? 201 : 200, lost }));
    },
  });
}

/** The row as this commit writes it. */
function writtenRow({ changes, revision, at }: PreparedWrite): StoredRow {
  const [change] = changes;
  if (!change) throw new Error('a write of one record prepared none');
  return { id: change.id, revision, created_at: change.createdAt, updated_at: at, columns: change.columns };
}

function recordAnswer(
  { schema }: Collection,
  row: StoredRow,
  { status, lost }: { status: number; lost: LostFiles },
): Answer {
  return { status, headers: { etag: `"${row.revision}"` }, body: presentRecord(schema, row, { lost }) };
}

/** Those of a record's files that are lost. */
function lostOf({ lostFiles }: RecordDeps, collection: Collection, row: StoredRow): Promise<LostFiles> {
  return lostFiles.of(collection, fileIdsIn(collection.schema, [row]));
}

/**
 * A key that may not read is told only what FroDB itself set on the record that it wrote. Asked when the answer is kept
 * and again when it goes out, because a replay is for the rights of now.
 */
function shownTo({ mayRead }: WriteTarget, answer: Answer): Answer {
  if (mayRead) return answer;
  const record = answer.body as PresentedRecord;
  return { ...answer, body: Object.fromEntries(systemFields.map((name) => [name, record[name]])) };
}

function remove(deps: RecordDeps, target: WriteTarget, id: string): Promise<Answer> {
  const inputHash = hashInput(null);
  const run = (): Promise<Answer> =>
    runWrite(deps, target, {
      action: 'record.deleted',
      inputHash,
      readIds: [id],
      intent: null,
      draft: (rows, { collection }) => {
        const row = rows.get(id);
        if (!row) throw notFound(`There is no record ${id} in ${collection.name}.`);
        checkIfMatch(row, target.ifMatch);
        return [deletion(collection.schema, row)];
      },
      answer: () => ({ status: 200, headers: {}, body: { status: 'deleted', id } }),
    });
  return once(deps.env, target.idempotency, () => inputHash, run);
}

/** Deletes many in one commit; ids without a record count for nothing. */
function removeMany(deps: RecordDeps, target: WriteTarget, ids: string[]): Promise<Answer> {
  const inputHash = target.idempotency ? hashInput(ids) : '';
  const known = [...new Set(ids.filter(isUuid).map((id) => id.toLowerCase()))];
  let deleted = 0;
  const run = (): Promise<Answer> =>
    runWrite(deps, target, {
      action: 'records.deleted',
      inputHash,
      readIds: known,
      intent: null,
      draft: (rows, { collection }) => {
        deleted = rows.size;
        return [...rows.values()].map((row) => deletion(collection.schema, row));
      },
      answer: () => ({ status: 200, headers: {}, body: { deleted } }),
    });
  return once(deps.env, target.idempotency, () => inputHash, run);
}

export { checkFieldNames } from './query.ts';
export { fileIdsIn, presentFile, presentFiles, presentRecord } from './present.ts';
export { pointsAgain } from './points-again.ts';
export type { PointsAgainDeps } from './points-again.ts';
export type { FileObject, PresentedRecord } from './present.ts';
export type { MultipartPart } from './uploads.ts';
export type { UploadBody } from './staging.ts';
export type { WriteTarget } from './run-write.ts';
export type { BatchBody } from './batch.ts';
