import { ConnectionLostError, PgError, jsonbParameter } from '../infra/postgres.ts';
import type { Queryable } from '../infra/postgres.ts';
import { tablesOf } from './collection.ts';
import { sliceChanges } from './commit-slices.ts';
import type { CommitSlice } from './commit-slices.ts';
import { commitStatement, chunksStatement } from './commit-statement.ts';
import type { CommitStatement, CommitValues } from './commit-statement.ts';
import { partsOf, chunkValues, valuesOf } from './commit-values.ts';
import type { CommitGroup, CommitOutcome, CommitRequest } from './commit-request.ts';
import type { WriteEnv } from './env.ts';
import type { StoredChunk } from './prepared.ts';

const refusals = ['intent', 'schema', 'revision', 'idempotency'] as const;

/**
 * Everything that the writes say is written, or nothing. One statement, or for a large write one for each slice of it
 * in one transaction.
 */
export async function commitGroup(env: WriteEnv, group: CommitGroup): Promise<CommitOutcome> {
  const [request, ...others] = group;
  if (others.length > 0) return outcomeOf(env, () => send(env.pg, env, group));
  const slices = await sliceChanges(request.write.changes);
  const isOne = slices.length === 1 && slices[0]?.later.length === 0;
  return outcomeOf(env, () =>
    isOne ? send(env.pg, env, group) : env.pg.transaction((tx) => sendSlices(tx, env, request, slices)),
  );
}

async function outcomeOf(env: WriteEnv, run: () => Promise<void>): Promise<CommitOutcome> {
  try {
    await run();
    env.noticeEvents();
    return { kind: 'committed' };
  } catch (error) {
    if (error instanceof ConnectionLostError) {
      return { kind: 'lost', pid: error.pid, backendStart: error.backendStart };
    }
    if (!(error instanceof PgError)) throw error;
    return outcomeOfError(error);
  }
}

async function send(
  pg: Queryable,
  env: WriteEnv,
  group: CommitGroup,
  later: readonly StoredChunk[] = [],
): Promise<void> {
  const [request] = group;
  const parts = partsOf(request);
  const statement = commitStatement(request.write.collection, parts);
  await run(pg, statement, valuesOf(env, group, parts, later));
}

async function run(pg: Queryable, statement: CommitStatement, values: Partial<CommitValues>): Promise<void> {
  const parameters: unknown[] = [];
  for (const name of statement.parameters) {
    const value = values[name];
    // Nothing else that is long is text.
    parameters.push(typeof value === 'string' ? await jsonbParameter(value) : value);
  }
  await pg.query(statement.text, parameters, { name: statement.name });
}

/** Each slice has an audit row and an event of its own, all with the write's revision. */
async function sendSlices(
  tx: Queryable,
  env: WriteEnv,
  request: CommitRequest,
  slices: CommitSlice[],
): Promise<void> {
  // All at once and first: from now on the schema stays as it is.
  const tables = tablesOf(request.write.collection);
  await tx.query(`LOCK TABLE ${tables.join(', ')} IN ROW EXCLUSIVE MODE`);
  const { collection, revision } = request.write;
  for (const [position, { changes, later }] of slices.entries()) {
    const isFirst = position === 0;
    const isLast = position === slices.length - 1;
    const slice = {
      ...request,
      write: { ...request.write, changes },
      intents: isFirst ? request.intents : [],
      own: isFirst ? request.own : null,
      idempotency: isLast ? request.idempotency : null,
    };
    await send(
      tx,
      env,
      [slice],
      later.flatMap((points) => points.map(({ chunk }) => chunk)),
    );
    for (const points of later) {
      await run(tx, chunksStatement(collection), chunkValues(revision, points));
    }
    await env.fault('during-commit');
  }
}

function outcomeOfError(error: PgError): CommitOutcome {
  switch (error.code) {
    case 'FR001': {
      const what = refusals.find((refusal) => refusal === error.detail);
      if (!what) throw error;
      return { kind: 'refused', what };
    }
    case '23505':
      if (error.constraint === undefined) throw error;
      return { kind: 'not_unique', constraint: error.constraint, detail: error.detail ?? '' };
    // Serialization, deadlock, lock timeout, and a table dropped under the write: read again and see.
    case '40001':
    case '40P01':
    case '55P03':
      return { kind: 'refused', what: 'busy' };
    case '42P01':
    case '3F000':
      return { kind: 'refused', what: 'schema' };
    default:
      throw error;
  }
}
