import { isAdmin } from '../../access/permits.ts';
import type { Caller } from '../../access/permits.ts';
import type { Job } from '../../contract/jobs.ts';
import { conflict, notFound } from '../../errors.ts';
import type { AppError } from '../../errors.ts';
import type { Collection } from '../../write/collection.ts';
import type { Actor } from '../../write/env.ts';
import { onceInTransaction } from '../../write/once.ts';
import type { Keep } from '../../write/once.ts';
import { beingRebuilt } from './being-rebuilt.ts';
import type { HealDeps } from './heal.ts';
import { newRebuild } from './jobs.ts';
import type { RebuildKind } from './jobs.ts';

interface RebuildRequest {
  caller: Caller;
  actor: Actor;
  collection: Collection;
  keep: Keep<Job>;
}

/** What others ask of search indexes. `notice` lets somebody look after them. */
export function indexRequests(deps: HealDeps, kind: RebuildKind, notice: () => void) {
  const { env, jobs } = deps;
  return {
    kinds: [kind] as const,
    /** A store has said that it lost something. */
    notice,
    /** The 503 of a search in an index that is not whole. */
    beingRebuilt: (collection: Collection): Promise<AppError> =>
      beingRebuilt({ pg: env.pg, jobs, notice }, collection),
    /** Does a change once per Idempotency-Key. */
    once: onceInTransaction(env),
    rebuild: (request: RebuildRequest): Promise<Job> => rebuild(deps, kind, request),
  };
}

/**
 * Makes a job that builds a collection's index anew, or answers the one that is under way. Errors: 409 for a collection
 * without an index, and where the one under way is none that the caller may see.
 */
async function rebuild(
  { env, collections, jobs }: HealDeps,
  kind: RebuildKind,
  { caller, actor, collection: { id, name }, keep }: RebuildRequest,
): Promise<Job> {
  const collection = await collections.findId(id);
  if (!collection) throw notFound(`The collection ${name} was deleted.`);
  const { qdrantCollection: replaces } = collection;
  if (replaces === null) throw conflict(`${name} has no search index: no field of it is vectorised.`);
  return env.pg.transaction(async (tx) => {
    const job = await jobs.enqueue(tx, kind, newRebuild(collection, { actor, replaces }));
    if (job.created_by !== actor.keyId && !isAdmin(caller))
      throw conflict(`The search index of ${name} is being built again already.`);
    await keep(tx, job);
    return job;
  });
}
