import { AppError } from '../errors.ts';
import { ConnectionLostError, PgError } from '../infra/postgres.ts';
import type { WriteEnv } from './env.ts';
import { claimIntent, letGo, pointIds } from './intents.ts';
import type { Intent } from './intents.ts';

/**
 * Claims an open intent and deletes what it lists. Safe to call for an intent that someone else has claimed, or
 * that its commit has taken out. `cause` is what ended the write. What a dead engine can't delete stays on the
 * intent for the sweeper, so this throws nothing that the caller could act on.
 */
export async function rollBack(env: WriteEnv, intent: Intent, cause: unknown): Promise<void> {
  try {
    if (await claimIntent(env.pg, intent.id)) {
      await env.fault('after-claim');
      await deleteListed(env, intent);
    } else if (isRefusal(cause)) {
      // A sweeper undid the write before its last puts arrived, maybe for the second time: nobody else would look again.
      await deletePuts(env, intent);
    }
  } catch (error) {
    env.logger.warn({ err: error, intent: intent.id }, 'roll-back is left to the sweeper');
  } finally {
    letGo(env, intent);
  }
}

/** Says for sure that no commit took place; anything else may have come after one. */
function isRefusal(cause: unknown): boolean {
  return cause instanceof PgError || (cause instanceof AppError && !(cause instanceof ConnectionLostError));
}

/** Deletes by id and key what a claimed intent lists, then marks it rolled back: it is swept once more later. */
export async function deleteListed(env: WriteEnv, intent: Intent): Promise<void> {
  await deletePuts(env, intent);
  await env.fault('after-delete');
  await env.pg.query(
    `UPDATE frodb.intents SET state = 'rolled_back', lease_until = now() + make_interval(secs => $2) WHERE id = $1`,
    [intent.id, env.times.resweepSeconds],
  );
}

/** Deletes what an intent of a write that never was lists; what was never put, or is gone already, is no error. */
export async function deletePuts(env: WriteEnv, intent: Intent): Promise<void> {
  const { bucket, qdrantCollection } = intent;
  if (intent.kind === 'collection') {
    await Promise.all([
      qdrantCollection === null ? undefined : env.vectors.dropCollection(qdrantCollection),
      bucket === null ? undefined : env.objects.dropBucket(bucket),
    ]);
    return;
  }
  await Promise.all([
    qdrantCollection !== null
      ? env.vectors.deletePoints(qdrantCollection, pointIds(intent.rounds))
      : undefined,
    bucket !== null && intent.keys.length > 0 ? env.objects.delete(bucket, intent.keys) : undefined,
  ]);
}
