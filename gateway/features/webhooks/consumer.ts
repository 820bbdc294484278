import type { Queryable } from '../../infra/postgres.ts';
import { yieldToLoop } from '../../infra/yield-to-loop.ts';
import type { EventConsumer, EventRange } from '../../write/consumers.ts';
import type { EventService } from '../events/service.ts';
import type { KeyService } from '../keys/service.ts';
import { insertDeliveries } from './deliveries-store.ts';
import type { NewDelivery } from './deliveries-store.ts';
import { findEnabled } from './store.ts';

export const consumerName = 'webhooks';

/** Its transaction is short: readers of events wait for older ones. */
const most = 200;

export interface ConsumerDeps {
  events: Pick<EventService, 'readOutlines' | 'createFilter' | 'maySee'>;
  keys: Pick<KeyService, 'findCallers'>;
}

/** Makes a delivery of each event for each webhook that wants it and whose key may know of it. */
export function webhookConsumer(deps: ConsumerDeps): EventConsumer {
  return {
    name: consumerName,
    most,
    consume: async (tx, range) => {
      const deliveries = await wanted(deps, tx, range);
      if (deliveries.length > 0) await insertDeliveries(tx, deliveries);
    },
  };
}

async function wanted(
  { events, keys }: ConsumerDeps,
  tx: Queryable,
  range: EventRange,
): Promise<NewDelivery[]> {
  const webhooks = await findEnabled(tx);
  if (webhooks.length === 0) return [];
  const callers = await keys.findCallers([...new Set(webhooks.map(({ key_id: id }) => id))]);
  const happened = await events.readOutlines(tx, range, most);
  const deliveries: NewDelivery[] = [];
  for (const { id, key_id: keyId, types, database_name: database, collection_name: collection } of webhooks) {
    await yieldToLoop();
    const caller = callers.get(keyId);
    if (!caller) continue;
    const filter = events.createFilter({
      types: types?.join(','),
      database: database ?? undefined,
      collection: collection ?? undefined,
    });
    for (const { position, event } of happened) {
      if (!filter(event) || !events.maySee(caller, event)) continue;
      const line = `${event.database ?? ''}/${event.collection ?? ''}`;
      deliveries.push({ webhook_id: id, xid: position.xid, event_id: position.id, line });
    }
  }
  return deliveries;
}
