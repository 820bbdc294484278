import { jobKinds } from '../../contract/enumerations.ts';
import type { Collection } from '../../write/collection.ts';
import type { Actor } from '../../write/env.ts';
import type { JobKind, NewJob } from '../jobs/service.ts';
import { rebuildIndex, rebuildInput } from './rebuild.ts';
import type { RebuildDeps, RebuildInput, RebuildResult } from './rebuild.ts';

export type RebuildKind = JobKind<RebuildInput, RebuildResult>;

/** Builds a collection's search index again from Postgres. */
export function rebuildKind(deps: RebuildDeps): RebuildKind {
  return {
    name: 'index.rebuild',
    input: rebuildInput,
    lane: 'heavy',
    action: 'schema',
    unit: jobKinds['index.rebuild'].unit,
    retries: 8,
    run: (context) => rebuildIndex(deps, context),
  };
}

/** Of a collection at most one waits or runs. */
export function rebuildKey(collectionId: string): string {
  return `index.rebuild:${collectionId}`;
}

export function newRebuild(
  { id, name, databaseName: database }: Collection,
  { actor, replaces, total }: { actor: Actor | null; replaces: string | null; total?: number },
): NewJob<RebuildInput> {
  return {
    input: { collection_id: id, replaces },
    place: { database, collection: name, collectionId: id },
    actor,
    title: { key: 'job.index.rebuild', params: { database, collection: name } },
    exclusive: { key: rebuildKey(id), whileRunning: 'join' },
    ...(total === undefined ? {} : { total }),
  };
}
