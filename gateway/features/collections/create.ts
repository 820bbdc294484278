import { alreadyExists, notFound } from '../../errors.ts';
import { payloadIndexes } from '../../filters/index.ts';
import { ConnectionLostError, PgError } from '../../infra/postgres.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { createTable, quoteIdentifier } from '../../schema/ddl.ts';
import { storesOf } from '../../schema/stores.ts';
import type { CollectionSchema } from '../../schema/types.ts';
import { newPhysicalId, physicalNames } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import { retryWhileUnavailable } from '../../infra/engine-retry.ts';
import type { Actor, WriteEnv } from '../../write/env.ts';
import { announce } from '../../write/events.ts';
import { newId } from '../../write/ids.ts';
import { leaseLost, letGo, openIntent } from '../../write/intents.ts';
import type { Intent } from '../../write/intents.ts';
import { settleLostCommit } from '../../write/lost-commit.ts';
import type { Keep } from '../../write/once.ts';
import { createChunkTables } from '../../write/chunk-tables.ts';
import { rollBack } from '../../write/roll-back.ts';
import { insertCollection, notifyChange } from './store.ts';

/**
 * Creates a collection: an intent with its names, then Qdrant collection and bucket, then table and catalogue row in
 * one transaction. Errors: 409 for a name that is taken, 404 for a database that is gone, 503 for an engine that is
 * down; nothing is left of it then.
 */
export async function createCollection(
  env: WriteEnv,
  actor: Actor,
  schema: CollectionSchema,
  database: { id: string; name: string },
  keep: Keep<Collection>,
): Promise<Collection> {
  const collection = planCollection(schema, database);
  const { bucket, qdrantCollection } = collection;
  const intent =
    bucket === null && qdrantCollection === null
      ? null
      : await openIntent(env, {
          kind: 'collection',
          collectionId: collection.id,
          bucket,
          qdrantCollection,
          keys: [],
          rounds: [],
        });
  const revision = newId();
  try {
    await putContainers(env, collection);
    await env.fault('before-commit');
    await env.pg.transaction(async (tx) => {
      await commitCollection(tx, actor, { collection, intent, revision });
      await keep(tx, collection);
    });
  } catch (error) {
    if (error instanceof ConnectionLostError) {
      await settleLostCommit(env, { intent, revision, pid: error.pid, backendStart: error.backendStart });
    } else {
      if (intent) await rollBack(env, intent, error);
      throw translate(error, collection);
    }
  } finally {
    if (intent) letGo(env, intent);
  }
  await env.fault('after-commit');
  return collection;
}

function planCollection(schema: CollectionSchema, database: { id: string; name: string }): Collection {
  const id = newPhysicalId();
  const names = physicalNames(schema.name, id);
  const stores = storesOf(schema);
  const now = new Date().toISOString();
  return {
    id,
    databaseId: database.id,
    databaseName: database.name,
    name: schema.name,
    schema,
    schemaVersion: 1,
    schemaName: `d_${database.id}`,
    tableName: names.tableName,
    generation: 1,
    qdrantCollection: stores.qdrant ? names.qdrantCollection : null,
    bucket: stores.minio ? names.bucket : null,
    isRebuilding: false,
    createdAt: now,
    updatedAt: now,
  };
}

/** Both are waited for, whatever happens to one: what is still being made could not be rolled back. */
async function putContainers(env: WriteEnv, { bucket, qdrantCollection, schema }: Collection): Promise<void> {
  const retry = (step: () => Promise<void>): Promise<void> =>
    retryWhileUnavailable(env.times.engineRetrySeconds, step);
  const puts = await Promise.allSettled([
    qdrantCollection !== null &&
      retry(() => env.vectors.createCollection(qdrantCollection, { indexes: payloadIndexes(schema) })),
    bucket !== null && retry(() => env.objects.createBucket(bucket)),
  ]);
  const failed = puts.find((put) => put.status === 'rejected');
  if (failed) throw failed.reason;
}

async function commitCollection(
  tx: Queryable,
  actor: Actor,
  { collection, intent, revision }: { collection: Collection; intent: Intent | null; revision: string },
): Promise<void> {
  if (intent) {
    const taken = await tx.query(`DELETE FROM frodb.intents WHERE id = $1 AND state = 'open' RETURNING 1`, [
      intent.id,
    ]);
    if (taken.length === 0) throw leaseLost();
  }
  // Two creates at once would both make the schema; and the database must not go meanwhile.
  const locked = await tx.query('SELECT 1 FROM frodb.databases WHERE id = $1 FOR UPDATE', [
    collection.databaseId,
  ]);
  if (locked.length === 0) throw notFound(`There is no database ${collection.databaseName}.`);
  await insertCollection(tx, collection);
  const statements = [
    `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(collection.schemaName)}`,
    ...createTable(collection.schema, collection),
    ...(collection.qdrantCollection === null ? [] : createChunkTables(collection)),
  ];
  await tx.query(statements.join(';\n'));
  await announce(tx, actor, { action: 'collection.created', collection, revision });
  await notifyChange(tx);
}

function translate(error: unknown, { name, databaseName }: Collection): unknown {
  const isTaken = error instanceof PgError && error.constraint === 'collections_database_id_name_key';
  return isTaken ? nameTaken(name, databaseName, error) : error;
}

/** 409 that names the field. */
export function nameTaken(name: string, database: string, cause?: unknown): Error {
  const message = `Database ${database} has a collection ${name} already.`;
  const error = alreadyExists(message, [{ path: 'name', code: 'already_exists', message, params: { name } }]);
  if (cause !== undefined) error.cause = cause;
  return error;
}
