import { PgError } from '../../infra/postgres.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { tablesOf } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';

const lockNotAvailable = '55P03';
const deadlock = '40P01';

/** Less than Postgres' deadlock_timeout (1 s): whoever locks tables steps back before any write is chosen as the victim. */
const lockTimeoutMs = 400;

/**
 * Locks a collection's tables, which goes before its catalogue row, as a commit of records locks them; the other way
 * round, each would meet a commit that holds what it waits for. Throws what `isBusy` knows while others hold them.
 */
export async function lockTables(
  tx: Queryable,
  collection: Collection,
  mode: 'ACCESS EXCLUSIVE' | 'EXCLUSIVE' | 'SHARE ROW EXCLUSIVE',
): Promise<void> {
  await tx.query(`SET LOCAL lock_timeout = ${lockTimeoutMs}`);
  await tx.query(`LOCK TABLE ${tablesOf(collection).join(', ')} IN ${mode} MODE`);
}

/** Whether a transaction failed because others held what it wanted: it may begin anew. */
export function isBusy(error: unknown): boolean {
  return error instanceof PgError && (error.code === lockNotAvailable || error.code === deadlock);
}
