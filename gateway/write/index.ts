import { isDeepStrictEqual } from 'node:util';
import { conflict } from '../errors.ts';
import type { AppError } from '../errors.ts';
import { retryWhileUnavailable } from '../infra/engine-retry.ts';
import { MissingContainerError } from '../infra/missing-container.ts';
import type { Point } from '../infra/vectors.ts';
import type { JsonValue } from '../schema/json.ts';
import type { Collection } from './collection.ts';
import type { CommitOutcome } from './commit-request.ts';
import type { WriteEnv } from './env.ts';
import { commit } from './group-commit.ts';
import { newId, pointId } from './ids.ts';
import { isOpen, leaseLost, letGo } from './intents.ts';
import type { Round } from './intents.ts';
import { settleLostCommit } from './lost-commit.ts';
import { explainMissing } from './missing.ts';
import { outcomeOf, outcomeOfError } from './outcomes.ts';
import { withIntent } from './own-intent.ts';
import type { OwnIntent } from './own-intent.ts';
import { recordDelta } from './prepared.ts';
import type { PreparedWrite, RecordChange, StoredRow } from './prepared.ts';
import { readRows } from './rows.ts';
import { holdStaged } from './staged.ts';
import type { StagedOwner, StagedUpload } from './staged.ts';
import type { WriteTarget } from './target.ts';

const rounds = 4; // the first, and three more after a lost race

/** What a round of a write changes; whatever else the caller's answer needs may come with it. */
export interface WritePlan {
  changes: RecordChange[];
}

/** A write or batch as it was committed. */
export type Written<Plan extends WritePlan> = PreparedWrite & Plan;

/** One write or batch over the three stores. */
export interface WriteRequest<Plan extends WritePlan, Body> {
  /** For audit and event rows, e.g. `record.created`. */
  action: string;
  /** The records to change; read anew with their revisions in every round. */
  readIds: string[];
  /** Ids of files that may be staged uploads: looked up anew in every round, taken by the commit. */
  takes: string[];
  /** Says what changes; called again in every round. Throws to refuse the write. */
  prepare: (rows: Map<string, StoredRow>, round: RoundContext) => Promise<Plan>;
  /** Of the parsed input; only looked at with an Idempotency-Key. */
  inputHash: string;
  /** What the caller is told. With an Idempotency-Key the commit keeps it for replays. */
  answer: (written: Written<Plan>) => Body;
}

export interface RoundContext {
  collection: Collection;
  revision: string;
  /** UTC with milliseconds. */
  at: string;
  /** The staged uploads that this round may take, by file id. */
  staged: ReadonlyMap<string, StagedUpload>;
}

/**
 * Receives, puts and commits; when this returns the write exists, when it throws nothing of it is visible. `receive`
 * reads and checks the input; the files that it streams to their keys are listed on the intent, each before its first
 * byte. Errors: what `receive` and `prepare` throw, 409 after three lost races, for a schema that has changed or for a
 * unique value, 503 when an engine is down or has lost what the collection has there.
 */
export function write<Plan extends WritePlan, Body>(
  env: WriteEnv,
  target: WriteTarget,
  receive: (intent: OwnIntent) => Promise<WriteRequest<Plan, Body>>,
): Promise<Body> {
  const writing = withIntent(env, target.collection, async (own) => {
    const request = await receive(own);
    let { collection } = target;
    for (let round = 0; round < rounds; round++) {
      target.signal?.throwIfAborted();
      checkSchema(collection, target.collection);
      const answer = await tryRound(env, { target, request, collection, own }).catch((error: unknown) =>
        retryMoved(env, collection, error),
      );
      if (answer) return answer.body;
      collection = await target.reload();
    }
    throw conflict(
      'The record was changed by others at the same time, again and again. Read it and try once more.',
    );
  });
  return writing.catch((error: unknown) => {
    env.countWrite(outcomeOfError(error));
    throw error;
  });
}

/**
 * What the first round of a write would change as things are, and the staged uploads that it would take; nothing is put.
 * Errors: those of `prepare`.
 */
export async function rehearse<Plan extends WritePlan>(
  env: WriteEnv,
  target: WriteTarget,
  request: Pick<WriteRequest<Plan, unknown>, 'readIds' | 'takes' | 'prepare'>,
): Promise<{ plan: Plan; taken: string[] }> {
  const { collection } = target;
  const round = { collection, revision: newId(), at: new Date().toISOString() };
  const staged = await holdStaged(env, collection, { fileIds: request.takes, owner: ownerOf(target) });
  try {
    const rows = await readRows(env.pg, collection, request.readIds);
    const plan = await request.prepare(rows, { ...round, staged });
    return { plan, taken: takenBy(plan.changes, staged) };
  } finally {
    for (const id of staged.keys()) letGo(env, { id });
  }
}

function ownerOf({ actor, isAdmin, jobId }: WriteTarget): StagedOwner {
  return { keyId: actor.keyId, isAdmin, jobId };
}

/** The version is raised by a move to another Qdrant collection too, which changes nothing of what was checked. */
function checkSchema(now: Collection, checked: Collection): void {
  if (now.schemaVersion === checked.schemaVersion) return;
  if (isDeepStrictEqual(now.schema.source, checked.schema.source)) return;
  throw conflict('The schema of the collection has changed meanwhile; check and send again.');
}

/** Another round where the collection has moved to another Qdrant collection; throws what a missing one means else. */
async function retryMoved(env: WriteEnv, collection: Collection, error: unknown): Promise<null> {
  if (!(error instanceof MissingContainerError)) throw error;
  const refusal = await explainMissing(env, error, collection);
  if (refusal) throw refusal;
  return null;
}

interface RoundOf<Plan extends WritePlan, Body> {
  target: WriteTarget;
  request: WriteRequest<Plan, Body>;
  collection: Collection;
  own: OwnIntent;
}

/** null: nothing was committed, and it is worth another round. */
async function tryRound<Plan extends WritePlan, Body>(
  env: WriteEnv,
  { target, request, collection, own }: RoundOf<Plan, Body>,
): Promise<{ body: Body } | null> {
  const { actor, idempotency: claim, signal } = target;
  const round = { collection, revision: newId(), at: new Date().toISOString() };
  const staged = await holdStaged(env, collection, { fileIds: request.takes, owner: ownerOf(target) });
  try {
    const rows = await readRows(env.pg, collection, request.readIds);
    const written: Written<Plan> = { ...round, ...(await request.prepare(rows, { ...round, staged })) };
    const { changes } = written;
    if (changes.length === 0) {
      env.countWrite('unchanged');
      return { body: request.answer(written) };
    }
    signal?.throwIfAborted();
    await putPoints(env, written, own, signal);
    const kept = claim && { claim, inputHash: request.inputHash, body: request.answer(written) };
    await env.fault('before-commit');
    signal?.throwIfAborted();
    const outcome = await commit(env, {
      write: { ...round, changes },
      intents: [...(own.current ? [own.current.id] : []), ...takenBy(changes, staged)],
      own: own.current,
      actor,
      action: request.action,
      idempotency: kept,
    });
    if (!(await settle(env, written, own, outcome))) return null;
    own.done();
    await env.fault('after-commit');
    countAdded(env, written);
    env.countWrite(outcomeOf(request.action));
    return kept ?? { body: request.answer(written) };
  } finally {
    // Staged uploads that were not taken stay staged.
    for (const id of staged.keys()) letGo(env, { id });
  }
}

/** true: the write exists; false: another round; throws: refused for good. */
async function settle(
  env: WriteEnv,
  prepared: PreparedWrite,
  own: OwnIntent,
  outcome: CommitOutcome,
): Promise<boolean> {
  switch (outcome.kind) {
    case 'committed':
      return true;
    case 'lost':
      // It undoes the write itself, or leaves it to the lease while nobody knows whether it exists.
      return settleLostCommit(env, { ...outcome, intent: own.handOver(), revision: prepared.revision });
    case 'not_unique':
      throw notUnique(prepared, outcome.constraint, outcome.detail);
    case 'refused':
      if (outcome.what === 'idempotency') throw leaseLost();
      // It may be a staged upload that another write took first: the next round finds out.
      if (outcome.what === 'intent' && own.current && !(await isOpen(env.pg, own.current))) throw leaseLost();
      return false;
  }
}

function countAdded({ stats }: WriteEnv, { collection, changes }: PreparedWrite): void {
  const records = recordDelta(changes);
  const chunks = changes.flatMap((change) => change.chunks ?? []).filter(({ isNew }) => isNew);
  if (records !== 0 || chunks.length > 0) stats.add(collection.id, { records, chunks });
}

/** A staged upload's intent has the id of its file. */
function takenBy(changes: RecordChange[], staged: ReadonlyMap<string, StagedUpload>): string[] {
  return changes.flatMap(({ addedFiles }) => addedFiles.map(({ id }) => id)).filter((id) => staged.has(id));
}

async function putPoints(
  env: WriteEnv,
  prepared: PreparedWrite,
  own: OwnIntent,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { collection, revision, changes } = prepared;
  const round = roundOf(revision, changes);
  const { qdrantCollection } = collection;
  if (round.points.length === 0 || qdrantCollection === null) return;
  await own.listRound(collection, round);
  await env.fault('after-round');
  const put = () => env.vectors.upsert(qdrantCollection, pointsOf(prepared));
  await retryWhileUnavailable(env.times.engineRetrySeconds, put, signal);
  await env.fault('after-points');
}

function* pointsOf({ revision, changes }: PreparedWrite): Generator<Point> {
  for (const { id, chunks, payload } of changes) {
    for (const { field, number, sparse } of chunks ?? []) {
      yield { id: pointId(revision, id, field, number), vectors: { text: sparse }, payload };
    }
  }
}

function roundOf(revision: string, changes: RecordChange[]): Round {
  const points: Round['points'] = [];
  for (const change of changes) {
    const counts = new Map<number, number>();
    for (const { field } of change.chunks ?? []) counts.set(field, (counts.get(field) ?? 0) + 1);
    for (const [field, count] of counts) points.push([change.id, field, count]);
  }
  return { revision, points };
}

/** A unique value as Postgres' messages write it; unique fields are scalars. */
function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** 409 that names the field, and in a batch the record, by what the index said. */
function notUnique(prepared: PreparedWrite, constraint: string, detail: string): AppError {
  const { collection, changes } = prepared;
  const field = collection.schema.fields.find(
    ({ number }) => constraint === `${collection.tableName}_${number}`,
  );
  if (!field) return conflict(`A value is taken already (${constraint}).`);
  const value = /=\((.*)\) (?:already exists|is duplicated)/s.exec(detail)?.[1];
  const index = changes.findIndex(({ columns }) => textOf(columns[field.column]) === value);
  const path = changes.length > 1 && index >= 0 ? `[${index}].${field.name}` : field.name;
  const message = `Another record of ${collection.name} has this value already.`;
  return conflict(`${path}: ${message}`, [{ path, code: 'not_unique', message }]);
}
