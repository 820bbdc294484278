import { setTimeout as sleep } from 'node:timers/promises';
import { notFound, unavailable } from '../../errors.ts';
import { ConnectionLostError, PgError } from '../../infra/postgres.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { tablesOf } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { Actor, WriteEnv } from '../../write/env.ts';
import { announce } from '../../write/events.ts';
import { newId } from '../../write/ids.ts';
import { settleLostCommit } from '../../write/lost-commit.ts';
import { isBusy, lockTables } from './lock-tables.ts';
import { deleteCollection, findByIds, listRefs, lockCollection, notifyChange } from './store.ts';

const undefinedTable = '42P01';
const undefinedSchema = '3F000';

/** Drops a collection and then does `andThen`, in one transaction. Errors: 404 if it is gone, 503 if it is in use all the time. */
export function dropCollection(
  env: WriteEnv,
  actor: Actor,
  collection: Collection,
  andThen: (tx: Queryable) => Promise<void>,
): Promise<void> {
  return untilFree(env, collection.name, async (tx, revision) => {
    await dropInTransaction(tx, env, actor, { collection, revision });
    await andThen(tx);
  });
}

/**
 * Drops all collections of a database and then does `andThen`, in one transaction that holds the database's row, so
 * that nobody creates another one meanwhile. Errors: as for one collection.
 */
export function dropDatabaseCollections(
  env: WriteEnv,
  actor: Actor,
  database: string,
  andThen: (tx: Queryable) => Promise<void>,
): Promise<void> {
  return untilFree(env, database, async (tx, revision) => {
    // Before the first statement that numbers the transaction; see below.
    for (const collection of await collectionsOf(tx, database)) await lockTables(tx, collection, 'EXCLUSIVE');
    await tx.query('SELECT 1 FROM frodb.databases WHERE name = $1 FOR UPDATE', [database]);
    for (const collection of await collectionsOf(tx, database)) {
      await dropInTransaction(tx, env, actor, { collection, revision });
    }
    await andThen(tx);
  });
}

async function collectionsOf(tx: Queryable, database: string): Promise<Collection[]> {
  const refs = await listRefs(tx, database);
  return findByIds(
    tx,
    refs.map(({ id }) => id),
  );
}

/** Begins anew while others hold the tables, up to the time that an engine has to answer. */
async function untilFree(
  env: WriteEnv,
  name: string,
  work: (tx: Queryable, revision: string) => Promise<void>,
): Promise<void> {
  const deadline = Date.now() + env.times.engineRetrySeconds * 1_000;
  const revision = newId();
  for (;;) {
    try {
      await env.pg.transaction((tx) => work(tx, revision));
      return;
    } catch (error) {
      if (error instanceof ConnectionLostError) {
        const { pid, backendStart } = error;
        await settleLostCommit(env, { intent: null, revision, pid, backendStart });
        return;
      }
      if (!(error instanceof PgError)) throw error;
      if (error.code === undefinedTable || error.code === undefinedSchema) {
        throw notFound(`${name} is gone already.`);
      }
      if (!isBusy(error)) throw error;
      if (Date.now() > deadline) throw unavailable('postgres', `${name} is in use`, error);
      await sleep(50);
    }
  }
}

async function dropInTransaction(
  tx: Queryable,
  env: Pick<WriteEnv, 'times'>,
  actor: Actor,
  { collection, revision }: { collection: Collection; revision: string },
): Promise<void> {
  // Writes end before the transaction gets its number, which the stronger lock gives it: its event comes after theirs.
  await lockTables(tx, collection, 'EXCLUSIVE');
  await lockTables(tx, collection, 'ACCESS EXCLUSIVE');
  if (!(await lockCollection(tx, collection.id))) throw notFound(`${collection.name} is gone already.`);
  await tx.query(`DROP TABLE ${tablesOf(collection).join(', ')}`);
  // Claimed: no record can take them any more, and the sweeper collects their bytes now.
  await tx.query(
    `UPDATE frodb.intents SET state = 'rolling_back', lease_until = now()
     WHERE collection_id = $1 AND kind = 'staged' AND state = 'open'`,
    [collection.id],
  );
  await leaveGarbage(tx, env, collection);
  await deleteCollection(tx, collection.id);
  await announce(tx, actor, { action: 'collection.deleted', collection, revision });
  await notifyChange(tx);
}

/** The bucket and the Qdrant collection go whole, so what was to be deleted in them needs no rows of its own. */
async function leaveGarbage(
  tx: Queryable,
  env: Pick<WriteEnv, 'times'>,
  { id, bucket, qdrantCollection }: Collection,
): Promise<void> {
  // A Qdrant collection that it has left is still to be dropped.
  await tx.query('DELETE FROM frodb.garbage WHERE collection_id = $1 AND names IS NOT NULL', [id]);
  await tx.query(
    `INSERT INTO frodb.garbage (store, container, names, collection_id, due_at)
     SELECT store, container, NULL, $1, now() + make_interval(secs => $4)
     FROM (VALUES ('qdrant', $2::text), ('objects', $3::text)) AS whole (store, container) WHERE container IS NOT NULL`,
    [id, qdrantCollection, bucket, env.times.garbageDelaySeconds],
  );
}
