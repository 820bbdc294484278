import { describe, expect, it } from 'vitest';
import type { Received } from '../../support/webhook-receiver.ts';
import { startTestGateway } from '../../support/gateway.ts';
import { quickWebhooks, useWebhooks } from '../../support/webhook-bench.ts';

const bench = useWebhooks();

const items = { types: ['record.*'], database: 'shop', collection: 'items' };

function idsIn(received: readonly Received[]): string[] {
  return received.flatMap(({ body }) => body.data.record_ids ?? []);
}

describe('an event is sent', () => {
  it('signed, as GET /events tells it, and noted', async () => {
    const receiver = await bench.receive();
    const { id } = await bench.hook({ ...items, url: receiver.url });
    const record = await bench.write('shop/items');
    const [sent] = await receiver.untilReceived(1);
    expect(receiver.unsigned).toEqual([]);
    expect(sent?.headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'FroDB' });
    const data = { type: 'record.created', database: 'shop', collection: 'items', record_ids: [record] };
    expect(sent?.body).toMatchObject({ type: 'record.created', data });
    expect(sent?.body.timestamp).toBe(sent?.body.data.at);
    const [position] = await bench.pg.query<{ id: string }>(
      `SELECT xid || '-' || id AS id FROM frodb.events WHERE $1 = ANY(record_ids)`,
      [record],
    );
    expect(sent?.id).toBe(position?.id);
    const delivery = await bench.untilNewest(id, { state: 'delivered' });
    expect(delivery).toMatchObject({
      id: sent?.id,
      type: 'record.created',
      attempts: 1,
      next_attempt_at: null,
      attempt_log: [{ status: 204, error: null }],
    });
    expect(await bench.webhook(id)).toMatchObject({
      stopped_because: null,
      waiting: 0,
      last_attempt: { status: 204, delivery_id: sent?.id },
    });
  });

  it('with every id of a batch, as one event', async () => {
    const receiver = await bench.receive();
    await bench.hook({ ...items, url: receiver.url });
    const records = Array.from({ length: 50 }, () => ({ title: 't' }));
    await bench.gateway.ask('POST', '/databases/shop/collections/items/records:batch', records);
    const [sent] = await receiver.untilReceived(1);
    expect(sent?.body.type).toBe('record.created');
    expect(idsIn(receiver.received)).toHaveLength(50);
  });

  it('from now on only, and in order', async () => {
    const receiver = await bench.receive();
    await bench.write('shop/items');
    await bench.hook({ ...items, url: receiver.url });
    const records = [];
    for (let n = 0; n < 20; n++) records.push(await bench.write('shop/items'));
    expect(idsIn(await receiver.untilReceived(20))).toEqual(records);
  });

  it.each([
    [{ types: ['record.deleted'] }, ['record.deleted shop items']],
    [{ database: 'farm' }, ['record.created farm items']],
    [
      { collection: 'items', types: ['record.created'] },
      ['record.created shop items', 'record.created farm items'],
    ],
    [{ types: ['database.*', 'key.*'] }, ['database.updated shop', 'key.created']],
  ])('where the filters %j let it through', async (filters, expected) => {
    const receiver = await bench.receive();
    const { id } = await bench.hook({ ...filters, url: receiver.url });
    const record = await bench.write('shop/items');
    await bench.write('farm/items');
    await bench.write('shop/notes');
    await bench.gateway.ask('DELETE', `/databases/shop/collections/items/records/${record}`);
    await bench.gateway.ask('PATCH', '/databases/shop', { description: 'x' });
    await bench.makeKey({ type: 'readonly' });
    await bench.hook({ url: receiver.url, types: ['webhook.created'] });
    // The last of all that happened, of another webhook: what is to come is there.
    await expect.poll(() => receiver.received.some(({ body }) => body.type === 'webhook.created')).toBe(true);
    await receiver.untilReceived(expected.length + 1);
    await expect.poll(async () => (await bench.webhook(id)).waiting).toBe(0);
    const told = receiver.received.map(({ body: { data } }) =>
      [data.type, data.database, data.collection].filter((part) => part !== null).join(' '),
    );
    expect(told.filter((name) => name !== 'webhook.created').toSorted()).toEqual(expected.toSorted());
  });
});

it('several gateways send each event once, in order', async () => {
  const second = await startTestGateway(bench.engines, quickWebhooks);
  try {
    const receiver = await bench.receive();
    await bench.hook({ ...items, url: receiver.url });
    const records = [];
    for (let n = 0; n < 30; n++) records.push(await bench.write('shop/items'));
    await expect.poll(() => idsIn(receiver.received).at(-1), { timeout: 20_000 }).toBe(records.at(-1));
    expect(idsIn(receiver.received)).toEqual(records);
  } finally {
    await second.close();
  }
});

describe('a receiver that fails', () => {
  it('holds up its collection and no other, and gets everything in order when it is well again', async () => {
    const receiver = await bench.receive();
    let isBroken = true;
    receiver.answer = ({ body }, response) => {
      const isRefused = isBroken && body.data.collection === 'items';
      response.writeHead(isRefused ? 503 : 200, { 'retry-after': '3600' }).end();
    };
    const { id } = await bench.hook({ url: receiver.url, types: ['record.*'], database: 'shop' });
    const first = await bench.write('shop/items');
    const second = await bench.write('shop/items');
    const note = await bench.write('shop/notes');
    await receiver.untilReceived(2);
    await expect.poll(async () => (await bench.webhook(id)).waiting).toBe(2);
    expect(idsIn(receiver.received).toSorted()).toEqual([first, note].toSorted());
    isBroken = false;
    await bench.pg.query('UPDATE frodb.webhook_deliveries SET due_at = now()');
    await receiver.untilReceived(4);
    expect(idsIn(receiver.received).slice(2)).toEqual([first, second]);
    await expect.poll(async () => (await bench.webhook(id)).waiting).toBe(0);
  });

  it('is tried again with the same webhook-id, then the delivery is dead and the next one goes on', async () => {
    const receiver = await bench.receive();
    const { id } = await bench.hook({ ...items, url: receiver.url });
    receiver.answer = (_received, response) => void response.writeHead(500).end();
    await bench.write('shop/items');
    const dead = await bench.untilNewest(id, { state: 'dead' });
    expect(dead).toMatchObject({ attempts: 3, next_attempt_at: null });
    expect(dead.attempt_log.map(({ status, error }) => [status, error])).toEqual(
      Array.from({ length: 3 }, () => [500, 'answered 500']),
    );
    expect(new Set(receiver.received.map((one) => one.id))).toEqual(new Set([dead.id]));
    expect(receiver.unsigned).toEqual([]);
    receiver.answer = (_received, response) => void response.end();
    await bench.write('shop/items');
    await bench.untilNewest(id, { state: 'delivered' });
  });

  it('a delivery is retried by hand, whatever had become of it, and holds up none', async () => {
    const receiver = await bench.receive();
    receiver.answer = (_received, response) => void response.writeHead(500).end();
    const { id } = await bench.hook({ ...items, url: receiver.url });
    await bench.write('shop/items');
    const dead = await bench.untilNewest(id, { state: 'dead' });
    const retry = (delivery: string) =>
      bench.gateway.ask('POST', `/webhooks/${id}/deliveries/${delivery}:retry`);
    const asked = await retry(dead.id);
    expect(asked.status).toBe(202);
    expect(asked.json).toMatchObject({ id: dead.id, state: 'waiting', attempts: 0 });
    const again = await bench.untilNewest(id, { state: 'dead', attempts: 3 });
    expect(again.attempt_log).toHaveLength(6);
    receiver.answer = (_received, response) => void response.end();
    await retry(dead.id);
    await bench.untilNewest(id, { state: 'delivered', attempts: 1 });
    const count = receiver.received.length;
    expect((await retry(dead.id)).status).toBe(202);
    const last = (await receiver.untilReceived(count + 1)).at(-1);
    expect(last?.id).toBe(dead.id);
    expect(receiver.unsigned).toEqual([]);
  });

  it.each([
    ['a redirect', 302, /^answered 302: redirects are not followed$/],
    ['what is no success', 404, /^answered 404$/],
  ])('by %s is told so', async (_what, status, error) => {
    const [receiver, elsewhere] = [await bench.receive(), await bench.receive()];
    receiver.answer = (_received, response) =>
      void response.writeHead(status, { location: elsewhere.url }).end();
    const { id } = await bench.hook({ ...items, url: receiver.url });
    await bench.write('shop/items');
    const { attempt_log: log } = await bench.untilNewest(id, { state: 'dead' });
    expect(log.map((attempt) => attempt.error)).toEqual(Array(3).fill(expect.stringMatching(error)));
    expect(elsewhere.received).toEqual([]);
  });

  it.each([
    ['that hangs', 'http', /^it did not answer in 2 s$/],
    ['without TLS where TLS is asked for', 'https', /SSL|TLS|packet length/i],
  ])('one %s is told so', async (_what, protocol, error) => {
    const receiver = await bench.receive();
    receiver.answer = () => undefined;
    const { id } = await bench.hook({ ...items, url: `${protocol}://127.0.0.1:${receiver.port}/` });
    await bench.write('shop/items');
    const { attempt_log: log } = await bench.untilNewest(id, { state: 'dead' });
    expect(log.map((attempt) => attempt.error)).toEqual(Array(3).fill(expect.stringMatching(error)));
  });

  it('by a huge answer does no harm', async () => {
    const receiver = await bench.receive();
    receiver.answer = (_received, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024)));
      };
      response.on('drain', more).writeHead(200);
      more();
    };
    const { id } = await bench.hook({ ...items, url: receiver.url });
    await bench.write('shop/items');
    await bench.untilNewest(id, { state: 'delivered', attempts: 1 });
  });

  it.each([429, 503])('with %i and Retry-After is left alone for so long, within bounds', async (status) => {
    const receiver = await bench.receive();
    let after = '3600';
    receiver.answer = (_received, response) =>
      void response.writeHead(status, { 'retry-after': after }).end();
    const { id } = await bench.hook({ ...items, url: receiver.url });
    const pauseOf = async (): Promise<number> => {
      const { next_attempt_at: next, attempt_log: log } = await bench.untilNewest(id, { attempts: 1 });
      return (Date.parse(next ?? '') - Date.parse(log[0]?.at ?? '')) / 1_000;
    };
    await bench.write('shop/items');
    const hour = await pauseOf();
    expect(hour).toBeGreaterThan(3_500);
    expect(hour).toBeLessThan(3_700);
    after = '999999999';
    await bench.pg.query(
      `UPDATE frodb.webhook_deliveries SET attempts = 0, due_at = now() WHERE state = 'waiting'`,
    );
    await receiver.untilReceived(2);
    await expect.poll(pauseOf).toBeLessThan(22_000);
  });
});

describe('a webhook stops', () => {
  it('by 410: it is disabled, until somebody enables it', async () => {
    const receiver = await bench.receive();
    receiver.answer = (_received, response) => void response.writeHead(410).end();
    const { id } = await bench.hook({ ...items, url: receiver.url });
    await bench.write('shop/items');
    await bench.untilNewest(id, { state: 'dead', attempts: 1 });
    expect(await bench.webhook(id)).toMatchObject({
      enabled: false,
      stopped_because: 'The receiver answered 410: it wants no more.',
    });
    const missed = await bench.write('shop/items');
    receiver.answer = (_received, response) => void response.end();
    const path = `/webhooks/${id}`;
    expect((await bench.gateway.ask('PATCH', path, { enabled: true })).json['stopped_because']).toBeNull();
    const record = await bench.write('shop/items');
    await expect.poll(() => idsIn(receiver.received)).toContain(record);
    expect(idsIn(receiver.received)).not.toContain(missed);
  });

  it('while it is disabled, and what waits goes on afterwards', async () => {
    const receiver = await bench.receive();
    receiver.answer = (_received, response) => void response.writeHead(503, { 'retry-after': '3600' }).end();
    const { id } = await bench.hook({ ...items, url: receiver.url });
    await bench.write('shop/items');
    const { id: delivery } = await bench.untilNewest(id, { attempts: 1 });
    await bench.gateway.ask('PATCH', `/webhooks/${id}`, { enabled: false });
    const retry = await bench.gateway.ask('POST', `/webhooks/${id}/deliveries/${delivery}:retry`);
    expect(retry.status).toBe(409);
    await bench.pg.query(`UPDATE frodb.webhook_deliveries SET due_at = now()`);
    receiver.answer = (_received, response) => void response.end();
    const other = await bench.hook({ ...items, url: receiver.url });
    await bench.write('shop/items');
    await bench.untilNewest(other.id, { state: 'delivered' });
    expect(await bench.webhook(id)).toMatchObject({ waiting: 1, stopped_because: 'It is disabled.' });
    await bench.gateway.ask('PATCH', `/webhooks/${id}`, { enabled: true });
    await bench.untilNewest(id, { id: delivery, state: 'delivered' });
  });

  it('when its key is gone: what waits fails with the reason', async () => {
    const receiver = await bench.receive();
    receiver.answer = (_received, response) => void response.writeHead(503, { 'retry-after': '3600' }).end();
    const { id: keyId, key } = await bench.makeKey({ type: 'readonly' });
    const { id } = await bench.hook({ ...items, url: receiver.url }, key);
    await bench.write('shop/items');
    await bench.untilNewest(id, { attempts: 1 });
    await bench.gateway.ask('DELETE', `/api-keys/${keyId}`);
    await bench.pg.query(`UPDATE frodb.webhook_deliveries SET due_at = now()`);
    const { attempt_log: log } = await bench.untilNewest(id, { state: 'dead' });
    expect(log.at(-1)?.error).toMatch(/API key .* is not valid any more/);
    expect(await bench.webhook(id)).toMatchObject({
      enabled: true,
      stopped_because: expect.stringMatching(/not valid any more/),
    });
    await bench.write('shop/items');
    expect(receiver.received).toHaveLength(1);
  });
});

describe('a webhook is sent what its key may know of', () => {
  it.each([
    ['of one database', { type: 'readonly', databases: ['shop'] }, ['shop/notes', 'shop/items']],
    [
      'that may only search in one collection',
      {
        type: 'custom',
        permissions: [{ databases: ['shop'], collections: ['items'], actions: ['search'] }],
      },
      ['shop/items'],
    ],
  ])('%s', async (_what, preset, expected) => {
    const receiver = await bench.receive();
    const { key } = await bench.makeKey(preset);
    await bench.hook({ types: ['record.*'], url: receiver.url }, key);
    for (const place of ['farm/items', 'shop/notes', 'shop/items']) await bench.write(place);
    await receiver.untilReceived(expected.length);
    const told = receiver.received.map(({ body: { data } }) => `${data.database}/${data.collection}`);
    expect(told.toSorted()).toEqual(expected.toSorted());
  });

  it('when it is delivered, too', async () => {
    const receiver = await bench.receive();
    receiver.answer = (_received, response) => void response.writeHead(503, { 'retry-after': '3600' }).end();
    const permission = (databases: string[]) => [{ databases, collections: '*', actions: ['read'] }];
    const { id: keyId, key } = await bench.makeKey({ type: 'custom', permissions: permission(['shop']) });
    const { id } = await bench.hook({ ...items, url: receiver.url }, key);
    await bench.write('shop/items');
    await bench.untilNewest(id, { attempts: 1 });
    await bench.gateway.ask('PATCH', `/api-keys/${keyId}`, { permissions: permission(['farm']) });
    await bench.pg.query(`UPDATE frodb.webhook_deliveries SET due_at = now()`);
    const { attempt_log: log } = await bench.untilNewest(id, { state: 'dead' });
    expect(log.at(-1)?.error).toMatch(/has lost the right/);
    expect(receiver.received).toHaveLength(1);
  });
});

describe('what is kept', () => {
  it('deliveries that are done leave no jobs behind', async () => {
    const receiver = await bench.receive();
    const { id } = await bench.hook({ ...items, url: receiver.url });
    await bench.write('shop/items');
    await bench.untilNewest(id, { state: 'delivered' });
    const jobs = async () => (await bench.gateway.ask('GET', '/jobs?kind=webhook.delivery')).json['total'];
    await expect.poll(jobs).toBe(0);
  });

  it('deliveries go with their events, and no consumer holds events back', async () => {
    const receiver = await bench.receive();
    const { id } = await bench.hook({ ...items, url: receiver.url, enabled: false });
    await bench.gateway.ask('PATCH', `/webhooks/${id}`, { enabled: true });
    await bench.write('shop/items');
    await bench.untilNewest(id, { state: 'delivered' });
    await bench.gateway.ask('PATCH', `/webhooks/${id}`, { enabled: false });
    await bench.write('shop/items');
    const unread = async () =>
      (
        await bench.pg.query<{ n: number }>(`SELECT count(*) AS n FROM frodb.events e, frodb.event_consumers c
          WHERE c.name = 'webhooks' AND (e.xid, e.id) > (c.xid, c.id)`)
      )[0]?.n;
    await expect.poll(unread, { timeout: 10_000 }).toBe(0);
    await bench.pg.query('DELETE FROM frodb.events');
    expect(await bench.deliveries(id)).toEqual([]);
  });
});
