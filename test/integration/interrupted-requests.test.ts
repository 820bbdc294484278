import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultPoint } from '../../gateway/write/env.ts';
import { docsFields, withFile } from '../support/docs.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { adminKey, startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';
import { until } from '../support/processes.ts';
import { quickTimes } from '../support/quick-times.ts';
import { openStoresAt } from '../support/stores.ts';

let engines: TestEngines;
let stores: ReturnType<typeof openStoresAt>;
let gateway: TestGateway;

/** The next write that comes to `point` waits for `go`. */
let hold: { point: FaultPoint; reached: () => void; go: Promise<void> } | null = null;

async function fault(point: FaultPoint): Promise<void> {
  if (hold?.point !== point) return;
  const { reached, go } = hold;
  hold = null;
  reached();
  await go;
}

function holdAt(point: FaultPoint): { reached: Promise<void>; go: () => void } {
  let go: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (go = resolve));
  const reached = new Promise<void>((resolve) => (hold = { point, reached: resolve, go: released }));
  return { reached, go };
}

beforeAll(async () => {
  engines = await testEngines();
  stores = openStoresAt(engines);
  gateway = await startTestGateway(engines, quickTimes, { fault });
});
afterAll(async () => {
  await gateway.close();
  await stores.close();
  await engines.drop();
});

function createCollection(name: string): Promise<Reply> {
  return gateway.ask('POST', '/collections', { name, fields: docsFields });
}

interface Containers {
  bucket: string;
  qdrant: string;
}

async function containersOf(name: string): Promise<Containers> {
  const [row] = await stores.pg.query<Containers>(
    'SELECT bucket, qdrant_collection AS qdrant FROM frodb.collections WHERE name = $1',
    [name],
  );
  if (!row) throw new Error(`there is no collection ${name}`);
  return row;
}

async function areGone({ bucket, qdrant }: Containers): Promise<boolean> {
  const [buckets, collections] = await Promise.all([stores.objects.buckets(), stores.vectors.collections()]);
  return !buckets.includes(bucket) && !collections.includes(qdrant);
}

describe('a collection that is dropped', () => {
  const points: FaultPoint[] = [
    'after-intent',
    'after-files',
    'after-round',
    'after-points',
    'before-commit',
  ];

  it.each(points)('while a create stands at %s: the create gets 404, nothing is left', async (point) => {
    expect((await createCollection('short')).status).toBe(201);
    const containers = await containersOf('short');
    const { reached, go } = holdAt(point);
    const creating = gateway.ask('POST', '/collections/short/records', withFile(point));
    await reached;
    expect((await gateway.ask('DELETE', '/collections/short')).status).toBe(204);
    go();
    expect((await creating).status).toBe(404);
    await until(() => areGone(containers), 'bucket and Qdrant collection to be collected');
    expect(await stores.settled()).toEqual([]);
  });

  it('and collected before a frozen write goes on: 404 or 503, nothing is left', async () => {
    expect((await createCollection('shorter')).status).toBe(201);
    const containers = await containersOf('shorter');
    const { reached, go } = holdAt('after-intent');
    const creating = gateway.ask('POST', '/collections/shorter/records', withFile('frozen'));
    await reached;
    expect((await gateway.ask('DELETE', '/collections/shorter')).status).toBe(204);
    // As if the gateway had been frozen: its lease is over, and sweeps have taken all there is.
    await stores.pg.query(`UPDATE frodb.intents SET state = 'rolling_back', lease_until = now()`);
    await until(() => areGone(containers), 'bucket and Qdrant collection to be collected');
    go();
    expect([404, 503]).toContain((await creating).status);
    expect(await stores.settled()).toEqual([]);
    expect(await areGone(containers)).toBe(true);
  });

  it('and made again under load, by the same name: every write is whole, or refused with 404 or 409', async () => {
    expect((await createCollection('again')).status).toBe(201);
    const old: Containers[] = [];
    const statuses = new Set<number>();
    let isOver = false;
    let saved = 0;
    const write = async (writer: number): Promise<void> => {
      for (let n = 0; !isOver; n++) {
        const { status } = await gateway.ask(
          'POST',
          '/collections/again/records',
          withFile(`${writer}-${n}`),
        );
        statuses.add(status);
        if (status === 201) saved++;
        await nextTurn();
      }
    };
    const writing = Promise.all([write(1), write(2), write(3)]);
    for (let round = 1; round <= 4; round++) {
      await until(() => saved >= round * 5, 'writes to be saved');
      old.push(await containersOf('again'));
      expect((await gateway.ask('DELETE', '/collections/again')).status).toBe(204);
      expect((await createCollection('again')).status).toBe(201);
    }
    isOver = true;
    await writing;
    expect([...statuses].filter((status) => ![201, 404, 409].includes(status))).toEqual([]);
    expect(await stores.settled()).toEqual([]);
    for (const containers of old) expect(await areGone(containers)).toBe(true);
  });
});

describe('a write', () => {
  it('whose unique value is taken while its files were put gets 409, and leaves nothing', async () => {
    expect((await createCollection('unique')).status).toBe(201);
    const { reached, go } = holdAt('before-commit');
    const slow = gateway.ask('POST', '/collections/unique/records', withFile('one'));
    await reached;
    expect((await gateway.ask('POST', '/collections/unique/records', withFile('one'))).status).toBe(201);
    go();
    const { status, json } = await slow;
    expect([status, json['errors']]).toEqual([
      409,
      [expect.objectContaining({ path: 'title', code: 'not_unique' })],
    ]);
    expect(await stores.settled()).toEqual([]);
  });

  it('that is repeated with its Idempotency-Key while it runs is saved once, and both get its answer', async () => {
    expect((await createCollection('once')).status).toBe(201);
    const send = (): Promise<Reply> =>
      gateway.ask('POST', '/collections/once/records', withFile('one'), {
        headers: { 'idempotency-key': 'k' },
      });
    const { reached, go } = holdAt('before-commit');
    const first = send();
    await reached;
    const second = send();
    go();
    const [one, two] = await Promise.all([first, second]);
    expect([one.status, two.status, two.json]).toEqual([201, 201, one.json]);
    expect(two.headers.get('idempotency-replayed')).toBe('true');
    expect(await stores.settled()).toEqual([]);
  });

  it('that hangs when the gateway is told to stop is cut off and rolled back before the stop is done', async () => {
    expect((await createCollection('stopped')).status).toBe(201);
    const leaving = await startTestGateway(
      engines,
      { ...quickTimes, FRODB_INTENT_LEASE_SECONDS: '3600', FRODB_DRAIN_SECONDS: '0.3' },
      { fault },
    );
    // The roll-back of a write whose client is cut off comes by here; without it nothing would undo the write for an hour.
    const { reached, go } = holdAt('after-claim');
    const body = new ReadableStream({
      start: (controller) =>
        controller.enqueue(
          Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\nhalf of it'),
        ),
    });
    const sending = fetch(`${leaving.url}/collections/stopped/records`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'multipart/form-data; boundary=b' },
      body,
      duplex: 'half',
    } as RequestInit).catch(() => null);
    await until(
      async () => (await stores.pg.query(`SELECT 1 FROM frodb.intents WHERE state = 'open'`)).length === 1,
      'the upload to begin',
    );
    const closing = leaving.close();
    await reached;
    go();
    await closing;
    await sending;
    const open = await stores.pg.query(`SELECT state FROM frodb.intents WHERE state <> 'rolled_back'`);
    expect(open).toEqual([]);
    expect(await stores.settled()).toEqual([]);
  });
});
