import type { Database } from '../../contract/databases.ts';
import type { Queryable } from '../../infra/postgres.ts';

const columns = 'id, name, description, metadata, created_at, updated_at';

export async function findByName(pg: Queryable, name: string): Promise<Database | undefined> {
  const rows = await pg.query<Database>(`SELECT ${columns} FROM frodb.databases WHERE name = $1`, [name]);
  return rows[0];
}

/** The row, locked: no collection comes or goes meanwhile. */
export async function lockByName(tx: Queryable, name: string): Promise<Database | undefined> {
  const rows = await tx.query<Database>(`SELECT ${columns} FROM frodb.databases WHERE name = $1 FOR UPDATE`, [
    name,
  ]);
  return rows[0];
}

/** In the order of names; `visible` null means all. */
export function listDatabases(
  pg: Queryable,
  visible: readonly string[] | null,
  after: string | null,
  limit: number,
): Promise<Database[]> {
  return pg.query<Database>(
    `SELECT ${columns} FROM frodb.databases WHERE ($1::text[] IS NULL OR name = ANY($1))
       AND ($2::text IS NULL OR name > $2) ORDER BY name LIMIT $3`,
    [visible, after, limit],
  );
}

export async function countDatabases(pg: Queryable, visible: readonly string[] | null): Promise<number> {
  const [row] = await pg.query<{ count: number }>(
    'SELECT count(*) FROM frodb.databases WHERE $1::text[] IS NULL OR name = ANY($1)',
    [visible],
  );
  return row?.count ?? 0;
}

export async function insertDatabase(
  tx: Queryable,
  database: Pick<Database, 'id' | 'name' | 'description' | 'metadata'>,
): Promise<Database | undefined> {
  const rows = await tx.query<Database>(
    `INSERT INTO frodb.databases (id, name, description, metadata) VALUES ($1, $2, $3, $4)
     ON CONFLICT (name) DO NOTHING RETURNING ${columns}`,
    [database.id, database.name, database.description, JSON.stringify(database.metadata)],
  );
  return rows[0];
}

export async function updateDatabase(tx: Queryable, database: Database): Promise<Database | undefined> {
  const rows = await tx.query<Database>(
    `UPDATE frodb.databases SET description = $2, metadata = $3, updated_at = now() WHERE id = $1 RETURNING ${columns}`,
    [database.id, database.description, JSON.stringify(database.metadata)],
  );
  return rows[0];
}

export async function collectionNames(tx: Queryable, databaseId: string): Promise<string[]> {
  const rows = await tx.query<{ name: string }>(
    'SELECT name FROM frodb.collections WHERE database_id = $1 ORDER BY name',
    [databaseId],
  );
  return rows.map(({ name }) => name);
}

/** Removes the row and the Postgres schema, which must be empty. */
export async function deleteDatabase(tx: Queryable, { id }: Pick<Database, 'id'>): Promise<void> {
  // An id is 13 letters and digits of our own making.
  await tx.query(`DROP SCHEMA IF EXISTS "d_${id}"`);
  await tx.query('DELETE FROM frodb.databases WHERE id = $1', [id]);
}
