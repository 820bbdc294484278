import { unavailable } from '../errors.ts';
import type { Postgres } from '../infra/postgres.ts';
import type { WriteEnv } from './env.ts';
import { newId, pointId } from './ids.ts';

/** The points of one round: per record and field, how many chunks were (or will be) put. */
export interface Round {
  revision: string;
  points: [recordId: string, field: number, count: number][];
}

/** What an intent lists: committed before it is put, so that whatever was put can be found and deleted. */
export interface Intent {
  id: string;
  kind: 'write' | 'staged' | 'collection';
  collectionId: string;
  bucket: string | null;
  qdrantCollection: string | null;
  keys: string[];
  rounds: Round[];
}

interface IntentRow {
  id: string;
  kind: Intent['kind'];
  collection_id: string;
  bucket: string | null;
  qdrant_collection: string | null;
  keys: string[];
  rounds: Round[];
}

export const intentColumns = 'id, kind, collection_id, bucket, qdrant_collection, keys, rounds';

export function toIntent(row: IntentRow): Intent {
  return {
    id: row.id,
    kind: row.kind,
    collectionId: row.collection_id,
    bucket: row.bucket,
    qdrantCollection: row.qdrant_collection,
    keys: row.keys,
    rounds: row.rounds,
  };
}

/** Commits a new intent with what it lists so far; `id` where something is to be called like it. */
export async function openIntent(
  env: WriteEnv,
  intent: Omit<Intent, 'id'> & { id?: string },
): Promise<Intent> {
  const id = intent.id ?? newId();
  env.held.intents.add(id);
  await env.pg
    .query(
      `INSERT INTO frodb.intents (id, kind, owner, lease_until, collection_id, bucket, qdrant_collection, keys, rounds)
     VALUES ($1, $2, $3, now() + make_interval(secs => $4), $5, $6, $7, $8, $9)`,
      [
        id,
        intent.kind,
        env.owner,
        env.times.intentLeaseSeconds,
        intent.collectionId,
        intent.bucket,
        intent.qdrantCollection,
        intent.keys,
        JSON.stringify(intent.rounds),
      ],
      { name: 'intent-open' },
    )
    .catch((error: unknown) => {
      letGo(env, { id });
      throw error;
    });
  await env.fault('after-intent');
  return { ...intent, id };
}

/** Ends the renewal of an intent that its commit has taken out, or that nobody works on any more. */
export function letGo(env: WriteEnv, intent: Pick<Intent, 'id'>): void {
  env.held.intents.delete(intent.id);
}

/** Adds keys or a round to an intent that is still ours and open; 503 if a sweeper has claimed it meanwhile. */
export async function extendIntent(
  env: WriteEnv,
  intent: Intent,
  more: { keys?: string[]; round?: Round; qdrantCollection?: string | null },
): Promise<Intent> {
  const { keys = [], round, qdrantCollection = intent.qdrantCollection } = more;
  const rounds = round ? [round] : [];
  const rows = await env.pg.query(
    `UPDATE frodb.intents SET keys = keys || $2::text[], rounds = rounds || $3::jsonb, qdrant_collection = $4
     WHERE id = $1 AND state = 'open' RETURNING 1`,
    [intent.id, keys, JSON.stringify(rounds), qdrantCollection],
    { name: 'intent-extend' },
  );
  if (rows.length === 0) throw leaseLost();
  return {
    ...intent,
    qdrantCollection,
    keys: [...intent.keys, ...keys],
    rounds: [...intent.rounds, ...rounds],
  };
}

export async function isOpen(pg: Pick<Postgres, 'query'>, { id }: Pick<Intent, 'id'>): Promise<boolean> {
  const rows = await pg.query(`SELECT 1 FROM frodb.intents WHERE id = $1 AND state = 'open'`, [id]);
  return rows.length > 0;
}

/** The write was stopped for longer than its lease and its puts were collected: nothing of it is visible. */
export function leaseLost(): Error {
  return unavailable('write', 'it was interrupted for too long and has been undone; send it again');
}

/** `open → rolling_back`, committed by itself. Only who gets true may delete what the intent lists. */
export async function claimIntent(pg: Pick<Postgres, 'query'>, id: string): Promise<boolean> {
  const rows = await pg.query(
    `UPDATE frodb.intents SET state = 'rolling_back' WHERE id = $1 AND state = 'open' RETURNING 1`,
    [id],
  );
  return rows.length > 0;
}

/** The ids of every point that a round may have put. */
export function* pointIds(rounds: Round[]): Generator<string> {
  for (const { revision, points } of rounds) {
    for (const [record, field, count] of points) {
      for (let chunk = 0; chunk < count; chunk++) yield pointId(revision, record, field, chunk);
    }
  }
}
