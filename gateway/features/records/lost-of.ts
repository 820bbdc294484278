import type { Collection } from '../../write/collection.ts';
import type { LostFiles } from '../../write/lost-files.ts';
import type { StoredRow } from '../../write/prepared.ts';
import { fileIdsIn } from './present.ts';
import type { RecordDeps } from './record-deps.ts';

/** Those of a record's files that are lost. */
export function lostOf(
  { lostFiles }: Pick<RecordDeps, 'lostFiles'>,
  collection: Collection,
  row: StoredRow,
): Promise<LostFiles> {
  return lostFiles.of(collection, fileIdsIn(collection.schema, [row]));
}
