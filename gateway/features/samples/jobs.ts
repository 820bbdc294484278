import { z } from 'zod';
import { jobKinds } from '../../contract/enumerations.ts';
import type { LoadedSample } from '../../contract/samples.ts';
import type { Actor } from '../../write/env.ts';
import type { JobKind, NewJob } from '../jobs/service.ts';
import { countOf, loadSample } from './load.ts';
import type { LoadDeps } from './load.ts';
import type { Workspace } from './workspace.ts';

const noInput = z.strictObject({});
export type LoadKind = JobKind<z.infer<typeof noInput>, LoadedSample>;

/** The sample workspace becomes a database. */
export function loadKind(deps: LoadDeps): LoadKind {
  return {
    name: 'sample.load',
    input: noInput,
    lane: 'heavy',
    action: 'schema',
    unit: jobKinds['sample.load'].unit,
    retries: 3,
    run: (context) => loadSample(deps, context),
  };
}

/** At most one waits or runs: asking again answers that one. */
export function newLoad({ name, collections }: Workspace, actor: Actor): NewJob<Record<string, never>> {
  return {
    input: {},
    place: { database: name, collection: null, collectionId: null },
    actor,
    title: { key: 'job.sample.load', params: { database: name } },
    total: collections.reduce((sum, collection) => sum + countOf(collection), 0),
    exclusive: { key: `sample.load:${name}`, whileRunning: 'join' },
  };
}
