import { conflict } from '../errors.ts';
import type { AppError } from '../errors.ts';
import { MissingContainerError } from '../infra/missing-container.ts';
import type { Point } from '../infra/vectors.ts';
import type { Collection } from './collection.ts';
import type { Answer, CommitOutcome } from './commit-request.ts';
import { commit } from './group-commit.ts';
import { retryWhileUnavailable } from '../infra/engine-retry.ts';
import type { Actor, IdempotencyClaim, WriteEnv } from './env.ts';
import { newId, pointId } from './ids.ts';
import { extendIntent, isOpen, leaseLost, letGo, openIntent } from './intents.ts';
import type { Intent, Round } from './intents.ts';
import type { PreparedWrite, RecordChange, StoredRow } from './prepared.ts';
import type { JsonValue } from '../schema/json.ts';
import { readRows } from './rows.ts';
import { rollBack } from './roll-back.ts';
import { settleLostCommit } from './lost-commit.ts';
import { explainMissing } from './missing.ts';
import { holdStaged } from './staged.ts';
import type { StagedOwner, StagedUpload } from './staged.ts';

const rounds = 4; // the first, and three more after a lost race

/** One write or batch over the three stores. */
export interface WriteRequest {
  collection: Collection;
  /** Reads the catalogue again after the schema moved; throws 404 when the collection is gone. */
  reload: () => Promise<Collection>;
  actor: Actor;
  /** For audit and event rows, e.g. `record.created`. */
  action: string;
  /** The records to change; read anew with their revisions in every round. */
  readIds: string[];
  /** Checks everything and says what changes; called again in every round. Throws to refuse the write. */
  prepare: (rows: Map<string, StoredRow>, round: RoundContext) => Promise<RecordChange[]>;
  /** Already open where files were streamed before the write could be checked. */
  intent: Intent | null;
  /** Ids of files that may be staged uploads of this owner: looked up anew in every round, taken by the commit. */
  takes: { fileIds: string[]; owner: StagedOwner };
  idempotency: { claim: IdempotencyClaim; inputHash: string } | null;
  /** What the caller is told, kept by the commit for replays. */
  answer: (write: PreparedWrite) => Answer;
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
 * Puts and commits; when this returns the write exists, when it throws nothing of it is visible.
 * Errors: what `prepare` throws, 409 after three lost races or for a unique value, 503 when an engine is down or has
 * lost what the collection has there.
 */
export async function write(env: WriteEnv, request: WriteRequest): Promise<Answer> {
  const state: RoundState = { intent: request.intent, collection: request.collection, held: new Set() };
  try {
    for (let round = 0; round < rounds; round++) {
      const answer = await tryRound(env, request, state).catch((error: unknown) =>
        retryMoved(env, state, error),
      );
      if (answer) return answer;
      state.collection = await request.reload();
    }
    throw conflict(
      'The record was changed by others at the same time, again and again. Read it and try once more.',
    );
  } catch (error) {
    if (state.intent) await rollBack(env, state.intent, error);
    throw error;
  } finally {
    // Staged uploads that were not taken stay staged.
    for (const id of state.held) letGo(env, { id });
  }
}

/** Another round where the collection has moved to another Qdrant collection; throws what a missing one means else. */
async function retryMoved(env: WriteEnv, { collection }: RoundState, error: unknown): Promise<null> {
  if (!(error instanceof MissingContainerError)) throw error;
  const refusal = await explainMissing(env, error, collection);
  if (refusal) throw refusal;
  return null;
}

interface RoundState {
  intent: Intent | null;
  collection: Collection;
  /** Staged uploads whose leases are renewed while the write runs. */
  held: Set<string>;
}

async function tryRound(env: WriteEnv, request: WriteRequest, state: RoundState): Promise<Answer | null> {
  const { collection } = state;
  const round = { collection, revision: newId(), at: new Date().toISOString() };
  const staged = await holdStaged(env, collection, request.takes);
  for (const id of staged.keys()) state.held.add(id);
  const rows = await readRows(env.pg, collection, request.readIds);
  const changes = await request.prepare(rows, { ...round, staged });
  const prepared: PreparedWrite = { ...round, changes };
  if (changes.length === 0) return request.answer(prepared);
  await putPoints(env, prepared, state);
  const answer = request.answer(prepared);
  await env.fault('before-commit');
  const outcome = await commit(env, {
    write: prepared,
    intents: [...(state.intent ? [state.intent.id] : []), ...takenBy(changes, staged)],
    own: state.intent,
    actor: request.actor,
    action: request.action,
    idempotency: request.idempotency ? { ...request.idempotency, answer } : null,
  });
  const isCommitted = await settle(env, prepared, state, outcome);
  if (!isCommitted) return null;
  if (state.intent) letGo(env, state.intent);
  state.intent = null;
  await env.fault('after-commit');
  return answer;
}

/** true: the write exists; false: another round; throws: refused for good. */
async function settle(
  env: WriteEnv,
  prepared: PreparedWrite,
  state: RoundState,
  outcome: CommitOutcome,
): Promise<boolean> {
  switch (outcome.kind) {
    case 'committed':
      return true;
    case 'lost': {
      const lost = { intent: state.intent, revision: prepared.revision, ...outcome };
      // It undoes the write itself, or leaves it to the lease while nobody knows whether it exists.
      state.intent = null;
      return settleLostCommit(env, lost);
    }
    case 'not_unique':
      throw notUnique(prepared, outcome.constraint, outcome.detail);
    case 'refused':
      if (outcome.what === 'idempotency') throw leaseLost();
      // It may be a staged upload that another write took first: the next round finds out.
      if (outcome.what === 'intent' && state.intent && !(await isOpen(env.pg, state.intent)))
        throw leaseLost();
      return false;
  }
}

/** A staged upload's intent has the id of its file. */
function takenBy(changes: RecordChange[], staged: ReadonlyMap<string, StagedUpload>): string[] {
  return changes.flatMap(({ addedFiles }) => addedFiles.map(({ id }) => id)).filter((id) => staged.has(id));
}

async function putPoints(env: WriteEnv, prepared: PreparedWrite, state: RoundState): Promise<void> {
  const { collection, revision, changes } = prepared;
  const round = roundOf(revision, changes);
  if (round.points.length === 0 || collection.qdrantCollection === null) return;
  const name = collection.qdrantCollection;
  state.intent = state.intent
    ? await extendIntent(env, state.intent, { round })
    : await openIntent(env, {
        kind: 'write',
        collectionId: collection.id,
        bucket: collection.bucket,
        qdrantCollection: name,
        keys: [],
        rounds: [round],
      });
  await env.fault('after-round');
  await retryWhileUnavailable(env.times.engineRetrySeconds, () =>
    env.vectors.upsert(name, pointsOf(prepared)),
  );
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
