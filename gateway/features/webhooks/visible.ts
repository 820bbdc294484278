import { isAdmin } from '../../access/permits.ts';
import type { Caller } from '../../access/permits.ts';
import { notFound } from '../../errors.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { isUuid } from '../../schema/uuid.ts';
import * as store from './store.ts';
import type { WebhookRow } from './store.ts';

/** Errors: 404 for a webhook that is not there, or another key's. */
export async function visible(pg: Queryable, caller: Caller, id: string): Promise<WebhookRow> {
  const row = isUuid(id) ? await store.findWebhook(pg, id.toLowerCase()) : undefined;
  if (row && (row.key_id === caller.keyId || isAdmin(caller))) return row;
  throw notFound(`There is no webhook ${id}.`);
}

/** As it is, for a change of it. Errors: 404 where it was deleted meanwhile. */
export async function locked(tx: Queryable, id: string): Promise<WebhookRow> {
  const row = await store.lockWebhook(tx, id);
  if (!row) throw notFound(`There is no webhook ${id}.`);
  return row;
}
