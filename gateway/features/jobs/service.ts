import { assertPermitted, isAdmin } from '../../access/permits.ts';
import type { Caller } from '../../access/permits.ts';
import type { Job, JobWithAttempts, JobsQuery } from '../../contract/jobs.ts';
import type { Page } from '../../contract/lists.ts';
import { conflict, notFound, unavailable } from '../../errors.ts';
import type { JobQueue } from '../../infra/jobs.ts';
import { listPage } from '../../infra/list-page.ts';
import type { Notifier } from '../../infra/notifier.ts';
import { PgError } from '../../infra/postgres.ts';
import type { Queryable, Transaction } from '../../infra/postgres.ts';
import { isUuid } from '../../schema/uuid.ts';
import { newId } from '../../write/ids.ts';
import type { WriteEnv } from '../../write/env.ts';
import { onceInTransaction } from '../../write/once.ts';
import type { Keep } from '../../write/once.ts';
import { cancelWaiting } from './attempts-store.ts';
import { putBody, readBody } from './bodies.ts';
import { tellChanged, tellDue } from './channels.ts';
import { actionOf } from './kind.ts';
import type { AnyJobKind, JobKind, NewJob } from './kind.ts';
import { presentJob, presentWithAttempts } from './present.ts';
import * as store from './store.ts';
import type { JobRow, WholeJobRow } from './store.ts';

export interface JobServiceDeps {
  env: WriteEnv;
  queue: JobQueue;
  notifier: Notifier;
}

export type JobService = ReturnType<typeof createJobService>;

/** Makes jobs, shows them to whom they belong, and ends or revives them; the runner runs them. */
export function createJobService(given: JobServiceDeps) {
  const deps: Deps = { ...given, kinds: new Map() };
  const { pg } = deps.env;
  return {
    /** Kinds that there are, so that changes of their jobs ask for the right that the work itself does. */
    register: (kinds: readonly AnyJobKind[]): void => {
      for (const kind of kinds) deps.kinds.set(kind.name, kind);
    },
    /**
     * Makes a job in the caller's transaction: it is there exactly when that commits. With an exclusive key that another
     * one has, answers that one.
     */
    enqueue: <Input>(tx: Transaction, kind: JobKind<Input, unknown>, job: NewJob<Input>): Promise<Job> =>
      enqueue(deps, tx, kind, job),
    list: (caller: Caller, query: JobsQuery): Promise<Page<Job>> => list(pg, caller, query),
    get: async (caller: Caller, id: string): Promise<JobWithAttempts> =>
      presentWithAttempts(await visibleJob(deps, caller, id)),
    /** Does a change once per Idempotency-Key. */
    once: onceInTransaction(deps.env),
    /** A job that waits ends at once; one that runs gives up within a second. Errors: 409 for one that has ended. */
    cancel: (caller: Caller, id: string, keep: Keep<Job>): Promise<Job> =>
      change(deps, caller, id, async (tx, row) => {
        await cancel(deps, tx, row);
        return presentAfter(tx, row.id, keep);
      }),
    /** Lets a job that failed or was cancelled go on from where it was. Errors: 409 for any other. */
    retry: (caller: Caller, id: string, keep: Keep<Job>): Promise<Job> =>
      change(deps, caller, id, async (tx, row) => {
        await retry(deps, tx, row);
        return presentAfter(tx, row.id, keep);
      }),
    /** Forgets an ended job, and lets go what it held. Errors: 409 for one that has not ended. */
    remove: (caller: Caller, id: string, keep: Keep<null>): Promise<null> =>
      change(deps, caller, id, async (tx, row) => {
        if (row.ended_at === null) throw conflict(`The job ${endOf(row)}: cancel it first.`);
        await store.deleteJob(tx, row.id);
        await keep(tx, null);
        return null;
      }),
    /** The job that holds a staged upload. */
    holderOf: async (tx: Queryable, intentId: string): Promise<Job | undefined> => {
      const row = await store.findHolder(tx, intentId);
      return row && presentJob(row);
    },
    /** Those that wait or run, of these exclusive keys, by key. */
    underWay: async (keys: string[]): Promise<Map<string, Job>> =>
      new Map((await store.findExclusive(pg, keys)).map((row) => [row.exclusive, presentJob(row)])),
    /** A job that was made in a transaction whose commit was not heard of. */
    findMade: async (tx: Queryable, id: string): Promise<Job | undefined> => {
      const row = await store.findJob(tx, id);
      return row && presentJob(row);
    },
    /** Keeps bytes for a job in the transaction that makes it; they go when it has succeeded, or is deleted. */
    putBody,
    /** Those bytes, a portion at a time. */
    readBody: (id: string): AsyncGenerator<Buffer, void> => readBody(pg, id),
    /** By their ids, whoever made them: for who tells of their changes. */
    find: async (ids: string[]): Promise<Job[]> => (await store.findJobs(pg, ids)).map(presentJob),
  };
}

interface Deps extends JobServiceDeps {
  /** By name. */
  kinds: Map<string, AnyJobKind>;
}

async function enqueue<Input>(
  { queue, notifier }: Deps,
  tx: Transaction,
  kind: JobKind<Input, unknown>,
  job: NewJob<Input>,
): Promise<Job> {
  const row = await store.insertJob(tx, newRow(kind, job)).catch((error: unknown) => {
    if (!(error instanceof PgError) || error.constraint !== 'jobs_pkey') throw error;
    throw unavailable('postgres', 'an earlier try to make this job has just been committed', error);
  });
  if (row.is_new) {
    await queue.put(tx, row);
    if (job.holds && job.holds.length > 0) await store.holdIntents(tx, row.id, job.holds);
  }
  tx.onCommit(() => {
    tellDue(notifier);
    tellChanged(notifier, row.id);
  });
  return presentJob(row);
}

function list(pg: Queryable, caller: Caller, query: JobsQuery): Promise<Page<Job>> {
  const { state, kind, database, collection } = query;
  const filter = { keyId: isAdmin(caller) ? null : caller.keyId, state, kind, database, collection };
  return listPage(
    {
      name: JSON.stringify(['jobs', filter]),
      read: async (after, limit) => (await store.listJobs(pg, filter, { after, limit })).map(presentJob),
      count: () => store.countJobs(pg, filter),
      keyOf: ({ id }) => id,
      isKey: isUuid,
    },
    query,
  );
}

/** Errors: 404 for a job that is not there, or another key's. */
async function visibleJob({ env }: Deps, caller: Caller, id: string): Promise<WholeJobRow> {
  const row = isUuid(id) ? await store.findJob(env.pg, id.toLowerCase()) : undefined;
  if (!row || !belongsTo(row, caller)) throw notFound(`There is no job ${id}.`);
  return row;
}

/** Changes a job that the caller may see. Errors: 403 for who has lost the right to the work itself. */
async function change<Result>(
  deps: Deps,
  caller: Caller,
  id: string,
  work: (tx: Transaction, row: JobRow) => Promise<Result>,
): Promise<Result> {
  const { env, notifier, kinds } = deps;
  const known = await visibleJob(deps, caller, id);
  const { database_name: database, collection_name: collection } = known;
  const kind = kinds.get(known.kind);
  if (kind && database !== null && !isAdmin(caller))
    assertPermitted(caller, { action: actionOf(kind, known.input), database, collection });
  return env.pg.transaction(async (tx) => {
    const row = await store.lockJob(tx, known.id);
    if (!row) throw notFound(`There is no job ${id}.`);
    tx.onCommit(() => tellChanged(notifier, row.id));
    return work(tx, row);
  });
}

async function cancel({ queue, notifier }: Deps, tx: Transaction, row: JobRow): Promise<void> {
  if (row.ended_at !== null) throw conflict(`The job has ended already: it ${endOf(row)}.`);
  if (row.state === 'waiting') {
    await queue.remove(tx, row.lane, row.id);
    await cancelWaiting(tx, row.id);
  } else {
    await store.wantCancel(tx, row.id);
    tx.onCommit(() => tellDue(notifier));
  }
}

async function retry({ queue, notifier }: Deps, tx: Transaction, row: JobRow): Promise<void> {
  if (row.state !== 'failed' && row.state !== 'cancelled')
    throw conflict(`Only a job that failed or was cancelled can be tried again; this one ${endOf(row)}.`);
  await store.reviveJob(tx, row.id).catch((error: unknown) => {
    if (!(error instanceof PgError) || error.constraint !== 'jobs_exclusive') throw error;
    throw conflict('Another job does the same already.');
  });
  await queue.put(tx, row);
  tx.onCommit(() => tellDue(notifier));
}

/** The key that made it, and admins. */
export function belongsTo({ key_id: keyId }: Pick<JobRow, 'key_id'>, caller: Caller): boolean {
  return keyId === caller.keyId || isAdmin(caller);
}

function newRow<Input>(kind: JobKind<Input, unknown>, job: NewJob<Input>): store.NewJobRow {
  const { place, actor, title, exclusive } = job;
  return {
    id: job.id ?? newId(),
    kind: kind.name,
    lane: job.lane ?? kind.lane,
    key_id: actor?.keyId ?? null,
    agent_id: actor?.agentId ?? null,
    request_id: actor?.requestId ?? null,
    database_name: place?.database ?? null,
    collection_name: place?.collection ?? null,
    collection_id: place?.collectionId ?? null,
    title_key: title.key,
    params: title.params,
    input: kind.input.parse(job.input),
    total: job.total ?? null,
    unit: kind.unit,
    result: job.result ?? null,
    exclusive: exclusive?.key ?? null,
    isWantedAgain: exclusive?.whileRunning === 'run again',
  };
}

async function presentAfter(tx: Queryable, id: string, keep: Keep<Job>): Promise<Job> {
  const row = await store.findJob(tx, id);
  if (!row) throw notFound(`There is no job ${id}.`);
  const job = presentJob(row);
  await keep(tx, job);
  return job;
}

function endOf({ state }: JobRow): string {
  const words = {
    waiting: 'waits',
    running: 'runs',
    succeeded: 'succeeded',
    failed: 'failed',
    cancelled: 'was cancelled',
  };
  return words[state];
}

export { changedChannel } from './channels.ts';
export { createJobFiles } from './files.ts';
export type { JobFiles } from './files.ts';
export { JobRunner } from './runner.ts';
export type { AnyJobKind, JobContext, JobKind, NewJob } from './kind.ts';
export type { JobRow } from './store.ts';
