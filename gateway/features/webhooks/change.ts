import { notThere, permits } from '../../access/permits.ts';
import type { Caller } from '../../access/permits.ts';
import { limits } from '../../contract/limits.ts';
import type {
  CreateWebhookBody,
  CreatedWebhook,
  PatchWebhookBody,
  Webhook,
} from '../../contract/webhooks.ts';
import { conflict, invalidField, notFound } from '../../errors.ts';
import { OutboundError } from '../../infra/outbound-http.ts';
import type { OutboundHttp } from '../../infra/outbound-http.ts';
import type { Queryable } from '../../infra/postgres.ts';
import type { Actor } from '../../write/env.ts';
import { announce } from '../../write/events.ts';
import { newId } from '../../write/ids.ts';
import type { Keep } from '../../write/once.ts';
import type { KeyService } from '../keys/service.ts';
import { presentWebhook } from './present.ts';
import { makeSecret } from './secret.ts';
import * as store from './store.ts';
import type { Choice, WebhookRow } from './store.ts';
import { locked } from './visible.ts';

/** Who asks for a change, and how it is told. */
export interface Asker {
  caller: Caller;
  actor: Actor;
}

interface Deps {
  keys: Pick<KeyService, 'callerById'>;
}

/** Throws 404 for a place of which the key must not even know. */
export function assertSees(
  caller: Caller,
  { database = null, collection = null }: Pick<CreateWebhookBody, 'database' | 'collection'>,
): void {
  if (database === null || permits(caller, 'read', database, collection) !== 'hidden') return;
  throw notFound(notThere({ database, collection }));
}

/** Throws 400 for an address of FroDB's own. */
export async function assertForeign(outbound: Pick<OutboundHttp, 'check'>, url: string): Promise<void> {
  await outbound.check(url).catch((error: unknown) => {
    if (!(error instanceof OutboundError)) throw error;
    throw invalidField('url', 'own_address', `is not allowed: ${error.message}`, {
      detail: error.message,
    });
  });
}

export async function present({ keys }: Deps, row: WebhookRow): Promise<Webhook> {
  return presentWebhook(row, (await keys.callerById(row.key_id)) !== null);
}

/** The secret is in the answer where it was made here, and never in what is kept of it. */
export async function createWebhook(
  deps: Deps,
  tx: Queryable,
  { caller, actor }: Asker,
  { body, keep }: { body: CreateWebhookBody; keep: Keep<Webhook> },
): Promise<CreatedWebhook> {
  await store.lockWebhooksOf(tx, caller.keyId);
  if ((await store.countWebhooks(tx, caller.keyId)) >= limits.webhooksPerKey)
    throw conflict(`The key has ${limits.webhooksPerKey} webhooks already, which is the limit.`);
  const id = newId();
  const secret = body.secret ?? makeSecret();
  const choice: Choice = {
    name: body.name ?? null,
    url: body.url,
    types: body.types ?? null,
    database_name: body.database ?? null,
    collection_name: body.collection ?? null,
    secret,
    is_enabled: body.enabled,
  };
  await store.insertWebhook(tx, { id, key_id: caller.keyId, ...choice });
  await announce(tx, actor, { action: 'webhook.created', webhook: { id, name: choice.name } });
  const webhook = await present(deps, await locked(tx, id));
  await keep(tx, webhook);
  return body.secret === undefined ? { ...webhook, secret } : webhook;
}

export async function changeWebhook(
  deps: Deps,
  tx: Queryable,
  { caller, actor }: Asker,
  { id, body, keep }: { id: string; body: PatchWebhookBody; keep: Keep<Webhook> },
): Promise<Webhook> {
  const row = await locked(tx, id);
  const choice = chosen(row, body);
  if (body.database !== undefined || body.collection !== undefined)
    assertSees(caller, { database: choice.database_name, collection: choice.collection_name });
  await store.updateWebhook(tx, id, choice);
  await announce(tx, actor, { action: 'webhook.updated', webhook: { id, name: choice.name } });
  const webhook = await present(deps, await locked(tx, id));
  await keep(tx, webhook);
  return webhook;
}

export async function removeWebhook(
  tx: Queryable,
  { actor }: Asker,
  { id, keep }: { id: string; keep: Keep<null> },
): Promise<null> {
  const { name } = await locked(tx, id);
  await store.deleteWebhook(tx, id);
  await announce(tx, actor, { action: 'webhook.deleted', webhook: { id, name } });
  await keep(tx, null);
  return null;
}

function chosen(row: WebhookRow, body: PatchWebhookBody): Choice {
  return {
    name: body.name === undefined ? row.name : body.name,
    url: body.url ?? row.url,
    types: body.types === undefined ? row.types : body.types,
    database_name: body.database === undefined ? row.database_name : body.database,
    collection_name: body.collection === undefined ? row.collection_name : body.collection,
    secret: body.secret ?? row.secret,
    is_enabled: body.enabled ?? row.is_enabled,
  };
}
