import type { FileItem } from '../../contract/files.ts';
import type { ListQuery, Page } from '../../contract/lists.ts';
import { AppError, notFound } from '../../errors.ts';
import { listPage, notACursor } from '../../infra/list-page.ts';
import type { Postgres } from '../../infra/postgres.ts';
import { isOwnUuid } from '../../schema/uuid.ts';
import type { Collection } from '../../write/collection.ts';
import { findStaged } from '../../write/staged.ts';
import type { LostFileMarks } from '../../write/lost-files.ts';
import type { CollectionService } from '../collections/service.ts';
import { isAdmin } from '../../access/permits.ts';
import type { Caller } from '../../access/permits.ts';
import { presentFile } from '../records/service.ts';
import type { RecordService } from '../records/service.ts';
import { openFile } from './open-file.ts';
import type { OpenFile, OpenFileDeps } from './open-file.ts';
import * as store from './store.ts';

export interface FileDeps extends OpenFileDeps {
  records: Pick<RecordService, 'files'>;
  collections: Pick<CollectionService, 'resolveId'>;
}

export type FileService = ReturnType<typeof createFileService>;

/** Reads files of live records, and staged uploads for those who may see them. */
export function createFileService(deps: FileDeps) {
  const { pg, lostFiles, records } = deps;
  return {
    /** The `n`-th file (from 0) of a record's field. 404 where there is none. */
    ofRecord: async (collection: Collection, id: string, field: string, n: number): Promise<OpenFile> => {
      const files = await records.files(collection, id, field);
      const stored = files[n];
      if (!stored) throw notFound(`Record ${id} has no file ${n} in ${field}.`);
      return openFile(deps, collection, { ...stored, of: `field ${field} of record ${id}` });
    },
    /** Errors: 404 for no such file, or none that the key may know of; 403 without the right to read it. */
    byId: (caller: Caller, id: string): Promise<OpenFile> => findFile(deps, caller, id),
    list: (collection: Collection, query: ListQuery): Promise<Page<FileItem>> =>
      list({ pg, lostFiles }, collection, query),
  };
}

async function findFile(deps: FileDeps, caller: Caller, given: string): Promise<OpenFile> {
  const { pg, records, collections } = deps;
  const hidden = `There is no file ${given}.`;
  const id = given.toLowerCase();
  if (!isOwnUuid(id)) throw notFound(hidden);
  // First, for a staged one may become a record's meanwhile, and never the other way round.
  const staged = await findStaged(pg, id);
  if (staged) {
    if (!isAdmin(caller) && staged.keyId !== caller.keyId) throw notFound(hidden);
    const collection = await collections.resolveId(caller, 'files', staged.collectionId, hidden);
    const place = { ...collection, bucket: staged.bucket };
    return openFile(deps, place, { ...staged, content_type: staged.contentType, of: null });
  }
  const place = await store.findPlace(pg, id);
  if (!place) throw notFound(hidden);
  const collection = await collections.resolveId(caller, 'read', place.collectionId, hidden);
  const files = await records.files(collection, place.recordId, place.field).catch((error: unknown) => {
    // The record has gone in between.
    throw error instanceof AppError && error.code === 'not_found' ? notFound(hidden) : error;
  });
  const stored = files.find((file) => file.id === id);
  if (!stored) throw notFound(hidden);
  const of = `field ${place.field} of record ${place.recordId}`;
  return openFile(deps, collection, { ...stored, of });
}

function list(
  { pg, lostFiles }: { pg: Postgres; lostFiles: LostFileMarks },
  collection: Collection,
  query: ListQuery,
): Promise<Page<FileItem>> {
  return listPage(
    {
      name: `files ${collection.id}`,
      read: async (after, limit) => {
        const found = await store.listFiles(pg, collection, after === null ? null : positionOf(after), limit);
        const lost = await lostFiles.of(
          collection,
          found.map(({ file }) => file.id),
        );
        return found.map(({ file, field, recordId }) => ({
          ...presentFile(file, lost),
          field,
          record: recordId,
        }));
      },
      count: () => store.countFiles(pg, collection),
      keyOf: ({ record, id }) => `${record}/${id}`,
    },
    query,
  );
}

function positionOf(key: string): { recordId: string; id: string } {
  const [recordId = '', id = ''] = key.split('/');
  if (isOwnUuid(recordId) && isOwnUuid(id)) return { recordId, id };
  throw notACursor();
}

export type { OpenFile } from './open-file.ts';
