import type { WriteEnv } from './env.ts';
import { claimIntent, letGo, pointIds } from './intents.ts';
import type { Intent } from './intents.ts';

/**
 * Claims an open intent and deletes what it lists. Safe to call for an intent that someone else has claimed,
 * or that its commit has taken out: then it does nothing. What a dead engine can't delete stays on the intent
 * for the sweeper, so this throws nothing that the caller could act on.
 */
export async function rollBack(env: WriteEnv, intent: Intent): Promise<void> {
  letGo(env, intent);
  try {
    if (!(await claimIntent(env.pg, intent.id))) return;
    await env.fault('after-claim');
    await deleteListed(env, intent);
  } catch (error) {
    env.logger.warn({ err: error, intent: intent.id }, 'roll-back is left to the sweeper');
  }
}

/** Deletes by id and key what a claimed intent lists, then marks it rolled back: it is swept once more later. */
export async function deleteListed(env: WriteEnv, intent: Intent): Promise<void> {
  if (intent.kind === 'collection') await deleteContainers(env, intent);
  else await deletePuts(env, intent);
  await env.fault('after-delete');
  await env.pg.query(
    `UPDATE frodb.intents SET state = 'rolled_back', lease_until = now() + make_interval(secs => $2) WHERE id = $1`,
    [intent.id, env.times.resweepSeconds],
  );
}

/** Points and objects of a write; deleting what was never put, or is gone already, is no error. */
export async function deletePuts(env: WriteEnv, intent: Intent): Promise<void> {
  const points = pointIds(intent.rounds);
  await Promise.all([
    intent.qdrantCollection !== null && points.length > 0
      ? env.vectors.deletePoints(intent.qdrantCollection, points)
      : undefined,
    intent.bucket !== null && intent.keys.length > 0
      ? env.objects.delete(intent.bucket, intent.keys)
      : undefined,
  ]);
}

/** The bucket and Qdrant collection of a collection that was never committed. */
async function deleteContainers(env: WriteEnv, intent: Intent): Promise<void> {
  await Promise.all([
    intent.qdrantCollection === null ? undefined : env.vectors.dropCollection(intent.qdrantCollection),
    intent.bucket === null ? undefined : env.objects.dropBucket(intent.bucket),
  ]);
}
