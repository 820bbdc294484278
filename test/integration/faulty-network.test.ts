import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createQdrantStore } from '../../gateway/infra/vectors-qdrant.ts';
import { docsFields, withFile } from '../support/docs.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { adminKey, startTestGateway } from '../support/gateway.ts';
import type { TestGateway } from '../support/gateway.ts';
import { until } from '../support/processes.ts';
import { FaultProxy } from '../support/proxy.ts';
import { quickTimes } from '../support/quick-times.ts';
import { openStoresAt } from '../support/stores.ts';

let engines: TestEngines;
let stores: ReturnType<typeof openStoresAt>;
let proxies: { postgres: FaultProxy; qdrant: FaultProxy; objects: FaultProxy };
/** Reaches its engines by the proxies. */
let gateway: TestGateway;

beforeAll(async () => {
  engines = await testEngines();
  stores = openStoresAt(engines);
  const { objects } = engines;
  if (objects.kind === 'filesystem') throw new Error('These tests need MinIO: npm run engines');
  proxies = {
    postgres: await FaultProxy.before(engines.postgresUrl),
    qdrant: await FaultProxy.before(engines.qdrantUrl),
    objects: await FaultProxy.before(objects.endpoint),
  };
  gateway = await startTestGateway(
    {
      ...engines,
      postgresUrl: proxies.postgres.url,
      qdrantUrl: proxies.qdrant.url,
      objects: { ...objects, endpoint: proxies.objects.url },
    },
    // The second sweep of a rolled-back write is what a test asks for.
    { ...quickTimes, FRODB_ENGINE_RETRY_SECONDS: '1', FRODB_ROLLED_BACK_RESWEEP_SECONDS: '3600' },
  );
  expect((await gateway.ask('POST', '/collections', { name: 'docs', fields: docsFields })).status).toBe(201);
});
afterAll(async () => {
  await gateway.close();
  await stores.close();
  for (const proxy of Object.values(proxies)) await proxy.close();
  await engines.drop();
});
afterEach(() => Object.values(proxies).forEach((proxy) => proxy.restore()));

const records = '/collections/docs/records';

async function intentsIn(state: string): Promise<number> {
  const rows = await stores.pg.query('SELECT 1 FROM frodb.intents WHERE state = $1', [state]);
  return rows.length;
}

/** The 10 minutes until the second sweep are over. */
const secondSweep = () =>
  stores.pg.query(`UPDATE frodb.intents SET lease_until = now() WHERE state = 'rolled_back'`);

describe('a put that arrives after its roll-back', () => {
  it.each([
    ['points', 'qdrant', 'PUT /collections/c_'],
    ['an object', 'objects', 'PUT /frodb-docs-'],
  ] as const)('leaves nothing after the second sweep: %s', async (_, store, pattern) => {
    const { met, release } = proxies[store].next(pattern, 'hold');
    const sending = gateway.ask('POST', records, withFile(`late-${store}`));
    await met;
    expect((await sending).status).toBe(503);
    await until(async () => (await intentsIn('rolled_back')) === 1, 'the roll-back');
    await release();
    expect((await stores.differences()).join()).toMatch(/(point|object) .* is left/);
    await secondSweep();
    expect(await stores.settled()).toEqual([]);
  });
});

/** A multipart create whose client sends half of its file and waits. */
function pausedUpload(title: string) {
  const boundary = 'b0undary';
  const part = (name: string): string => `--${boundary}\r\ncontent-disposition: form-data; name="${name}"`;
  const sent = request(new URL(gateway.url + records), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${adminKey}`,
      'content-type': `multipart/form-data; boundary=${boundary}`,
    },
  });
  const status = new Promise<number>((resolve, reject) => {
    sent.once('response', (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.once('error', reject);
  });
  sent.write(`${part('title')}\r\n\r\n${title}\r\n${part('body')}\r\n\r\nUm rio.\r\n`);
  sent.write(`${part('file')}; filename="f.bin"\r\n\r\n${'x'.repeat(70_000)}`);
  return { status, finish: () => void sent.end(`${'y'.repeat(70_000)}\r\n--${boundary}--\r\n`) };
}

describe('an upload that its client pauses for longer than the lease', () => {
  it('succeeds while its lease is renewed', async () => {
    const { status, finish } = pausedUpload('slow');
    const isOverdue = `SELECT 1 FROM frodb.intents WHERE state = 'open' AND lease_until > created_at + interval '5 s'`;
    await until(async () => (await stores.pg.query(isOverdue)).length === 1, 'the second lease to be over');
    finish();
    expect(await status).toBe(201);
    expect(await stores.settled()).toEqual([]);
  });

  it('is refused with 503 and undone when its lease could not be renewed', async () => {
    // How the statement that renews leases begins.
    proxies.postgres.silence('WITH intents AS (UPDATE frodb.intents SET lease_until');
    const { status, finish } = pausedUpload('cut off');
    await until(async () => (await intentsIn('rolled_back')) === 1, 'a sweeper to undo it');
    proxies.postgres.restore();
    finish();
    expect(await status).toBe(503);
    await secondSweep();
    expect(await stores.settled()).toEqual([]);
  });
});

describe('an engine that is down for long', () => {
  it.each(['qdrant', 'objects'] as const)(
    'lets deletes go on, and is cleaned up when it is back: %s',
    async (store) => {
      const ids: string[] = [];
      for (let n = 0; n < 5; n++) {
        ids.push(String((await gateway.ask('POST', records, withFile(`${store}-${n}`))).json['id']));
      }
      proxies[store].cut();
      for (const id of ids) expect((await gateway.ask('DELETE', `${records}/${id}`)).status).toBe(200);
      const waiting = `SELECT 1 FROM frodb.garbage WHERE store = $1 AND attempts > 3 AND names IS NOT NULL`;
      await until(async () => (await stores.pg.query(waiting, [store])).length > 0, 'failed attempts');
      const engine = store === 'qdrant' ? 'qdrant' : 'minio';
      const { json } = await gateway.ask('GET', '/engines');
      const { garbage } = (json['items'] as { name: string; garbage: number }[]).find(
        ({ name }) => name === engine,
      ) ?? { garbage: 0 };
      expect(garbage).toBe(5);
      proxies[store].restore();
      expect(await stores.settled()).toEqual([]);
    },
  );
});

describe('a revoked key', () => {
  it('is dead within 5 s on another gateway whose LISTEN connection hears nothing', async () => {
    const other = await startTestGateway(engines, quickTimes);
    const { json } = await other.ask('POST', '/api-keys', { name: 'short-lived', type: 'readonly' });
    const key = String(json['key']);
    expect((await gateway.ask('GET', '/collections/docs', undefined, { key })).status).toBe(200);
    proxies.postgres.silence('LISTEN');
    expect((await other.ask('DELETE', `/api-keys/${String(json['id'])}`)).status).toBeLessThan(300);
    await until(
      async () => (await gateway.ask('GET', '/collections/docs', undefined, { key })).status === 401,
      'the key to be refused',
      5,
    );
    // Keys are read at each use now, so that the next one is dead at once.
    const next = await other.ask('POST', '/api-keys', { name: 'shorter-lived', type: 'readonly' });
    const second = String(next.json['key']);
    expect((await gateway.ask('GET', '/collections/docs', undefined, { key: second })).status).toBe(200);
    await other.ask('DELETE', `/api-keys/${String(next.json['id'])}`);
    expect((await gateway.ask('GET', '/collections/docs', undefined, { key: second })).status).toBe(401);
    await other.close();
  });
});

describe('a store that was down when the gateway started', () => {
  it('is asked whose it is when it is back, and refused with 503 if it is another’s', async () => {
    const qdrant = createQdrantStore({ url: engines.qdrantUrl, apiKey: engines.qdrantApiKey });
    const id = await qdrant.readMark();
    proxies.qdrant.cut();
    const connections = { ...engines, qdrantUrl: proxies.qdrant.url };
    const late = await startTestGateway(engines, quickTimes, { connections });
    const create = (title: string) => late.ask('POST', records, { title, body: 'Um poço.' });
    await qdrant.mark('another');
    try {
      proxies.qdrant.restore();
      const refused = await create('another’s');
      expect([refused.status, refused.json['detail']]).toEqual([
        503,
        expect.stringContaining('another FroDB'),
      ]);
      expect((await late.ask('GET', '/health/qdrant')).status).toBe(503);
    } finally {
      await qdrant.mark(id ?? '');
      qdrant.close();
    }
    expect((await create('ours')).status).toBe(201);
    await late.close();
  });
});
