import { pointsTable } from '../../write/collection.ts';
import type { Collection } from '../../write/collection.ts';
import type { WriteEnv } from '../../write/env.ts';
import { pointIds } from '../../write/intents.ts';
import type { Round } from '../../write/intents.ts';
import { pointsAgain } from './points-again.ts';
import type { PointsAgainDeps } from './points-again.ts';

export interface FillDeps extends Omit<PointsAgainDeps, 'pg'> {
  env: WriteEnv;
  /** Aborted when FroDB closes, or the job is to end. */
  signal: AbortSignal;
}

const scanBatch = 1_000;
/** Chunks analysed and put at a time. */
const putBatch = 256;

/** How far a fill is: all chunks up to this point id are there. */
export interface Position {
  after: string | null;
  done: number;
}

/**
 * Puts every point of a collection that its Qdrant collection does not have, in the order of their ids and behind
 * `from`; `reached` is told after each batch. Says how many chunks it has been through, with those before.
 */
export async function fillIndex(
  deps: FillDeps,
  collection: Collection,
  { after, done }: Position,
  reached: (position: { after: string; done: number }) => Promise<void>,
): Promise<number> {
  for (;;) {
    deps.signal.throwIfAborted();
    const ids = await nextPointIds(deps.env, collection, after);
    const last = ids.at(-1);
    if (last === undefined) return done;
    await putMissing(deps, collection, ids);
    done += ids.length;
    after = last;
    await reached({ after, done });
  }
}

async function nextPointIds(
  { pg }: WriteEnv,
  collection: Collection,
  after: string | null,
): Promise<string[]> {
  const rows = await pg.query<{ id: string }>(
    `SELECT point_id AS id FROM ${pointsTable(collection)} WHERE $1::uuid IS NULL OR point_id > $1
     ORDER BY point_id LIMIT ${putBatch}`,
    [after],
  );
  return rows.map(({ id }) => id);
}

/** Puts those of these points, at most some thousand, that are missing; says how many. */
export async function putMissing(deps: FillDeps, collection: Collection, ids: string[]): Promise<number> {
  const { env, ingest } = deps;
  const name = collection.qdrantCollection;
  if (name === null) return 0;
  const missing = await env.vectors.missing(name, ids);
  for (let start = 0; start < missing.length; start += putBatch) {
    deps.signal.throwIfAborted();
    const some = missing.slice(start, start + putBatch);
    const points = await pointsAgain({ pg: env.pg, ingest }, collection, some);
    await env.vectors.upsert(name, points);
  }
  // A write may have replaced some meanwhile, and its garbage been collected before they were put.
  if (missing.length > 0) await leaveStrays(env, collection, missing);
  return missing.length;
}

/** Those of these points that no chunk stands for become garbage. */
async function leaveStrays({ pg, times }: WriteEnv, collection: Collection, ids: string[]): Promise<void> {
  await pg.query(
    `INSERT INTO frodb.garbage (store, container, names, collection_id, due_at)
     SELECT 'qdrant', $1, array_agg(id), $2, now() + make_interval(secs => $3) FROM unnest($4::text[]) id
     WHERE NOT EXISTS (SELECT 1 FROM ${pointsTable(collection)} WHERE point_id = id::uuid) HAVING count(*) > 0`,
    [collection.qdrantCollection, collection.id, times.garbageDelaySeconds, ids],
  );
}

/**
 * Whether a collection's Qdrant collection has as many points as there are chunks, give or take those that wait to be
 * deleted or committed. Points that nothing stands for become garbage.
 */
export async function hasAllPoints(deps: FillDeps, collection: Collection): Promise<boolean> {
  const name = collection.qdrantCollection;
  if (name === null) return true;
  const { pg, vectors } = deps.env;
  const points = await vectors.count(name);
  const [row] = await pg.query<{ chunks: number; garbage: number }>(
    `SELECT (SELECT count(*) FROM ${pointsTable(collection)}) AS chunks,
       (SELECT coalesce(sum(cardinality(names)), 0)::bigint FROM frodb.garbage WHERE container = $1) AS garbage`,
    [name],
  );
  const { chunks, garbage } = row ?? { chunks: 0, garbage: 0 };
  if (points < chunks) return false;
  if (points > chunks + garbage) await findStrays(deps, collection, name);
  return true;
}

async function findStrays({ env, signal }: FillDeps, collection: Collection, name: string): Promise<void> {
  let page: string[] = [];
  const check = async (): Promise<void> => {
    signal.throwIfAborted();
    // A put is listed before it begins: after the look at Qdrant its intent is there, or its chunks are.
    const intents = await env.pg.query<{ rounds: Round[] }>(
      'SELECT rounds FROM frodb.intents WHERE collection_id = $1',
      [collection.id],
    );
    const listed = new Set(intents.flatMap(({ rounds }) => [...pointIds(rounds)]));
    await leaveStrays(
      env,
      collection,
      page.filter((id) => !listed.has(id)),
    );
    page = [];
  };
  for await (const id of env.vectors.scrollIds(name)) if (page.push(id) >= scanBatch) await check();
  if (page.length > 0) await check();
}
