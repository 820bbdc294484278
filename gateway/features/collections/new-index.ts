import { setTimeout as sleep } from 'node:timers/promises';
import { conflict, notFound } from '../../errors.ts';
import { payloadIndexes } from '../../filters/index.ts';
import { retryWhileUnavailable } from '../../infra/engine-retry.ts';
import { ConnectionLostError } from '../../infra/postgres.ts';
import type { Postgres, Queryable } from '../../infra/postgres.ts';
import { pointsTable, physicalNames } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { WriteEnv } from '../../write/env.ts';
import { leaseLost, letGo, openIntent } from '../../write/intents.ts';
import type { Intent } from '../../write/intents.ts';
import { rollBack } from '../../write/roll-back.ts';
import { isBusy, lockTables } from './lock-tables.ts';
import { lockCollection, notifyChange } from './store.ts';

const mostTries = 50;

/**
 * Gives a collection another Qdrant collection, empty and of the next generation: all later commits put there, and
 * search waits until `markWhole`. One of the same name could be half full while another gateway still searches it.
 * Errors: 404 for a collection that is gone, 409 if it has moved already, 503 for an engine that is down.
 */
export async function giveNewIndex(env: WriteEnv, collection: Collection): Promise<void> {
  const generation = await nextGeneration(env, collection);
  const { qdrantCollection } = physicalNames(collection.name, collection.id, generation);
  const intent = await openIntent(env, {
    kind: 'collection',
    collectionId: collection.id,
    bucket: null,
    qdrantCollection,
    keys: [],
    rounds: [],
  });
  try {
    const indexes = payloadIndexes(collection.schema);
    await retryWhileUnavailable(env.times.engineRetrySeconds, () =>
      env.vectors.createCollection(qdrantCollection, { indexes }),
    );
    await whenFree(env.pg, (tx) => move(tx, collection, { intent, qdrantCollection, generation }));
  } catch (error) {
    // Whether it was committed is not known: its lease decides.
    if (!(error instanceof ConnectionLostError)) await rollBack(env, intent, error);
    throw error;
  } finally {
    letGo(env, intent);
  }
}

/** One that was never used: what an intent of an earlier try names is still to be dropped. */
async function nextGeneration({ pg, vectors }: WriteEnv, { id, generation }: Collection): Promise<number> {
  const intents = await pg.query<{ name: string | null }>(
    'SELECT qdrant_collection AS name FROM frodb.intents WHERE collection_id = $1',
    [id],
  );
  const names = [...(await vectors.collections()), ...intents.map(({ name }) => name ?? '')];
  const used = names.flatMap((name) => {
    const [, number] = new RegExp(`^c_${id}_(\\d+)$`).exec(name) ?? [];
    return number === undefined ? [] : [Number(number)];
  });
  return Math.max(generation, ...used) + 1;
}

async function whenFree(pg: Postgres, work: (tx: Queryable) => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await pg.transaction(work);
      return;
    } catch (error) {
      if (!isBusy(error) || tries === mostTries) throw error;
      await sleep(50);
    }
  }
}

/** Commits that were prepared for the old one are refused by the version, and begin anew. */
async function move(
  tx: Queryable,
  collection: Collection,
  to: { intent: Intent; qdrantCollection: string; generation: number },
): Promise<void> {
  const { id, name } = collection;
  await lockTables(tx, collection, 'SHARE ROW EXCLUSIVE');
  const now = await lockCollection(tx, id);
  if (!now) throw notFound(`${name} is gone already.`);
  if (now.qdrantCollection !== collection.qdrantCollection)
    throw conflict(`${name} has a new index already.`);
  const taken = await tx.query(`DELETE FROM frodb.intents WHERE id = $1 AND state = 'open' RETURNING 1`, [
    to.intent.id,
  ]);
  if (taken.length === 0) throw leaseLost();
  await tx.query(
    `UPDATE frodb.collections SET qdrant_collection = $2, generation = $3, schema_version = schema_version + 1
     WHERE id = $1`,
    [id, to.qdrantCollection, to.generation],
  );
  await markIncomplete(tx, collection);
}

/** From now on search answers that the index is being built. */
export async function markIncomplete(tx: Queryable, collection: Collection): Promise<void> {
  await tx.query(
    `INSERT INTO frodb.rebuilds (collection_id, passages) SELECT $1, count(*) FROM ${pointsTable(collection)}
     ON CONFLICT (collection_id) DO UPDATE SET passages = excluded.passages, done = 0`,
    [collection.id],
  );
  await notifyChange(tx);
}

/** Its index has all points: it is searched again. */
export async function markWhole(tx: Queryable, { id }: Pick<Collection, 'id'>): Promise<void> {
  await tx.query('DELETE FROM frodb.rebuilds WHERE collection_id = $1', [id]);
  await notifyChange(tx);
}
