import type { Caller } from '../../access/permits.ts';
import type { Page } from '../../contract/lists.ts';
import type { DeliveriesQuery, Delivery } from '../../contract/webhooks.ts';
import { conflict, notFound } from '../../errors.ts';
import { listPage } from '../../infra/list-page.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { formatPosition, parsePosition } from '../../write/event-position.ts';
import * as store from './deliveries-store.ts';
import { presentDelivery } from './present.ts';
import { locked, visible } from './visible.ts';

/** The newest event first. */
export async function listDeliveries(
  pg: Queryable,
  caller: Caller,
  id: string,
  query: DeliveriesQuery,
): Promise<Page<Delivery>> {
  const { id: webhookId } = await visible(pg, caller, id);
  const state = query.state ?? null;
  return listPage(
    {
      name: JSON.stringify(['deliveries', webhookId, state]),
      read: async (key, limit) => {
        const after = key === null ? null : parsePosition(key);
        return (await store.listDeliveries(pg, { webhookId, state, after, limit })).map(presentDelivery);
      },
      count: () => store.countDeliveries(pg, webhookId, state),
      keyOf: (delivery) => delivery.id,
      isKey: (text) => parsePosition(text) !== null,
    },
    query,
  );
}

/** Errors: 404 for what is no delivery of the webhook, 409 for a webhook that is disabled. */
export async function retryDelivery(tx: Queryable, webhookId: string, delivery: string): Promise<Delivery> {
  const { is_enabled: isEnabled } = await locked(tx, webhookId);
  const position = parsePosition(delivery);
  const row =
    position && (await store.retryDelivery(tx, webhookId, position, `again ${formatPosition(position)}`));
  if (!row) throw notFound(`The webhook has no delivery ${delivery}.`);
  if (!isEnabled) throw conflict('The webhook is disabled: enable it first.');
  return presentDelivery(row);
}
