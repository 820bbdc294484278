import type { Attempt } from '../../contract/webhooks.ts';
import type { Queryable } from '../../infra/postgres.ts';

/** A row of `frodb.webhooks`, with how many deliveries wait. */
export interface WebhookRow {
  id: string;
  key_id: string;
  name: string | null;
  url: string;
  types: string[] | null;
  database_name: string | null;
  collection_name: string | null;
  secret: string;
  is_enabled: boolean;
  disabled_reason: string | null;
  last_attempt: (Attempt & { delivery_id: string }) | null;
  waiting: number;
  created_at: string;
  updated_at: string;
}

const columns = `w.id, w.key_id, w.name, w.url, w.types, w.database_name, w.collection_name, w.secret, w.is_enabled,
  w.disabled_reason, w.last_attempt, w.created_at, w.updated_at,
  (SELECT count(*) FROM frodb.webhook_deliveries d WHERE d.webhook_id = w.id AND d.state = 'waiting') AS waiting`;

/** What people choose of a webhook. */
export type Choice = Pick<
  WebhookRow,
  'name' | 'url' | 'types' | 'database_name' | 'collection_name' | 'secret' | 'is_enabled'
>;

function valuesOf(row: Choice): unknown[] {
  return [row.name, row.url, row.types, row.database_name, row.collection_name, row.secret, row.is_enabled];
}

export async function insertWebhook(
  tx: Queryable,
  row: Choice & Pick<WebhookRow, 'id' | 'key_id'>,
): Promise<void> {
  await tx.query(
    `INSERT INTO frodb.webhooks (id, key_id, name, url, types, database_name, collection_name, secret, is_enabled)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [row.id, row.key_id, ...valuesOf(row)],
  );
}

/** One that is enabled again begins with what is not committed yet. */
export async function updateWebhook(tx: Queryable, id: string, row: Choice): Promise<void> {
  await tx.query(
    `UPDATE frodb.webhooks SET name = $2, url = $3, types = $4, database_name = $5, collection_name = $6, secret = $7,
       is_enabled = $8, began = CASE WHEN $8 AND NOT is_enabled THEN pg_current_snapshot() ELSE began END,
       disabled_reason = CASE WHEN $8 THEN NULL ELSE disabled_reason END, updated_at = now() WHERE id = $1`,
    [id, ...valuesOf(row)],
  );
}

export async function deleteWebhook(tx: Queryable, id: string): Promise<void> {
  await tx.query('DELETE FROM frodb.webhooks WHERE id = $1', [id]);
}

export async function findWebhook(pg: Queryable, id: string): Promise<WebhookRow | undefined> {
  const [row] = await pg.query<WebhookRow>(`SELECT ${columns} FROM frodb.webhooks w WHERE id = $1`, [id]);
  return row;
}

/** As it is, for a change of it in the same transaction. */
export async function lockWebhook(tx: Queryable, id: string): Promise<WebhookRow | undefined> {
  const [row] = await tx.query<WebhookRow>(
    `SELECT ${columns} FROM frodb.webhooks w WHERE id = $1 FOR UPDATE`,
    [id],
  );
  return row;
}

/** `keyId` null: of all keys. */
export function listWebhooks(
  pg: Queryable,
  keyId: string | null,
  { after, limit }: { after: string | null; limit: number },
): Promise<WebhookRow[]> {
  return pg.query<WebhookRow>(
    `SELECT ${columns} FROM frodb.webhooks w WHERE ($1::uuid IS NULL OR key_id = $1) AND ($2::uuid IS NULL OR id > $2)
     ORDER BY id LIMIT $3`,
    [keyId, after, limit],
  );
}

export async function countWebhooks(pg: Queryable, keyId: string | null): Promise<number> {
  const [row] = await pg.query<{ count: number }>(
    'SELECT count(*) FROM frodb.webhooks WHERE $1::uuid IS NULL OR key_id = $1',
    [keyId],
  );
  return row?.count ?? 0;
}

/** Of two that are made at once with a key, the second counts the first. */
export async function lockWebhooksOf(tx: Queryable, keyId: string): Promise<void> {
  await tx.query('SELECT FROM frodb.api_keys WHERE id = $1 FOR UPDATE', [keyId]);
}

export type EnabledWebhook = Pick<
  WebhookRow,
  'id' | 'key_id' | 'types' | 'database_name' | 'collection_name'
>;

export function findEnabled(pg: Queryable): Promise<EnabledWebhook[]> {
  return pg.query<EnabledWebhook>(
    'SELECT id, key_id, types, database_name, collection_name FROM frodb.webhooks WHERE is_enabled ORDER BY id',
    [],
    { name: 'webhooks-enabled' },
  );
}
