import type { CollectionDefinition } from '../../contract/collection-schema.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { loadSchema } from '../../schema/parse.ts';
import type { Collection } from '../../write/collection.ts';

/** What a collection is called and where, without its schema. */
export interface CollectionRef {
  id: string;
  database_name: string;
  name: string;
}

interface CollectionRow extends CollectionRef {
  database_id: string;
  schema: CollectionDefinition;
  schema_version: number;
  generation: number;
  qdrant_collection: string | null;
  bucket: string | null;
  is_rebuilding: boolean;
  created_at: string;
  updated_at: string;
}

/** Every change of the catalogue of collections is told to all gateways on this channel. */
export const collectionsChannel = 'frodb_collections';

const selectCollection = `SELECT c.id, c.database_id, d.name AS database_name, c.name, c.schema, c.schema_version,
  c.generation, c.qdrant_collection, c.bucket, c.created_at, c.updated_at,
  EXISTS (SELECT 1 FROM frodb.rebuilds r WHERE r.collection_id = c.id) AS is_rebuilding
  FROM frodb.collections c JOIN frodb.databases d ON d.id = c.database_id`;

function toCollection(row: CollectionRow): Collection {
  return {
    id: row.id,
    databaseId: row.database_id,
    databaseName: row.database_name,
    name: row.name,
    schema: loadSchema(row.schema),
    schemaVersion: row.schema_version,
    schemaName: `d_${row.database_id}`,
    tableName: `c_${row.id}`,
    generation: row.generation,
    qdrantCollection: row.qdrant_collection,
    bucket: row.bucket,
    isRebuilding: row.is_rebuilding,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** The collections of a name, in all databases or in one. */
export async function findByName(
  pg: Queryable,
  name: string,
  database: string | undefined,
): Promise<Collection[]> {
  const rows = await pg.query<CollectionRow>(
    `${selectCollection} WHERE c.name = $1 AND ($2::text IS NULL OR d.name = $2) ORDER BY d.name`,
    [name, database ?? null],
    { name: 'collection-by-name' },
  );
  return rows.map(toCollection);
}

export async function findById(pg: Queryable, id: string): Promise<Collection | undefined> {
  const [collection] = await findByIds(pg, [id]);
  return collection;
}

/** In the order of database and name. */
export async function findByIds(pg: Queryable, ids: string[]): Promise<Collection[]> {
  const rows = await pg.query<CollectionRow>(
    `${selectCollection} WHERE c.id = ANY($1::text[]) ORDER BY d.name, c.name`,
    [ids],
    { name: 'collections-by-id' },
  );
  return rows.map(toCollection);
}

/** All collections there are, or those of a database, in the order of database and name. */
export function listRefs(pg: Queryable, database: string | undefined): Promise<CollectionRef[]> {
  return pg.query<CollectionRef>(
    `SELECT c.id, d.name AS database_name, c.name FROM frodb.collections c
     JOIN frodb.databases d ON d.id = c.database_id WHERE $1::text IS NULL OR d.name = $1 ORDER BY d.name, c.name`,
    [database ?? null],
    { name: 'collection-refs' },
  );
}

export async function findDatabaseId(pg: Queryable, name: string): Promise<string | undefined> {
  const [row] = await pg.query<{ id: string }>('SELECT id FROM frodb.databases WHERE name = $1', [name]);
  return row?.id;
}

/** Puts in the catalogue row; the unique index refuses a name that the database has already. */
export async function insertCollection(tx: Queryable, collection: Collection): Promise<void> {
  await tx.query(
    `INSERT INTO frodb.collections (id, database_id, name, schema, schema_version, generation, qdrant_collection,
       bucket, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)`,
    [
      collection.id,
      collection.databaseId,
      collection.name,
      JSON.stringify(collection.schema.source),
      collection.schemaVersion,
      collection.generation,
      collection.qdrantCollection,
      collection.bucket,
      collection.createdAt,
    ],
  );
}

/** Replaces the schema as it is shown, where nothing physical changes. */
export async function updateSource(tx: Queryable, id: string, source: CollectionDefinition): Promise<void> {
  await tx.query('UPDATE frodb.collections SET schema = $2, updated_at = now() WHERE id = $1', [
    id,
    JSON.stringify(source),
  ]);
}

/** Locks the catalogue row against every other change of it. */
export async function lockCollection(tx: Queryable, id: string): Promise<Collection | undefined> {
  const rows = await tx.query<CollectionRow>(`${selectCollection} WHERE c.id = $1 FOR UPDATE OF c`, [id]);
  return rows[0] && toCollection(rows[0]);
}

export async function deleteCollection(tx: Queryable, id: string): Promise<void> {
  await tx.query('DELETE FROM frodb.files WHERE collection_id = $1', [id]);
  await tx.query('DELETE FROM frodb.collections WHERE id = $1', [id]);
}

/** Tells all gateways, when the transaction commits, that what they know of collections is old. */
export async function notifyChange(tx: Queryable): Promise<void> {
  await tx.query('SELECT pg_notify($1, $2)', [collectionsChannel, '']);
}
