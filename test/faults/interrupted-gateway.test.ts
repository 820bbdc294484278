import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultPoints } from '../../gateway/write/env.ts';
import type { FaultPoint } from '../../gateway/write/env.ts';
import { startCluster, untilStopped } from '../support/cluster.ts';
import type { Cluster, FaultyGateway } from '../support/cluster.ts';
import { until } from '../support/processes.ts';
import { ask, countOf, docs, withFile } from './writes.ts';
import type { Reply } from './writes.ts';

let cluster: Cluster;
let gateways: FaultyGateway[];

beforeAll(async () => {
  cluster = await startCluster({ FRODB_INTENT_LEASE_SECONDS: '1.5', FRODB_LEASE_RENEW_SECONDS: '0.3' });
  expect((await ask(cluster.first, 'POST', '/collections', docs))?.status).toBe(201);
  gateways = await Promise.all([cluster.addGateway(), cluster.addGateway(), cluster.addGateway()]);
});
afterAll(() => cluster.close());

let n = 0;

/** A write of its kind, on a gateway of its own so that all are interrupted at once. */
interface Write {
  kind: string;
  /** Sends it; `title` is free, `kept` is a record that is there. */
  send: (gateway: FaultyGateway, title: string, kept: string) => Promise<Reply>;
  /** Titles that are there once each if it succeeded, and not at all if it did not. */
  titles: (title: string) => string[];
}

const writes: Write[] = [
  {
    kind: 'create',
    send: (gateway, title) => ask(gateway, 'POST', '/collections/docs/records', withFile(title)),
    titles: (title) => [title],
  },
  {
    kind: 'patch',
    send: (gateway, title, kept) =>
      ask(gateway, 'PATCH', `/collections/docs/records/${kept}`, withFile(title)),
    titles: (title) => [title],
  },
  {
    kind: 'batch',
    send: (gateway, title) =>
      ask(gateway, 'POST', '/collections/docs/records:batch', [
        { title, body: 'Um rio.' },
        { title: `${title}-b`, body: 'Dois rios.' },
      ]),
    titles: (title) => [title, `${title}-b`],
  },
];

/** So large that its commit is a transaction of several statements. */
const largeWrites: Write[] = [
  {
    kind: 'large batch',
    send: (gateway, title) => {
      const titles = [title, ...Array.from({ length: 1_098 }, (_, i) => `${title}-${i}`), `${title}-last`];
      const records = titles.map((each) => ({ title: each, body: 'Muitos rios.' }));
      return ask(gateway, 'POST', '/collections/docs/records:batch', records);
    },
    titles: (title) => [title, `${title}-last`],
  },
];

/** Writes that are refused after they have put something, so that they come by the steps of a roll-back. */
const refusals: Write[] = [
  {
    kind: 'refused create',
    send: (gateway) => ask(gateway, 'POST', '/collections/docs/records', withFile('taken')),
    titles: () => [],
  },
  {
    kind: 'refused patch',
    send: (gateway, _title, kept) =>
      ask(gateway, 'PATCH', `/collections/docs/records/${kept}`, withFile('taken')),
    titles: () => [],
  },
];

async function keep(title: string): Promise<string> {
  const reply = await ask(cluster.first, 'POST', '/collections/docs/records', withFile(title));
  return String(reply?.json['id']);
}

interface Running {
  write: Write;
  gateway: FaultyGateway;
  title: string;
  reply: Promise<Reply>;
  isAnswered: () => boolean;
}

/** Starts each write on its gateway, which meets `signal` at `point`. */
async function interrupt(
  list: Write[],
  point: (index: number) => FaultPoint,
  signal: 'SIGSTOP' | 'SIGKILL',
): Promise<Running[]> {
  return Promise.all(
    list.map(async (write, index) => {
      const gateway = gateways[index];
      if (!gateway) throw new Error('too few gateways');
      const title = `${write.kind}-${n++}`;
      const kept = await keep(`kept-${title}`);
      await gateway.arm(point(index), signal);
      let answered = false;
      const reply = write.send(gateway, title, kept).finally(() => (answered = true));
      return { write, gateway, title, reply, isAnswered: () => answered };
    }),
  );
}

async function checkWhole({ write, title, reply }: Running, refused: number[]): Promise<void> {
  const answer = await reply;
  const isSaved = answer !== null && answer.status < 300;
  if (answer && !isSaved) expect(refused).toContain(answer.status);
  const counts = await Promise.all(write.titles(title).map((each) => countOf(cluster.first, each)));
  // Without an answer nobody was promised anything, but it is there whole or not at all.
  const wanted = answer === null ? (counts[0] ?? 0) : Number(isSaved);
  expect(counts).toEqual(write.titles(title).map(() => wanted));
}

describe('a gateway that is frozen at', () => {
  const rollBack: FaultPoint[] = ['after-claim', 'after-delete'];
  const writesTo = (point: FaultPoint): Write[] => {
    if (rollBack.includes(point)) return refusals;
    return point === 'during-commit' ? largeWrites : writes;
  };

  it.each(faultPoints)('%s and woken after its lease answers what is true', async (point) => {
    if (rollBack.includes(point)) await keep('taken');
    const list = writesTo(point);
    const running = await interrupt(list, () => point, 'SIGSTOP');
    const stopped = await Promise.all(
      running.map(({ gateway, isAnswered }) => untilStopped(gateway, isAnswered)),
    );
    expect(stopped).toContain(true);
    // All that the frozen ones have put and not committed is collected by the other gateway, both times.
    expect(await cluster.stores.settled()).toEqual([]);
    for (const { gateway } of running) {
      await gateway.disarm();
      gateway.wake();
    }
    for (const write of running) await checkWhole(write, list === refusals ? [409, 503] : [503]);
    expect(await cluster.stores.settled()).toEqual([]);
  });
});

describe('a gateway that is killed', () => {
  const points: FaultPoint[][] = [
    ['after-intent', 'after-files', 'after-round'],
    ['before-commit', 'after-commit', 'after-points'],
  ];

  it.each(points)(
    'at %s, %s and %s of a create, a patch and a batch leaves whole records and nothing else',
    async (...at) => {
      const running = await interrupt(writes, (index) => at[index] ?? 'before-commit', 'SIGKILL');
      for (const { gateway, reply } of running) {
        expect(await reply).toBeNull();
        await gateway.ended;
      }
      gateways = await Promise.all(writes.map(() => cluster.addGateway()));
      for (const write of running) await checkWhole(write, []);
      expect(await cluster.stores.settled()).toEqual([]);
    },
  );

  it('in the midst of a call with an Idempotency-Key: the repeated call saves it once', async () => {
    for (const point of ['after-points', 'after-commit'] as const) {
      const [gateway] = gateways;
      const title = `repeated-${point}`;
      const headers = { 'idempotency-key': title };
      const send = (to: FaultyGateway | Cluster['first']): Promise<Reply> =>
        ask(to, 'POST', '/collections/docs/records', withFile(title), headers);
      await gateway?.arm(point, 'SIGKILL');
      expect(gateway && (await send(gateway))).toBeNull();
      await until(async () => (await send(cluster.first))?.status === 201, 'the repeated call to succeed');
      expect(await countOf(cluster.first, title)).toBe(1);
      gateways[0] = await cluster.addGateway();
    }
    expect(await cluster.stores.settled()).toEqual([]);
  });
});
