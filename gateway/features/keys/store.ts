import { hash } from 'node:crypto';
import type { KeyType, Permission } from '../../access/permits.ts';
import type { Queryable } from '../../infra/postgres.ts';

/** A row of `frodb.api_keys`, without the hash. */
export interface KeyRow {
  id: string;
  name: string;
  type: KeyType;
  prefix: string;
  databases: string[] | '*' | null;
  permissions: Permission[];
  created_at: string;
  updated_at: string;
  expires_at: string | null;
}

const columns = 'id, name, type, prefix, databases, permissions, created_at, updated_at, expires_at';

/** Every change of a key is told to all gateways on this channel. */
export const keysChannel = 'frodb_api_keys';

export function hashOf(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

/** The valid key with this hash: an expired one counts as gone. */
export async function findByHash(pg: Queryable, hash: Buffer): Promise<KeyRow | undefined> {
  const rows = await pg.query<KeyRow>(
    `SELECT ${columns} FROM frodb.api_keys WHERE hash = $1 AND (expires_at IS NULL OR expires_at > now())`,
    [hash],
    { name: 'key-by-hash' },
  );
  return rows[0];
}

export async function findById(pg: Queryable, id: string): Promise<KeyRow | undefined> {
  const rows = await pg.query<KeyRow>(`SELECT ${columns} FROM frodb.api_keys WHERE id = $1`, [id]);
  return rows[0];
}

/** Those of them that are valid now. */
export function findValid(pg: Queryable, ids: string[]): Promise<KeyRow[]> {
  return pg.query<KeyRow>(
    `SELECT ${columns} FROM frodb.api_keys WHERE id = ANY($1::uuid[]) AND (expires_at IS NULL OR expires_at > now())`,
    [ids],
    { name: 'keys-by-id' },
  );
}

export function listKeys(pg: Queryable, after: string | null, limit: number): Promise<KeyRow[]> {
  return pg.query<KeyRow>(
    `SELECT ${columns} FROM frodb.api_keys WHERE $1::uuid IS NULL OR id > $1 ORDER BY id LIMIT $2`,
    [after, limit],
  );
}

export async function countKeys(pg: Queryable): Promise<number> {
  const [row] = await pg.query<{ count: number }>('SELECT count(*) FROM frodb.api_keys');
  return row?.count ?? 0;
}

/** What a new key is made of; `key` itself is not kept. */
export type NewKey = Omit<KeyRow, 'created_at' | 'updated_at' | 'prefix'> & { key: string };

export async function insertKey(pg: Queryable, { key, ...row }: NewKey): Promise<KeyRow> {
  const rows = await pg.query<KeyRow>(
    `INSERT INTO frodb.api_keys (id, name, type, hash, prefix, databases, permissions, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${columns}`,
    [
      row.id,
      row.name,
      row.type,
      hashOf(key),
      displayPrefix(key),
      json(row.databases),
      json(row.permissions),
      row.expires_at,
    ],
  );
  return only(rows);
}

/** Enough to recognise a key by, far too little to guess it. */
function displayPrefix(key: string): string {
  return key.slice(0, key.lastIndexOf('_') + 7);
}

export async function updateKey(pg: Queryable, row: KeyRow): Promise<KeyRow> {
  const rows = await pg.query<KeyRow>(
    `UPDATE frodb.api_keys SET name = $2, databases = $3, permissions = $4, expires_at = $5, updated_at = now()
     WHERE id = $1 RETURNING ${columns}`,
    [row.id, row.name, json(row.databases), json(row.permissions), row.expires_at],
  );
  await notify(pg, row.id);
  return only(rows);
}

export async function deleteKey(pg: Queryable, id: string): Promise<void> {
  await pg.query('DELETE FROM frodb.api_keys WHERE id = $1', [id]);
  await notify(pg, id);
}

/** All keys that are valid now, locked, so that of two changes at once the second sees the first. */
export function lockValidKeys(pg: Queryable): Promise<KeyRow[]> {
  return pg.query<KeyRow>(
    `SELECT ${columns} FROM frodb.api_keys WHERE expires_at IS NULL OR expires_at > now() ORDER BY id FOR UPDATE`,
  );
}

async function notify(pg: Queryable, id: string): Promise<void> {
  await pg.query('SELECT pg_notify($1, $2)', [keysChannel, id]);
}

/** The driver would send a JavaScript list as a Postgres array. */
function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

function only(rows: KeyRow[]): KeyRow {
  const [row] = rows;
  if (!row) throw new Error('the key is gone');
  return row;
}
