import { isAdmin } from '../../access/permits.ts';
import type { Caller } from '../../access/permits.ts';
import type { ListQuery, Page } from '../../contract/lists.ts';
import type {
  CreateWebhookBody,
  CreatedWebhook,
  DeliveriesQuery,
  Delivery,
  PatchWebhookBody,
  Webhook,
} from '../../contract/webhooks.ts';
import type { Listener } from '../../infra/listener.ts';
import { listPage } from '../../infra/list-page.ts';
import type { OutboundHttp } from '../../infra/outbound-http.ts';
import type { Transaction } from '../../infra/postgres.ts';
import { isUuid } from '../../schema/uuid.ts';
import type { WriteEnv } from '../../write/env.ts';
import { onceInTransaction } from '../../write/once.ts';
import type { Keep } from '../../write/once.ts';
import type { EventService } from '../events/service.ts';
import type { JobService } from '../jobs/service.ts';
import type { KeyService } from '../keys/service.ts';
import { assertForeign, assertSees, changeWebhook, createWebhook, present, removeWebhook } from './change.ts';
import type { Asker } from './change.ts';
import { webhookConsumer } from './consumer.ts';
import { listDeliveries, retryDelivery } from './deliveries.ts';
import { dispatchDue } from './dispatch.ts';
import { deliveryKind } from './jobs.ts';
import { presentWebhook } from './present.ts';
import { WebhookPump } from './pump.ts';
import type { RetryTimes } from './send.ts';
import { countWebhooks, listWebhooks } from './store.ts';
import { visible } from './visible.ts';

export interface WebhookDeps {
  env: WriteEnv;
  feed: Pick<Listener, 'on'>;
  keys: Pick<KeyService, 'findCallers' | 'callerById'>;
  events: Pick<EventService, 'readOutlines' | 'readRange' | 'createFilter' | 'maySee'>;
  jobs: Pick<JobService, 'enqueue'>;
  outbound: OutboundHttp;
  times: RetryTimes & { keepCount: number };
}

export type WebhookService = ReturnType<typeof createWebhookService>;

/** Sends events to whom clients name. A webhook belongs to the key that made it, and is sent what that key may see. */
export function createWebhookService(deps: WebhookDeps) {
  const { env, outbound } = deps;
  const { pg } = env;
  const kind = deliveryKind({ ...deps, pg });
  const pump = createPump(deps, kind);
  /** A change after which there may be something to send. */
  const change = <Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> =>
    pg.transaction((tx) => {
      tx.onCommit(() => pump.wake());
      return work(tx);
    });
  return {
    kind,
    start: (): void => pump.start(),
    stop: (): Promise<void> => pump.stop(),
    /** Does a change once per Idempotency-Key. */
    once: onceInTransaction(env),
    list: (caller: Caller, query: ListQuery): Promise<Page<Webhook>> => list(deps, caller, query),
    get: async (caller: Caller, id: string): Promise<Webhook> => present(deps, await visible(pg, caller, id)),
    /** Errors: 400 for an address of FroDB's own, 404 for a place that the key has no right on, 409 beyond the limit. */
    create: async (asker: Asker, body: CreateWebhookBody, keep: Keep<Webhook>): Promise<CreatedWebhook> => {
      assertSees(asker.caller, body);
      await assertForeign(outbound, body.url);
      return change((tx) => createWebhook(deps, tx, asker, { body, keep }));
    },
    change: async (
      asker: Asker,
      given: string,
      body: PatchWebhookBody,
      keep: Keep<Webhook>,
    ): Promise<Webhook> => {
      const { id } = await visible(pg, asker.caller, given);
      if (body.url !== undefined) await assertForeign(outbound, body.url);
      return change((tx) => changeWebhook(deps, tx, asker, { id, body, keep }));
    },
    /** With its deliveries. */
    remove: async (asker: Asker, given: string, keep: Keep<null>): Promise<null> => {
      const { id } = await visible(pg, asker.caller, given);
      return change((tx) => removeWebhook(tx, asker, { id, keep }));
    },
    deliveries: (caller: Caller, id: string, query: DeliveriesQuery): Promise<Page<Delivery>> =>
      listDeliveries(pg, caller, id, query),
    /** Sends an event again, or one that waits now. Errors: 409 for a webhook that is disabled. */
    retry: async (
      caller: Caller,
      given: { id: string; delivery: string },
      keep: Keep<Delivery>,
    ): Promise<Delivery> => {
      const { id } = await visible(pg, caller, given.id);
      return change(async (tx) => {
        const delivery = await retryDelivery(tx, id, given.delivery);
        await keep(tx, delivery);
        return delivery;
      });
    },
  };
}

function createPump(deps: WebhookDeps, kind: ReturnType<typeof deliveryKind>): WebhookPump {
  const { env, feed, times } = deps;
  const { pg, logger } = env;
  return new WebhookPump({
    pg,
    feed,
    logger,
    consumer: webhookConsumer(deps),
    dispatch: (due) => dispatchDue({ ...deps, pg, kind }, due),
    keepCount: times.keepCount,
  });
}

function list(deps: WebhookDeps, caller: Caller, query: ListQuery): Promise<Page<Webhook>> {
  const { pg } = deps.env;
  const keyId = isAdmin(caller) ? null : caller.keyId;
  return listPage(
    {
      name: JSON.stringify(['webhooks', keyId]),
      read: async (after, limit) => {
        const rows = await listWebhooks(pg, keyId, { after, limit });
        const callers = await deps.keys.findCallers([...new Set(rows.map(({ key_id: id }) => id))]);
        return rows.map((row) => presentWebhook(row, callers.has(row.key_id)));
      },
      count: () => countWebhooks(pg, keyId),
      keyOf: ({ id }) => id,
      isKey: isUuid,
    },
    query,
  );
}
