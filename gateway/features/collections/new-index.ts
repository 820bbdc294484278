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
import { findById, lockCollection, notifyChange } from './store.ts';

const mostTries = 50;
/** Of all FroDB's advisory locks: two that choose a name at the same time would choose the same. */
const namingLock = 7_420_003;

/**
 * Gives a collection another Qdrant collection, empty and of the next generation: all later commits put there, and
 * search waits until `markWhole`. One of the same name could be half full while another gateway still searches it. The
 * old one goes. Errors: 404 for a collection that is gone, 409 if it has moved already, 503 for an engine that is down.
 */
export async function giveNewIndex(env: WriteEnv, collection: Collection): Promise<void> {
  const { intent, generation, qdrantCollection } = await nameNext(env, collection);
  try {
    const indexes = payloadIndexes(collection.schema);
    await retryWhileUnavailable(env.times.engineRetrySeconds, () =>
      env.vectors.createCollection(qdrantCollection, { indexes }),
    );
    await whenFree(env.pg, (tx) => move(tx, collection, { intent, qdrantCollection, generation }));
    await dropLeft(env, collection);
  } catch (error) {
    // Whether it was committed is not known: its lease decides.
    if (!(error instanceof ConnectionLostError)) await rollBack(env, intent, error);
    throw error;
  } finally {
    letGo(env, intent);
  }
}

interface Next {
  intent: Intent;
  generation: number;
  qdrantCollection: string;
}

/** Lists the next Qdrant collection on an intent, before it is made. */
async function nameNext(env: WriteEnv, collection: Collection): Promise<Next> {
  const { id: collectionId, name } = collection;
  const there = await env.vectors.collections();
  let intent: Intent | undefined;
  try {
    return await env.pg.transaction(async (tx) => {
      await tx.query('SELECT pg_advisory_xact_lock($1)', [namingLock]);
      const now = requireUnmoved(await findById(tx, collectionId), collection);
      const generation = await nextGeneration(tx, now, there);
      const { qdrantCollection } = physicalNames(name, collectionId, generation);
      const listed = { collectionId, bucket: null, qdrantCollection, keys: [], rounds: [] };
      intent = await openIntent(env, { kind: 'collection', ...listed });
      return { intent, generation, qdrantCollection };
    });
  } catch (error) {
    // Nothing is made yet: its lease runs out.
    if (intent) letGo(env, intent);
    throw error;
  }
}

/** One that was never used: what an intent of an earlier try names is still to be dropped. */
async function nextGeneration(
  tx: Queryable,
  { id, generation }: Collection,
  there: string[],
): Promise<number> {
  const listed = await tx.query<{ name: string | null }>(
    `SELECT qdrant_collection AS name FROM frodb.intents WHERE collection_id = $1
     UNION ALL SELECT container FROM frodb.garbage WHERE collection_id = $1 AND store = 'qdrant' AND names IS NULL`,
    [id],
  );
  const used = [...there, ...listed.map(({ name }) => name ?? '')].flatMap((name) => {
    const [, number] = new RegExp(`^c_${id}_(\\d+)$`).exec(name) ?? [];
    return number === undefined ? [] : [Number(number)];
  });
  return Math.max(generation, ...used) + 1;
}

function requireUnmoved(now: Collection | undefined, { name, qdrantCollection }: Collection): Collection {
  if (!now) throw notFound(`${name} is gone already.`);
  if (now.qdrantCollection !== qdrantCollection) throw conflict(`${name} has a new index already.`);
  return now;
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
  const { id, qdrantCollection: left } = collection;
  await lockTables(tx, collection, 'SHARE ROW EXCLUSIVE');
  requireUnmoved(await lockCollection(tx, id), collection);
  const taken = await tx.query(`DELETE FROM frodb.intents WHERE id = $1 AND state = 'open' RETURNING 1`, [
    to.intent.id,
  ]);
  if (taken.length === 0) throw leaseLost();
  await tx.query(
    `UPDATE frodb.collections SET qdrant_collection = $2, generation = $3, schema_version = schema_version + 1
     WHERE id = $1`,
    [id, to.qdrantCollection, to.generation],
  );
  // What was to be deleted in the one that is left goes with it.
  await tx.query(`DELETE FROM frodb.garbage WHERE container = $1 AND store = 'qdrant'`, [left]);
  await tx.query(
    `INSERT INTO frodb.garbage (store, container, names, collection_id, due_at) VALUES ('qdrant', $1, NULL, $2, now())`,
    [left, id],
  );
  await markIncomplete(tx, collection);
}

/** At once, so that who still knows the old name is told so instead of searching what nobody puts to any more. */
async function dropLeft({ vectors, logger }: WriteEnv, { qdrantCollection }: Collection): Promise<void> {
  if (qdrantCollection === null) return;
  await vectors
    .dropCollection(qdrantCollection)
    .catch((error: unknown) => logger.warn({ err: error }, 'a search index that was left goes with a sweep'));
}

/** From now on search answers that the index is being built. */
export async function markIncomplete(tx: Queryable, collection: Collection): Promise<void> {
  await tx.query(
    `INSERT INTO frodb.rebuilds (collection_id, passages) SELECT $1, count(*) FROM ${pointsTable(collection)}
     ON CONFLICT (collection_id) DO UPDATE SET passages = excluded.passages`,
    [collection.id],
  );
  await notifyChange(tx);
}

/** Its index has all points: it is searched again. false where the collection has another one by now. */
export async function markWhole(pg: Postgres, { id, qdrantCollection }: Collection): Promise<boolean> {
  return pg.transaction(async (tx) => {
    const now = await lockCollection(tx, id);
    if (now?.qdrantCollection !== qdrantCollection) return false;
    await tx.query('DELETE FROM frodb.rebuilds WHERE collection_id = $1', [id]);
    await notifyChange(tx);
    return true;
  });
}
