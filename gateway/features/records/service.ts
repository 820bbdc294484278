import type { QueryBody } from '../../contract/records.ts';
import { notFound } from '../../errors.ts';
import type { BatchMode } from '../../ingest/index.ts';
import { holdsFiles } from '../../schema/field-types/index.ts';
import type { Collection } from '../../write/collection.ts';
import { newId } from '../../write/ids.ts';
import type { StoredFile, StoredRow } from '../../write/prepared.ts';
import { readRows } from '../../write/rows.ts';
import type { WriteTarget } from '../../write/target.ts';
import { createBatch, createRows, takenRows } from './batch.ts';
import type { BatchBody, CheckedRows } from './batch.ts';
import { existingId } from './existing-id.ts';
import { lostOf } from './lost-of.ts';
import { presentRecord } from './present.ts';
import type { PresentedRecord } from './present.ts';
import { queryRecords } from './query.ts';
import type { RecordBody } from './receive.ts';
import type { RecordDeps } from './record-deps.ts';
import { remove, removeMany } from './remove.ts';
import { save } from './save.ts';
import { filesOf, readVectors } from './store.ts';
import type { RecordTarget } from './target.ts';

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

async function rowOf({ env }: RecordDeps, collection: Collection, id: string): Promise<StoredRow> {
  const known = existingId(collection, id);
  const row = (await readRows(env.pg, collection, [known])).get(known);
  if (!row) throw notFound(`There is no record ${id} in ${collection.name}.`);
  return row;
}

export { checkFieldNames } from './query.ts';
export { fileIdsIn, presentFile, presentFiles, presentRecord } from './present.ts';
export type { PresentedRecord } from './present.ts';
export { createWriteJobs } from './jobs.ts';
export type { WriteJobs } from './jobs.ts';
export type { RecordDeps } from './record-deps.ts';
export type { RecordBody } from './receive.ts';
export type { RecordTarget } from './target.ts';
export type { BatchBody, RowsAnswer } from './batch.ts';
