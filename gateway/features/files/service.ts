import type { Readable } from 'node:stream';
import { notFound } from '../../errors.ts';
import { MissingObjectError } from '../../infra/objects.ts';
import type { ObjectStore } from '../../infra/objects.ts';
import type { Collection } from '../../write/collection.ts';
import type { StoredFile } from '../../write/prepared.ts';
import type { RecordService } from '../records/service.ts';

/** A file whose row is live, and how to read its bytes. */
export interface OpenFile {
  file: Omit<StoredFile, 'key'>;
  /** Both ends inclusive. */
  read: (range?: { start: number; end: number }) => Promise<Readable>;
}

export interface FileDeps {
  objects: ObjectStore;
  records: Pick<RecordService, 'files'>;
}

export type FileService = ReturnType<typeof createFileService>;

/** Reads files of live records. */
export function createFileService({ objects, records }: FileDeps) {
  return {
    /** The `n`-th file (from 0) of a record's field. 404 where there is none. */
    ofRecord: async (collection: Collection, id: string, field: string, n: number): Promise<OpenFile> => {
      const files = await records.files(collection, id, field);
      const stored = files[n];
      if (!stored) throw notFound(`Record ${id} has no file ${n} in ${field}.`);
      return openFile(objects, collection, stored);
    },
  };
}

function openFile(objects: ObjectStore, { bucket }: Collection, stored: StoredFile): OpenFile {
  const { key, ...file } = stored;
  return {
    file,
    read: async (range) => {
      if (bucket === null) throw new Error('a collection with files has no bucket');
      try {
        return (await objects.get(bucket, key, range ?? {})).body;
      } catch (error) {
        if (error instanceof MissingObjectError)
          throw notFound(`The file ${file.name} has just been removed.`);
        throw error;
      }
    },
  };
}

export type { CollectionService } from '../collections/service.ts';
