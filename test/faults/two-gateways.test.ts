import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCluster } from '../support/cluster.ts';
import type { Cluster } from '../support/cluster.ts';
import { until } from '../support/processes.ts';
import { FaultProxy } from '../support/proxy.ts';
import { Load } from './load.ts';
import { seededRandom } from './random.ts';
import { ask, docs } from './writes.ts';

let cluster: Cluster;
const seed = Number(process.env['FRODB_FAULT_SEED'] ?? Date.now() % 1_000_000);

beforeAll(async () => {
  process.stdout.write(`two gateways: FRODB_FAULT_SEED=${seed}\n`);
  cluster = await startCluster();
});
afterAll(() => cluster.close());

describe('two gateways on the same engines', () => {
  it('under load, one killed and one stopped: nothing acknowledged is lost, nothing is left', async () => {
    const [victim, leaving, survivor] = await Promise.all([
      cluster.addGateway(),
      cluster.addGateway(),
      cluster.addGateway(),
    ]);
    const loads = [victim, leaving, survivor].map(
      (gateway, index) => new Load(gateway, seededRandom(seed + index)),
    );
    for (const [index, load] of loads.entries()) await load.prepare(`load_${index}`);
    const running = Promise.all(loads.map((load) => load.run()));
    await until(() => loads.every((load) => load.acknowledged > 10), 'writes on all gateways');
    await Promise.all([victim.kill(), leaving.stop()]);
    for (const load of loads) load.stop();
    await running;
    for (const load of loads) await load.verify(survivor);
    expect(await cluster.stores.settled()).toEqual([]);
  });

  it('a batch of 10,000 whose gateway is killed half-way leaves nothing', async () => {
    const proxy = await FaultProxy.before(cluster.connections.qdrantUrl);
    const gateway = await cluster.addGateway({}, { qdrantUrl: proxy.url });
    expect((await ask(cluster.first, 'POST', '/collections', docs))?.status).toBe(201);
    const records = Array.from({ length: 10_000 }, (_, n) => ({ title: `t${n}`, body: `Poço ${n} seco.` }));
    const { met } = proxy.next('PUT /collections/c_', 'hold', { skip: 20 });
    const sending = ask(gateway, 'POST', '/collections/docs/records:batch', records);
    await met;
    await gateway.kill();
    expect(await sending).toBeNull();
    expect(await cluster.stores.settled()).toEqual([]);
    const rest = await ask(cluster.first, 'POST', '/collections/docs/query', { limit: 1 });
    expect(rest?.json['total']).toBe(0);
    await proxy.close();
  });
});
