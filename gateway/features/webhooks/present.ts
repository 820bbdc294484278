import type { Delivery, Webhook } from '../../contract/webhooks.ts';
import { formatPosition } from '../../write/event-position.ts';
import type { DeliveryRow } from './deliveries-store.ts';
import type { WebhookRow } from './store.ts';

export const keyIsGone = 'The API key that the webhook belongs to is not valid any more.';

/** A webhook as clients see it: without its secret. */
export function presentWebhook(row: WebhookRow, isKeyValid: boolean): Webhook {
  const disabled = row.is_enabled ? null : (row.disabled_reason ?? 'It is disabled.');
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    types: row.types,
    database: row.database_name,
    collection: row.collection_name,
    enabled: row.is_enabled,
    stopped_because: disabled ?? (isKeyValid ? null : keyIsGone),
    waiting: row.waiting,
    last_attempt: row.last_attempt,
    created_by: row.key_id,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

export function presentDelivery(row: DeliveryRow): Delivery {
  return {
    id: formatPosition(row),
    type: row.type.replace(/^records\./, 'record.'),
    at: row.at,
    database: row.database_name,
    collection: row.collection_name,
    state: row.state,
    attempts: row.attempts,
    next_attempt_at: row.state === 'waiting' ? row.due_at : null,
    ended_at: row.ended_at,
    attempt_log: row.attempt_log,
  };
}
