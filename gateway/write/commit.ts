import { ConnectionLostError, PgError } from '../infra/postgres.ts';
import type { Queryable } from '../infra/postgres.ts';
import { tablesOf } from './collection.ts';
import { commitStatement } from './commit-statement.ts';
import { partsOf, valuesOf } from './commit-values.ts';
import type { CommitGroup, CommitOutcome, CommitRequest } from './commit-request.ts';
import type { WriteEnv } from './env.ts';
import type { RecordChange } from './prepared.ts';
import type { JsonValue } from '../schema/json.ts';

const refusals = ['intent', 'schema', 'revision', 'idempotency'] as const;

/**
 * Everything that the writes say is written, or nothing. One statement, or for a large write one for each slice of it
 * in one transaction.
 */
export function commitGroup(env: WriteEnv, group: CommitGroup): Promise<CommitOutcome> {
  const [request] = group;
  const slices = group.length === 1 ? sliceChanges(request.write.changes) : [];
  return outcomeOf(() =>
    slices.length <= 1
      ? send(env.pg, env, group)
      : env.pg.transaction((tx) => sendSlices(tx, env, request, slices)),
  );
}

async function outcomeOf(run: () => Promise<void>): Promise<CommitOutcome> {
  try {
    await run();
    return { kind: 'committed' };
  } catch (error) {
    if (error instanceof ConnectionLostError) {
      return { kind: 'lost', pid: error.pid, backendStart: error.backendStart };
    }
    if (!(error instanceof PgError)) throw error;
    return outcomeOfError(error);
  }
}

async function send(pg: Queryable, env: WriteEnv, group: CommitGroup): Promise<void> {
  const [request] = group;
  const parts = partsOf(request);
  const statement = commitStatement(request.write.collection, parts);
  const values = valuesOf(env, group, parts);
  await pg.query(
    statement.text,
    statement.parameters.map((name) => values[name]),
    { name: statement.name },
  );
}

/** Each slice has an audit row and an event of its own, all with the write's revision. */
async function sendSlices(
  tx: Queryable,
  env: WriteEnv,
  request: CommitRequest,
  slices: RecordChange[][],
): Promise<void> {
  // All at once and first: from now on the schema stays as it is.
  const tables = tablesOf(request.write.collection);
  await tx.query(`LOCK TABLE ${tables.join(', ')} IN ROW EXCLUSIVE MODE`);
  for (const [position, changes] of slices.entries()) {
    const isFirst = position === 0;
    const isLast = position === slices.length - 1;
    await send(tx, env, [
      {
        ...request,
        write: { ...request.write, changes },
        intents: isFirst ? request.intents : [],
        own: isFirst ? request.own : null,
        idempotency: isLast ? request.idempotency : null,
      },
    ]);
    await env.fault('during-commit');
  }
}

const sliceChangesMost = 1_000;
/** Characters of text. */
const sliceLength = 1_000_000;

/** One slice for all but large writes; each takes few milliseconds to be made into a statement. */
function sliceChanges(changes: RecordChange[]): RecordChange[][] {
  const slices: RecordChange[][] = [];
  let slice: RecordChange[] = [];
  let length = 0;
  for (const change of changes) {
    const more = lengthOf(change);
    if (slice.length > 0 && (slice.length >= sliceChangesMost || length + more > sliceLength)) {
      slices.push(slice);
      slice = [];
      length = 0;
    }
    slice.push(change);
    length += more;
  }
  slices.push(slice);
  return slices;
}

/** About the characters that it takes in the statement. */
export function lengthOf({ columns, passages }: RecordChange): number {
  let length = lengthOfValue(columns);
  for (const { text } of passages ?? []) length += text.length;
  return length;
}

function lengthOfValue(value: JsonValue): number {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 8;
  let length = 8;
  for (const item of Object.values(value)) length += lengthOfValue(item);
  return length;
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
