import { assertPermitted } from '../../access/permits.ts';
import type { Caller } from '../../access/permits.ts';
import type { Job } from '../../contract/jobs.ts';
import type { LoadedSample } from '../../contract/samples.ts';
import { conflict, notFound } from '../../errors.ts';
import type { Actor, WriteEnv } from '../../write/env.ts';
import { onceInTransaction } from '../../write/once.ts';
import type { Keep } from '../../write/once.ts';
import type { JobService } from '../jobs/service.ts';
import { loadKind, newLoad } from './jobs.ts';
import { presentLoaded } from './load.ts';
import type { LoadDeps } from './load.ts';
import { readWorkspace } from './workspace.ts';

export interface SampleDeps extends LoadDeps {
  env: WriteEnv;
  jobs: Pick<JobService, 'enqueue'>;
}

export interface WantedLoad {
  caller: Caller;
  actor: Actor;
  keep: Keep<Job>;
}

export type SampleService = ReturnType<typeof createSampleService>;

/** The sample workspace that comes with FroDB. */
export function createSampleService(deps: SampleDeps) {
  const kind = loadKind(deps);
  return {
    kind,
    /** Does a write once per Idempotency-Key. */
    once: onceInTransaction(deps.env),
    /**
     * Makes the job that loads it, or answers the one that is under way; of a workspace that was loaded before only what it
     * holds. Errors: 403 and 404 without the rights to make its collections and records, 404 where FroDB came without it,
     * 409 for a database of its name that is somebody's own.
     */
    load: (wanted: WantedLoad): Promise<Job | LoadedSample> => load(deps, kind, wanted),
  };
}

async function load(
  { samplesDir, databases, jobs, env }: SampleDeps,
  kind: ReturnType<typeof loadKind>,
  { caller, actor, keep }: WantedLoad,
): Promise<Job | LoadedSample> {
  if (samplesDir === null) throw notFound('This FroDB came without the sample workspace.');
  const workspace = await readWorkspace(samplesDir);
  const { name } = workspace;
  for (const action of ['schema', 'write'] as const)
    assertPermitted(caller, { action, database: name, collection: '*' });
  const found = await databases.find(name);
  if (found?.metadata['loaded'] === true) return presentLoaded(workspace);
  if (found && found.metadata['invented'] !== true) {
    throw conflict(
      `There is a database ${name} already that is not the sample workspace. Nothing was changed; the samples need that name.`,
    );
  }
  return env.pg.transaction(async (tx) => {
    const job = await jobs.enqueue(tx, kind, newLoad(workspace, actor));
    await keep(tx, job);
    return job;
  });
}
