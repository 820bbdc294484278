import type { Queryable } from '../../infra/postgres.ts';

/** Every session that ends before its time is told to all gateways on this channel. */
export const sessionsChannel = 'frodb_sessions';

/** A row of `frodb.sessions`, without the hash. */
export interface SessionRow {
  id: string;
  key_id: string;
  used_at: string;
  expires_at: string;
}

const columns = 'id, key_id, used_at, expires_at';

export async function findSession(pg: Queryable, hash: Buffer): Promise<SessionRow | undefined> {
  const rows = await pg.query<SessionRow>(
    `SELECT ${columns} FROM frodb.sessions WHERE hash = $1 AND expires_at > now()`,
    [hash],
    { name: 'session-by-hash' },
  );
  return rows[0];
}

/** Those of them that are valid now. */
export async function findValidIds(pg: Queryable, ids: string[]): Promise<string[]> {
  const rows = await pg.query<{ id: string }>(
    'SELECT id FROM frodb.sessions WHERE id = ANY($1::uuid[]) AND expires_at > now()',
    [ids],
    { name: 'sessions-by-id' },
  );
  return rows.map(({ id }) => id);
}

export async function insertSession(
  pg: Queryable,
  session: { id: string; hash: Buffer; keyId: string; days: number },
): Promise<void> {
  const { id, hash, keyId, days } = session;
  await pg.query(
    `INSERT INTO frodb.sessions (id, hash, key_id, expires_at)
     VALUES ($1, $2, $3, now() + make_interval(days => $4))`,
    [id, hash, keyId, days],
  );
}

export async function noteUse(pg: Queryable, id: string): Promise<void> {
  await pg.query('UPDATE frodb.sessions SET used_at = now() WHERE id = $1', [id]);
}

export async function deleteSession(pg: Queryable, hash: Buffer): Promise<void> {
  const rows = await pg.query<{ id: string }>('DELETE FROM frodb.sessions WHERE hash = $1 RETURNING id', [
    hash,
  ]);
  for (const { id } of rows) await pg.query('SELECT pg_notify($1, $2)', [sessionsChannel, id]);
}

export async function insertCode(
  pg: Queryable,
  code: { hash: Buffer; keyId: string; minutes: number },
): Promise<string> {
  const [row] = await pg.query<{ expires_at: string }>(
    `INSERT INTO frodb.login_codes (hash, key_id, expires_at)
     VALUES ($1, $2, now() + make_interval(mins => $3)) RETURNING expires_at`,
    [code.hash, code.keyId, code.minutes],
  );
  if (!row) throw new Error('a login code was not kept');
  return row.expires_at;
}

/** The id of its key, once: of two that take it at the same time one gets it. */
export async function takeCode(pg: Queryable, hash: Buffer): Promise<string | undefined> {
  const [row] = await pg.query<{ key_id: string; is_valid: boolean }>(
    'DELETE FROM frodb.login_codes WHERE hash = $1 RETURNING key_id, expires_at > now() AS is_valid',
    [hash],
  );
  return row?.is_valid === true ? row.key_id : undefined;
}

/** What has run out by itself; two that do it at the same time never wait for each other. */
export async function deleteExpired(pg: Queryable): Promise<void> {
  for (const table of ['login_codes', 'sessions']) {
    await pg.query(`DELETE FROM frodb.${table} WHERE hash IN
      (SELECT hash FROM frodb.${table} WHERE expires_at <= now() FOR UPDATE SKIP LOCKED)`);
  }
}
