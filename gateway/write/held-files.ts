import { AppError, conflict } from '../errors.ts';
import { retryWhileUnavailable } from '../infra/engine-retry.ts';
import type { Queryable, Transaction } from '../infra/postgres.ts';
import type { WriteEnv } from './env.ts';
import { leaseLost, letGo } from './intents.ts';
import type { Intent } from './intents.ts';
import type { OwnIntent } from './own-intent.ts';
import { rollBack } from './roll-back.ts';
import { lockAgainstDrop } from './staged.ts';
import type { StagedUpload } from './staged.ts';
import type { WriteTarget } from './target.ts';

/** Files that are to wait for a job. */
export interface WaitingFiles {
  /** Those that the write's own intent lists. */
  put: StagedUpload[];
  /** Ids of staged uploads. */
  taken: string[];
}

/**
 * Commits what makes a job together with the files that it holds: those that came with the request become staged
 * uploads, which live as long as the job holds them, and the others are not another's any more. `work` inserts the job,
 * `made` looks whether it is there: both are called again while Postgres does not answer. Errors: what `work` throws,
 * 404 when the collection is gone, 409 for an upload that was taken just now, 503 when the intent is gone or Postgres
 * does not answer.
 */
export async function commitHeld<Result>(
  env: WriteEnv,
  { target, own, files }: { target: WriteTarget; own: OwnIntent; files: WaitingFiles },
  {
    made,
    work,
  }: { made: (tx: Transaction) => Promise<Result | undefined>; work: (tx: Transaction) => Promise<Result> },
): Promise<Result> {
  const intent = own.handOver();
  try {
    return await retryWhileUnavailable(env.times.engineRetrySeconds, () =>
      env.pg.transaction(async (tx) => {
        // By an earlier try whose commit was not heard of.
        const earlier = await made(tx);
        if (earlier !== undefined) return earlier;
        await lockAgainstDrop(tx, target.collection.id);
        const result = await work(tx);
        if (intent) await stageFiles(tx, env, { intent, files: files.put, keyId: target.actor.keyId });
        await lockTaken(tx, files.taken);
        return result;
      }),
    );
  } catch (error) {
    // Where Postgres does not tell, the lease decides: the job holds the files, or a sweeper collects them.
    const isUnknown = error instanceof AppError && error.code === 'unavailable';
    if (intent && !isUnknown) await rollBack(env, intent, error);
    throw error;
  } finally {
    if (intent) letGo(env, intent);
  }
}

/** Each gets an intent of its own, which has run out already: it is there for as long as a job holds it. */
async function stageFiles(
  tx: Queryable,
  env: Pick<WriteEnv, 'owner'>,
  { intent, files, keyId }: { intent: Intent; files: StagedUpload[]; keyId: string },
): Promise<void> {
  const taken = await tx.query(
    `DELETE FROM frodb.intents WHERE id = $1 AND kind = 'write' AND state = 'open' RETURNING 1`,
    [intent.id],
  );
  if (taken.length === 0) throw leaseLost();
  const rows = files.map(({ id, key, name, size, contentType, sha256 }) => ({
    id,
    key,
    file: { id, name, size, content_type: contentType, sha256 },
  }));
  await tx.query(
    `INSERT INTO frodb.intents (id, kind, owner, lease_until, collection_id, bucket, qdrant_collection, keys, rounds, file, key_id)
     SELECT id, 'staged', $2, now(), $3, $4, NULL, ARRAY[key], '[]', file, $5
     FROM jsonb_to_recordset($1::jsonb) AS f (id uuid, key text, file jsonb)`,
    [JSON.stringify(rows), env.owner, intent.collectionId, intent.bucket, keyId],
  );
}

/** A record may have taken one meanwhile, or a sweeper. */
async function lockTaken(tx: Queryable, ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  const found = await tx.query(
    `SELECT 1 FROM frodb.intents WHERE id = ANY($1::uuid[]) AND kind = 'staged' AND state = 'open' AND lease_until > now()
     ORDER BY id FOR UPDATE`,
    [ids],
  );
  if (found.length < ids.length) throw conflict('An upload has been taken by another write just now.');
}
