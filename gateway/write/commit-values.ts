import type { CommitParts, CommitValues } from './commit-statement.ts';
import type { CommitGroup, CommitRequest } from './commit-request.ts';
import { toJson } from '../infra/large-json.ts';
import type { WriteEnv } from './env.ts';
import type { Announcement } from './events.ts';
import { pointId } from './ids.ts';
import { pointIds } from './intents.ts';
import type { Round } from './intents.ts';
import { recordDelta } from './prepared.ts';
import type { StoredChunk, PreparedWrite, RecordChange } from './prepared.ts';

export function partsOf(request: CommitRequest): CommitParts {
  const { write, intents, idempotency } = request;
  const { changes } = write;
  const searchable = write.collection.qdrantCollection !== null;
  return {
    intents: intents.length === 0 ? 'none' : intents.length === 1 ? 'one' : 'many',
    creates: changes.some((change) => change.op === 'create'),
    updates: changes.some((change) => change.op === 'update'),
    deletes: changes.some((change) => change.op === 'delete'),
    points: searchable && changes.some(({ chunks }) => chunks !== null && chunks.length > 0),
    oldPoints: searchable && (changes.some(replacesPoints) || lostRounds(request).length > 0),
    files: changes.some((change) => change.addedFiles.length > 0 || change.droppedFiles.length > 0),
    idempotency: idempotency !== null,
  };
}

/** Those whose points were put, and are not what is committed now. */
function lostRounds({ write, own }: CommitRequest): Round[] {
  return (own?.rounds ?? []).filter((round) => round.revision !== write.revision);
}

function replacesPoints({ op, chunks }: RecordChange): boolean {
  return op === 'delete' || (op === 'update' && chunks !== null);
}

/**
 * The parameters of the parts that this commit has; those of the others are never asked for. Only a write by itself has
 * more than rows. `later`: chunks that are counted here and written by statements of their own.
 */
export function valuesOf(
  env: WriteEnv,
  group: CommitGroup,
  parts: CommitParts,
  later: readonly StoredChunk[] = [],
): Partial<CommitValues> {
  const [request] = group;
  const { collection } = request.write;
  return {
    collection: collection.id,
    schemaVersion: collection.schemaVersion,
    databaseName: collection.databaseName,
    collectionName: collection.name,
    garbageDelay: env.times.garbageDelaySeconds,
    intents: request.intents,
    announcements: JSON.stringify(group.map(announcementOf)),
    ...rowValues(group.map(({ write }) => write)),
    ...(parts.oldPoints ? oldPointValues(request) : {}),
    ...(parts.points ? pointValues(request.write, later) : {}),
    ...(parts.files ? fileValues(request.write) : {}),
    ...idempotencyValues(env, request),
  };
}

function announcementOf({ write, actor, action }: CommitRequest): Announcement {
  const { changes, revision } = write;
  let files = 0;
  let bytes = 0;
  for (const { addedFiles, droppedFiles } of changes) {
    files += addedFiles.length - droppedFiles.length;
    for (const { size } of addedFiles) bytes += size;
    for (const { size } of droppedFiles) bytes -= size;
  }
  return {
    action,
    key_id: actor.keyId,
    agent_id: actor.agentId,
    request_id: actor.requestId,
    revision,
    record_ids: changes.map(({ id }) => id),
    records: recordDelta(changes),
    files,
    object_bytes: bytes,
  };
}

function rowValues(writes: PreparedWrite[]): Partial<CommitValues> {
  const creates: object[] = [];
  const updates: object[] = [];
  const expected: object[] = [];
  const deletes: object[] = [];
  for (const { changes, revision, at } of writes) {
    for (const { op, id, createdAt, columns, expectedRevision } of changes) {
      const row = { ...columns, id, created_at: createdAt, updated_at: at, revision };
      if (op === 'create') creates.push(row);
      else if (op === 'delete') deletes.push({ id, expected: expectedRevision });
      else {
        updates.push(row);
        expected.push({ id, expected: expectedRevision });
      }
    }
  }
  return {
    ...(creates.length > 0 ? { creates: toJson(creates) } : {}),
    ...(updates.length > 0 ? { updates: toJson(updates), expected: JSON.stringify(expected) } : {}),
    ...(deletes.length > 0 ? { deletes: JSON.stringify(deletes) } : {}),
  };
}

function oldPointValues(request: CommitRequest): Partial<CommitValues> {
  const { changes, collection } = request.write;
  const moved = changes.filter(replacesPoints);
  return {
    qdrantCollection: collection.qdrantCollection,
    repointed: moved.map((change) => change.id),
    droppedChunks: changes.flatMap((change) => change.droppedChunks),
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
  };
}

function idempotencyValues(env: WriteEnv, { idempotency }: CommitRequest): Partial<CommitValues> {
  if (!idempotency) return {};
  const { claim, inputHash, body } = idempotency;
  return {
    keyId: claim.keyId,
    idempotencyKey: claim.key,
    idempotencyMethod: claim.method,
    idempotencyPath: claim.path,
    inputHash,
    owner: env.owner,
    answerBody: toJson(body ?? null),
  };
}

function pointValues(write: PreparedWrite, later: readonly StoredChunk[]): Partial<CommitValues> {
  const points = write.changes.flatMap(({ id, chunks }) =>
    (chunks ?? []).map((chunk) => ({ recordId: id, chunk })),
  );
  return {
    ...chunkValues(write.revision, points),
    languages: JSON.stringify(countLanguages([...points.map(({ chunk }) => chunk), ...later])),
  };
}

/** A chunk that a record is to have, and its point. */
export interface NewPoint {
  recordId: string;
  chunk: StoredChunk;
}

/** The rows of chunks that are new, and of all of their points. */
export function chunkValues(
  revision: string,
  points: readonly NewPoint[],
): Pick<CommitValues, 'chunks' | 'points'> {
  const chunks: object[] = [];
  const pointRows: object[] = [];
  for (const { recordId, chunk } of points) {
    const { id, field, fileId, number, text, page, boxes, language, length, isNew } = chunk;
    const place = { record_id: recordId, field, number };
    pointRows.push({ point_id: pointId(revision, recordId, field, number), passage_id: id, ...place });
    if (isNew) chunks.push({ id, ...place, file_id: fileId, text, page, boxes, language, length });
  }
  return { chunks: JSON.stringify(chunks), points: JSON.stringify(pointRows) };
}

/** What new chunks add to those of each language. */
function countLanguages(chunks: readonly StoredChunk[]): object[] {
  const languages = new Map<string, { language: string; chunks: number; tokens: number }>();
  for (const { language, length, isNew } of chunks) {
    if (!isNew) continue;
    const counted = languages.get(language) ?? { language, chunks: 0, tokens: 0 };
    counted.chunks++;
    counted.tokens += length;
    languages.set(language, counted);
  }
  return [...languages.values()];
}
