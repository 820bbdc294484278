import { createHash } from 'node:crypto';
import { pointsTable, chunksTable, recordsTable } from './collection.ts';
import type { Collection } from './collection.ts';
import { announcingSql } from './events.ts';
import { answered } from './idempotency.ts';

/** Which parts a commit has: each combination is one prepared statement per collection. */
export interface CommitParts {
  intents: 'none' | 'one' | 'many';
  creates: boolean;
  updates: boolean;
  deletes: boolean;
  /** New points. */
  points: boolean;
  /** Points and chunks that were there before go, or those of a lost round do. */
  oldPoints: boolean;
  files: boolean;
  idempotency: boolean;
}

/** The parameters of a commit, by name; what a statement does not use is not sent. */
export interface CommitValues {
  collection: string;
  schemaVersion: number;
  databaseName: string;
  collectionName: string;
  /** Array of `Announcement`, one for each write. */
  announcements: string;
  garbageDelay: number;
  intents: string[];
  creates: string;
  updates: string;
  expected: string;
  deletes: string;
  qdrantCollection: string | null;
  repointed: string[];
  droppedChunks: string[];
  deletedRecords: string[];
  chunks: string;
  points: string;
  languages: string;
  lostPoints: string[];
  bucket: string | null;
  addedFiles: string;
  droppedFileIds: string[];
  droppedKeys: string[];
  keyId: string;
  idempotencyKey: string;
  idempotencyMethod: string;
  idempotencyPath: string;
  /** SHA-256 of the parsed input, hex. */
  inputHash: string;
  owner: string;
  answerBody: string;
}

export interface CommitStatement {
  name: string;
  text: string;
  parameters: (keyof CommitValues)[];
}

/** Statements by the version of a collection that they were built for. */
const built = new WeakMap<Collection, Map<string, CommitStatement>>();

/** The one statement that makes a write, or a group of them, exist; conditions that fail raise and undo all of it. */
export function commitStatement(collection: Collection, parts: CommitParts): CommitStatement {
  let known = built.get(collection);
  if (!known) built.set(collection, (known = new Map()));
  const key = Object.values(parts).join();
  let statement = known.get(key);
  if (!statement) known.set(key, (statement = buildStatement(collection, parts)));
  return statement;
}

function buildStatement(collection: Collection, parts: CommitParts): CommitStatement {
  const parameters: (keyof CommitValues)[] = [];
  const p = (name: keyof CommitValues, type: string): string => {
    let position = parameters.indexOf(name);
    if (position < 0) position = parameters.push(name) - 1;
    return `$${position + 1}::${type}`;
  };
  const ctes: string[] = [];
  const conditions: string[] = [];
  const add = (name: string, sql: string): void => void ctes.push(`${name} AS (${sql})`);
  const expect = (cte: string, wanted: string, what: string): void =>
    void conditions.push(`frodb.expect((SELECT count(*) FROM ${cte}), ${wanted}, '${what}')`);

  if (parts.intents !== 'none') {
    const ids = p('intents', 'uuid[]');
    // One is named as one, or the planner would read all of the table for it. Many are locked in the order of ids.
    const which =
      parts.intents === 'one'
        ? `id = (${ids})[1] AND state = 'open'`
        : `id IN (SELECT id FROM frodb.intents WHERE id = ANY(${ids}) AND state = 'open' ORDER BY id FOR UPDATE)`;
    add('claimed', `DELETE FROM frodb.intents WHERE ${which} RETURNING 1`);
    expect('claimed', `cardinality(${ids})`, 'intent');
  }
  // No row lock: whoever changes a schema first locks the record table against the writes below, and this statement
  // gets its own lock on that table before the snapshot that it reads the version from.
  add(
    'unchanged',
    `SELECT 1 FROM frodb.collections WHERE id = ${p('collection', 'text')}
      AND schema_version = ${p('schemaVersion', 'int')}`,
  );
  expect('unchanged', '1', 'schema');
  addRows(collection, parts, p, add, expect);
  if (parts.oldPoints) addOldPoints(collection, p, add);
  if (parts.points) addPoints(collection, p, add);
  if (parts.files) addFiles(p, add);
  if (parts.idempotency) {
    add(
      'answered',
      `UPDATE frodb.idempotency SET status = ${answered}, input_hash = decode(${p('inputHash', 'text')}, 'hex'), headers = '{}',
        body = ${p('answerBody', 'jsonb')} WHERE key_id = ${p('keyId', 'uuid')} AND method = ${p('idempotencyMethod', 'text')}
        AND path = ${p('idempotencyPath', 'text')} AND key = ${p('idempotencyKey', 'text')} AND owner = ${p('owner', 'uuid')}
        AND status IS NULL RETURNING 1`,
    );
    expect('answered', '1', 'idempotency');
  }
  addAnnouncements(parts, p, add);
  const text = `WITH ${ctes.join(',\n')}\nSELECT ${conditions.join(' AND ')} AS committed`;
  return { name: statementName(text), text, parameters };
}

const moreChunks = new WeakMap<Collection, CommitStatement>();

/** Writes chunks and points of a record that has too many for one statement. */
export function chunksStatement(collection: Collection): CommitStatement {
  let statement = moreChunks.get(collection);
  if (!statement) {
    const parameters: (keyof CommitValues)[] = ['chunks', 'points'];
    const p: Parameter = (name, type) => `$${parameters.indexOf(name) + 1}::${type}`;
    const ctes: string[] = [];
    addPoints(collection, p, (name, sql) => void ctes.push(`${name} AS (${sql})`));
    const text = `WITH ${ctes.join(',\n')}\nSELECT true AS written`;
    moreChunks.set(collection, (statement = { name: statementName(text), text, parameters }));
  }
  return statement;
}

type Parameter = (name: keyof CommitValues, type: string) => string;
type AddCte = (name: string, sql: string) => void;

function addRows(
  collection: Collection,
  parts: CommitParts,
  p: Parameter,
  add: AddCte,
  expect: (cte: string, wanted: string, what: string) => void,
): void {
  const table = recordsTable(collection);
  const columns = collection.schema.fields.map((field) => `"${field.column}"`);
  if (parts.creates) {
    const all = ['id', 'created_at', 'updated_at', 'revision', ...columns].join(', ');
    add(
      'created',
      `INSERT INTO ${table} (${all}) SELECT ${all} FROM jsonb_populate_recordset(null::${table}, ${p('creates', 'jsonb')})`,
    );
  }
  if (parts.updates) {
    const set = ['updated_at', 'revision', ...columns].map((column) => `${column} = n.${column}`).join(', ');
    add(
      'updated',
      `UPDATE ${table} t SET ${set} FROM jsonb_populate_recordset(null::${table}, ${p('updates', 'jsonb')}) n,
        jsonb_to_recordset(${p('expected', 'jsonb')}) AS e(id uuid, expected uuid)
        WHERE t.id = n.id AND e.id = n.id AND t.revision = e.expected RETURNING 1`,
    );
    expect('updated', `jsonb_array_length(${p('updates', 'jsonb')})`, 'revision');
  }
  if (parts.deletes) {
    add(
      'deleted',
      `DELETE FROM ${table} t USING jsonb_to_recordset(${p('deletes', 'jsonb')}) AS e(id uuid, expected uuid)
        WHERE t.id = e.id AND t.revision = e.expected RETURNING 1`,
    );
    expect('deleted', `jsonb_array_length(${p('deletes', 'jsonb')})`, 'revision');
  }
}

function addOldPoints(collection: Collection, p: Parameter, add: AddCte): void {
  add(
    'old_points',
    `DELETE FROM ${pointsTable(collection)} WHERE record_id = ANY(${p('repointed', 'uuid[]')}) RETURNING point_id`,
  );
  add(
    'old_chunks',
    `DELETE FROM ${chunksTable(collection)} WHERE id = ANY(${p('droppedChunks', 'uuid[]')})
      OR record_id = ANY(${p('deletedRecords', 'uuid[]')}) RETURNING language, length`,
  );
  add(
    'garbage_points',
    `INSERT INTO frodb.garbage (store, container, names, collection_id, due_at)
      SELECT 'qdrant', ${p('qdrantCollection', 'text')}, names, ${p('collection', 'text')},
        now() + make_interval(secs => ${p('garbageDelay', 'float8')})
      FROM (SELECT array_agg(point_id::text) || ${p('lostPoints', 'text[]')} AS names FROM old_points) old
      WHERE cardinality(names) > 0`,
  );
}

function addPoints(collection: Collection, p: Parameter, add: AddCte): void {
  const chunks = chunksTable(collection);
  const points = pointsTable(collection);
  add(
    'new_chunks',
    `INSERT INTO ${chunks} SELECT * FROM jsonb_populate_recordset(null::${chunks}, ${p('chunks', 'jsonb')})`,
  );
  add(
    'new_points',
    `INSERT INTO ${points} SELECT * FROM jsonb_populate_recordset(null::${points}, ${p('points', 'jsonb')})`,
  );
}

/** What the write adds to the chunks of each language and takes from them, as JSON. */
function languageDelta(parts: CommitParts, p: Parameter): string {
  const added = parts.points ? p('languages', 'jsonb') : `'[]'::jsonb`;
  if (!parts.oldPoints) return parts.points ? added : 'NULL';
  return `${added} || (SELECT coalesce(jsonb_agg(gone), '[]') FROM (
    SELECT language, -count(*) AS chunks, -sum(length) AS tokens FROM old_chunks GROUP BY language) gone)`;
}

function addFiles(p: Parameter, add: AddCte): void {
  add('old_files', `DELETE FROM frodb.files WHERE id = ANY(${p('droppedFileIds', 'uuid[]')})`);
  add(
    'new_files',
    `INSERT INTO frodb.files (id, collection_id, record_id, field, size)
      SELECT id, ${p('collection', 'text')}, record_id, field, size
      FROM jsonb_to_recordset(${p('addedFiles', 'jsonb')}) AS f(id uuid, record_id uuid, field text, size bigint)`,
  );
  add(
    'garbage_objects',
    `INSERT INTO frodb.garbage (store, container, names, collection_id, due_at)
      SELECT 'objects', ${p('bucket', 'text')}, ${p('droppedKeys', 'text[]')}, ${p('collection', 'text')},
        now() + make_interval(secs => ${p('garbageDelay', 'float8')})
      WHERE cardinality(${p('droppedKeys', 'text[]')}) > 0`,
  );
}

/** An audit row and an event for each write. */
function addAnnouncements(parts: CommitParts, p: Parameter, add: AddCte): void {
  const { audit, event } = announcingSql({
    database: p('databaseName', 'text'),
    collection: p('collectionName', 'text'),
    collectionId: p('collection', 'text'),
    announcements: p('announcements', 'jsonb'),
    languages: languageDelta(parts, p),
  });
  add('audited', audit);
  add('announced', event);
}

function statementName(text: string): string {
  return `commit-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
