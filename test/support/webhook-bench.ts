import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Delivery, Webhook } from '../../gateway/contract/webhooks.ts';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import type { Postgres } from '../../gateway/infra/postgres.ts';
import { testEngines } from './engines.ts';
import type { TestEngines } from './engines.ts';
import { adminKey, startTestGateway } from './gateway.ts';
import type { TestGateway } from './gateway.ts';
import { startReceiver, testSecret } from './webhook-receiver.ts';
import type { WebhookReceiver } from './webhook-receiver.ts';

/** Pauses and attempts, few enough for tests to see the last. */
export const quickWebhooks = {
  FRODB_WEBHOOKS_RETRY_SECONDS: '0.01',
  FRODB_WEBHOOKS_ATTEMPTS: '3',
  FRODB_WEBHOOKS_TIMEOUT_SECONDS: '2',
};

/** A gateway with shop.items, shop.notes and farm.items, and receivers of its webhooks. */
export interface WebhookBench {
  engines: TestEngines;
  gateway: TestGateway;
  pg: Postgres;
  receive: () => Promise<WebhookReceiver>;
  /** Makes a webhook with the receivers' secret. */
  hook: (body: object, key?: string) => Promise<Webhook>;
  webhook: (id: string) => Promise<Webhook>;
  deliveries: (id: string) => Promise<Delivery[]>;
  /** Resolves when the webhook's newest delivery is as wanted. */
  untilNewest: (id: string, like: object) => Promise<Delivery>;
  /** Makes a record in `database/collection`; returns its id. */
  write: (place: string) => Promise<string>;
  makeKey: (body: object) => Promise<{ id: string; key: string }>;
}

export function useWebhooks(env: Record<string, string> = {}): WebhookBench {
  const bench = {} as WebhookBench;
  const receivers: WebhookReceiver[] = [];
  const made: string[] = [];
  const get = async (path: string) => (await bench.gateway.ask('GET', path)).json;
  beforeAll(async () => {
    const engines = await testEngines();
    const gateway = await startTestGateway(engines, { ...quickWebhooks, ...env });
    const pg = createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 2 });
    Object.assign(bench, { engines, gateway, pg });
    for (const place of ['shop/items', 'shop/notes', 'farm/items']) {
      const [database, name] = place.split('/');
      await gateway.ask('POST', '/databases', { name: database });
      const schema = { name, fields: [{ name: 'title', type: 'string' }] };
      await gateway.ask('POST', `/databases/${database}/collections`, schema);
    }
  });
  afterEach(async () => {
    for (const id of made.splice(0)) await bench.gateway.ask('DELETE', `/webhooks/${id}`);
    await Promise.all(receivers.splice(0).map((receiver) => receiver.close()));
  });
  afterAll(async () => {
    await bench.pg.close();
    await bench.gateway.close();
    await bench.engines.drop();
  });
  return Object.assign(bench, {
    receive: async () => {
      const receiver = await startReceiver();
      receivers.push(receiver);
      return receiver;
    },
    hook: async (body: object, key = adminKey) => {
      const sent = { secret: testSecret, ...body };
      const { status, json, text } = await bench.gateway.ask('POST', '/webhooks', sent, { key });
      expect([status, text]).toEqual([201, expect.anything()]);
      made.push(String(json['id']));
      return json as Webhook;
    },
    webhook: async (id: string) => (await get(`/webhooks/${id}`)) as Webhook,
    deliveries: async (id: string) =>
      (await get(`/webhooks/${id}/deliveries?limit=1000`))['items'] as Delivery[],
    untilNewest: async (id: string, like: object) => {
      const newest = async () => (await bench.deliveries(id))[0];
      await expect.poll(newest, { timeout: 20_000, interval: 20 }).toMatchObject(like);
      return (await newest()) as Delivery;
    },
    write: async (place: string) => {
      const [database, collection] = place.split('/');
      const path = `/databases/${database}/collections/${collection}/records`;
      const { status, json } = await bench.gateway.ask('POST', path, { title: 't' });
      expect(status).toBe(201);
      return String(json['id']);
    },
    makeKey: async (body: object) =>
      (await bench.gateway.ask('POST', '/api-keys', { name: 'k', ...body })).json as {
        id: string;
        key: string;
      },
  });
}
