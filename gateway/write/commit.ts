import { ConnectionLostError, PgError } from '../infra/postgres.ts';
import type { Queryable } from '../infra/postgres.ts';
import { tablesOf } from './collection.ts';
import { commitStatement } from './commit-statement.ts';
import type { CommitParts, CommitValues } from './commit-statement.ts';
import type { Actor, IdempotencyClaim, WriteEnv } from './env.ts';
import { pointId } from './ids.ts';
import { pointIds } from './intents.ts';
import type { Intent, Round } from './intents.ts';
import type { PreparedWrite, RecordChange } from './prepared.ts';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: unknown;
}

export interface CommitRequest {
  write: PreparedWrite;
  /** Ids of all intents that the commit takes out: the write's own and the staged uploads it takes. */
  intents: string[];
  own: Intent | null;
  actor: Actor;
  action: string;
  idempotency: { claim: IdempotencyClaim; inputHash: string; answer: Answer } | null;
}

/** How a commit ended. `lost`: the connection broke and nobody knows yet. */
export type CommitOutcome =
  | { kind: 'committed' }
  | { kind: 'refused'; what: 'intent' | 'schema' | 'revision' | 'idempotency' | 'busy' }
  | { kind: 'not_unique'; constraint: string; detail: string }
  | { kind: 'lost'; pid: number; backendStart: string | null };

const refusals = ['intent', 'schema', 'revision', 'idempotency'] as const;

/**
 * Sends the one statement, or for a large write one for each slice of it in one transaction; everything they say is
 * written, or nothing.
 */
export async function commit(env: WriteEnv, request: CommitRequest): Promise<CommitOutcome> {
  const slices = sliceChanges(request.write.changes);
  try {
    if (slices.length <= 1) await send(env.pg, env, request);
    else await env.pg.transaction((tx) => sendSlices(tx, env, request, slices));
    return { kind: 'committed' };
  } catch (error) {
    if (error instanceof ConnectionLostError) {
      return { kind: 'lost', pid: error.pid, backendStart: error.backendStart };
    }
    if (!(error instanceof PgError)) throw error;
    return outcomeOf(error);
  }
}

async function send(pg: Queryable, env: WriteEnv, request: CommitRequest): Promise<void> {
  const parts = partsOf(request);
  const statement = commitStatement(request.write.collection, parts);
  const values = valuesOf(env, request, parts);
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
    await send(tx, env, {
      ...request,
      write: { ...request.write, changes },
      intents: isFirst ? request.intents : [],
      own: isFirst ? request.own : null,
      idempotency: isLast ? request.idempotency : null,
    });
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

function lengthOf({ columns, passages }: RecordChange): number {
  let length = 0;
  for (const value of Object.values(columns)) if (typeof value === 'string') length += value.length;
  for (const { text } of passages ?? []) length += text.length;
  return length;
}

function outcomeOf(error: PgError): CommitOutcome {
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

function partsOf(request: CommitRequest): CommitParts {
  const { write, intents, idempotency } = request;
  const { changes } = write;
  const searchable = write.collection.qdrantCollection !== null;
  return {
    intents: intents.length === 0 ? 'none' : intents.length === 1 ? 'one' : 'many',
    creates: changes.some((change) => change.op === 'create'),
    updates: changes.some((change) => change.op === 'update'),
    deletes: changes.some((change) => change.op === 'delete'),
    points: searchable && changes.some(({ passages }) => passages !== null && passages.length > 0),
    oldPoints: searchable && (changes.some(replacesPoints) || lostRounds(request).length > 0),
    files: changes.some((change) => change.addedFiles.length > 0 || change.droppedFiles.length > 0),
    idempotency: idempotency !== null,
  };
}

/** Those whose points were put, and are not what is committed now. */
function lostRounds({ write, own }: CommitRequest): Round[] {
  return (own?.rounds ?? []).filter((round) => round.revision !== write.revision);
}

function replacesPoints({ op, passages }: RecordChange): boolean {
  return op === 'delete' || (op === 'update' && passages !== null);
}

/** The parameters of the parts that this commit has; those of the others are never asked for. */
function valuesOf(env: WriteEnv, request: CommitRequest, parts: CommitParts): Partial<CommitValues> {
  const { write, actor, action } = request;
  const { collection, revision, changes } = write;
  return {
    collection: collection.id,
    schemaVersion: collection.schemaVersion,
    revision,
    action,
    eventType: action,
    keyId: actor.keyId,
    agentId: actor.agentId,
    requestId: actor.requestId,
    databaseName: collection.databaseName,
    collectionName: collection.name,
    recordIds: changes.map((change) => change.id),
    garbageDelay: env.times.garbageDelaySeconds,
    intents: request.intents,
    ...rowValues(write),
    ...(parts.oldPoints ? oldPointValues(request) : {}),
    ...(parts.points ? passageValues(write) : {}),
    ...(parts.files ? fileValues(write) : {}),
    ...(request.idempotency ? idempotencyValues(env, request.idempotency) : {}),
  };
}

function rowValues(write: PreparedWrite): Partial<CommitValues> {
  const { changes, revision, at } = write;
  const of = (op: RecordChange['op']): RecordChange[] => changes.filter((change) => change.op === op);
  const rows = (list: RecordChange[]): string =>
    JSON.stringify(
      list.map(({ id, createdAt, columns }) => ({
        ...columns,
        id,
        created_at: createdAt,
        updated_at: at,
        revision,
      })),
    );
  const expected = (list: RecordChange[]): string =>
    JSON.stringify(list.map(({ id, expectedRevision }) => ({ id, expected: expectedRevision })));
  const creates = of('create');
  const updates = of('update');
  const deletes = of('delete');
  return {
    recordDelta: creates.length - deletes.length,
    ...(creates.length > 0 ? { creates: rows(creates) } : {}),
    ...(updates.length > 0 ? { updates: rows(updates), expected: expected(updates) } : {}),
    ...(deletes.length > 0 ? { deletes: expected(deletes) } : {}),
  };
}

function oldPointValues(request: CommitRequest): Partial<CommitValues> {
  const { changes, collection } = request.write;
  const moved = changes.filter(replacesPoints);
  return {
    qdrantCollection: collection.qdrantCollection,
    repointed: moved.map((change) => change.id),
    droppedPassages: changes.flatMap((change) => change.droppedPassages),
    deletedRecords: changes.filter((change) => change.op === 'delete').map((change) => change.id),
    lostPoints: [...pointIds(lostRounds(request))],
  };
}

function fileValues({ changes, collection }: PreparedWrite): Partial<CommitValues> {
  const added = changes.flatMap((change) =>
    change.addedFiles.map((file) => ({ ...file, record_id: change.id })),
  );
  const dropped = changes.flatMap((change) => change.droppedFiles);
  return {
    bucket: collection.bucket,
    addedFiles: JSON.stringify(added),
    droppedFileIds: dropped.map((file) => file.id),
    droppedKeys: dropped.map((file) => file.key),
    fileDelta: added.length - dropped.length,
    byteDelta: sum(added.map((file) => file.size)) - sum(dropped.map((file) => file.size)),
  };
}

function idempotencyValues(
  env: WriteEnv,
  { claim, inputHash, answer }: NonNullable<CommitRequest['idempotency']>,
): Partial<CommitValues> {
  return {
    idempotencyKey: claim.key,
    idempotencyMethod: claim.method,
    idempotencyPath: claim.path,
    inputHash,
    owner: env.owner,
    answerStatus: answer.status,
    answerHeaders: JSON.stringify(answer.headers),
    answerBody: JSON.stringify(answer.body ?? null),
  };
}

function passageValues(write: PreparedWrite): Partial<CommitValues> {
  const passages: object[] = [];
  const chunks: object[] = [];
  const languages = new Map<string, { language: string; chunks: number; tokens: number }>();
  for (const change of write.changes) {
    for (const passage of change.passages ?? []) {
      chunks.push({
        point_id: pointId(write.revision, change.id, passage.field, passage.number),
        passage_id: passage.id,
        record_id: change.id,
        field: passage.field,
        number: passage.number,
      });
      if (!passage.isNew) continue;
      passages.push({
        id: passage.id,
        record_id: change.id,
        field: passage.field,
        file_id: passage.fileId,
        number: passage.number,
        text: passage.text,
        page: passage.page,
        boxes: passage.boxes,
        language: passage.language,
        length: passage.length,
      });
      const counted = languages.get(passage.language) ?? { language: passage.language, chunks: 0, tokens: 0 };
      languages.set(passage.language, {
        ...counted,
        chunks: counted.chunks + 1,
        tokens: counted.tokens + passage.length,
      });
    }
  }
  return {
    passages: JSON.stringify(passages),
    chunks: JSON.stringify(chunks),
    languages: JSON.stringify([...languages.values()]),
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
