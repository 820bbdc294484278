import type { Readable } from 'node:stream';
import { AppError, notFound } from '../../errors.ts';
import { MissingContainerError } from '../../infra/missing-container.ts';
import { MissingObjectError } from '../../infra/objects.ts';
import type { ObjectStore } from '../../infra/objects.ts';
import type { Postgres } from '../../infra/postgres.ts';
import type { Collection } from '../../write/collection.ts';
import type { LostFile, LostFileMarks } from '../../write/lost-files.ts';
import { explainMissing } from '../../write/missing.ts';
import type { StoredFile } from '../../write/prepared.ts';
import { findStaged } from '../../write/staged.ts';

/** A file of a live record, or a staged upload, and how to read its bytes. */
export interface OpenFile {
  file: Pick<StoredFile, 'name' | 'size' | 'content_type' | 'sha256'>;
  /** Both ends inclusive. Errors: 410 for a file that the object store has lost, 404 for one that has just been removed. */
  read: (range?: { start: number; end: number }) => Promise<Readable>;
}

export interface OpenFileDeps {
  pg: Postgres;
  objects: ObjectStore;
  lostFiles: LostFileMarks;
  noticeLoss: () => void;
}

interface NamedFile extends Pick<StoredFile, 'id' | 'key' | 'name' | 'size' | 'content_type' | 'sha256'> {
  /** The field and record that it belongs to, in words; null for a staged upload. */
  of: string | null;
}

/** Errors: 410 for a file that is known to be lost, unless it is back. */
export async function openFile(
  deps: OpenFileDeps,
  collection: Collection,
  file: NamedFile,
): Promise<OpenFile> {
  const { bucket } = collection;
  if (bucket === null) throw new Error('a collection with files has no bucket');
  const explained = async <T>(reading: Promise<T>): Promise<T> => {
    try {
      return await reading;
    } catch (error) {
      throw await explain(deps, collection, file, error);
    }
  };
  const lost = (await deps.lostFiles.of(collection, [file.id])).get(file.id);
  if (lost && !(await explained(isBack(deps, bucket, file, lost)))) {
    throw fileLost(deps, collection, file, lost.reason);
  }
  return {
    file,
    read: async (range) => (await explained(deps.objects.get(bucket, file.key, range ?? {}))).body,
  };
}

/** Whether a lost file has been brought back: its mark goes. Damaged ones are read again at a start. */
async function isBack(
  { objects, lostFiles }: OpenFileDeps,
  bucket: string,
  { id, key, size }: NamedFile,
  { reason }: LostFile,
): Promise<boolean> {
  if (reason !== 'missing' || (await objects.head(bucket, key))?.size !== size) return false;
  await lostFiles.clear([id]);
  return true;
}

async function explain(
  deps: OpenFileDeps,
  collection: Collection,
  file: NamedFile,
  error: unknown,
): Promise<unknown> {
  if (error instanceof MissingContainerError) return (await explainMissing(deps, error, collection)) ?? error;
  if (!(error instanceof MissingObjectError)) return error;
  const isOurs =
    file.of === null
      ? (await findStaged(deps.pg, file.id)) !== undefined
      : (await deps.lostFiles.mark([file.id], 'missing')).length > 0;
  // What FroDB removes, it removes after the row that names it.
  return isOurs
    ? fileLost(deps, collection, file, 'missing')
    : notFound(`The file ${file.name} has just been removed.`);
}

function fileLost(
  { objects }: OpenFileDeps,
  { name: collection, databaseName }: Collection,
  { name, of }: NamedFile,
  reason: LostFile['reason'],
): AppError {
  const which = of === null ? `The upload ${name}` : `The file ${name} in ${of}`;
  const what = reason === 'missing' ? 'does not have its bytes any more' : 'has other bytes than were saved';
  return new AppError(
    'file_lost',
    `${which} (collection ${collection}, database ${databaseName}) is lost: ${objects.kind} ${what}. Put it back from a backup, or upload it again.`,
  );
}
