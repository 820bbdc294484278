import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { client, startFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { until } from '../support/processes.ts';
import { startReceiver, testSecret } from '../support/webhook-receiver.ts';
import type { WebhookReceiver } from '../support/webhook-receiver.ts';

const quick = { FRODB_WEBHOOKS_RETRY_SECONDS: '0.1' };
let folder: string;
let frodb: RunningFrodb;
let receiver: WebhookReceiver;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frodb-webhooks-'));
  // Postgres may run as another user, who must get through to its folder.
  await chmod(folder, 0o711);
  frodb = await startFrodb(join(folder, 'data'), quick);
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.close();
  await frodb.stop();
  await rm(folder, { recursive: true, force: true });
});

async function ask(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
  return (await client(frodb)(method, path, body)) as Record<string, unknown>;
}

function idsOf(collection: string): string[] {
  return receiver.received
    .filter(({ body }) => body.data.collection === collection)
    .flatMap(({ body }) => body.data.record_ids ?? []);
}

it('killed after a delivery and before it is noted, FroDB sends it again under its id, and all the others in order', async () => {
  for (const name of ['a', 'b'])
    await ask('POST', '/collections', { name, fields: [{ name: 'n', type: 'int' }] });
  // Nothing is taken until all is written.
  receiver.answer = (_received, response) => void response.writeHead(503, { 'retry-after': '3' }).end();
  await ask('POST', '/webhooks', { url: receiver.url, secret: testSecret, types: ['record.*'] });
  const written: Record<string, string[]> = { a: [], b: [] };
  for (let n = 0; n < 20; n++) {
    for (const [collection, ids] of Object.entries(written)) {
      const { id } = await ask('POST', `/collections/${collection}/records`, { n });
      ids.push(String(id));
    }
  }
  const refused = receiver.received.length;
  const killed: string[] = [];
  const deadly = new Set([1, 7, 15]);
  receiver.answer = ({ id }, response) => {
    if (!deadly.delete(receiver.received.length - refused)) return void response.writeHead(204).end();
    killed.push(id);
    void frodb.kill();
  };
  for (let kills = 1; kills <= 3; kills++) {
    await until(() => killed.length === kills, `kill ${kills}`, 60);
    await frodb.ended;
    frodb = await startFrodb(join(folder, 'data'), quick);
  }
  await until(() => isAllThere(written), 'all deliveries', 60);
  for (const id of killed) {
    const times = receiver.received.slice(refused).filter((one) => one.id === id);
    expect(times.length).toBeGreaterThan(1);
  }
  expect(receiver.unsigned).toEqual([]);
  for (const [collection, ids] of Object.entries(written)) {
    const sent = idsOf(collection);
    expect(sent.filter((id, n) => id !== sent[n - 1])).toEqual(ids);
  }
});

function isAllThere(written: Record<string, string[]>): boolean {
  return Object.entries(written).every(([collection, ids]) => idsOf(collection).at(-1) === ids.at(-1));
}
