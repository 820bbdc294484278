import { afterAll, beforeAll, expect, it } from 'vitest';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';
import { until } from '../support/processes.ts';
import { gate } from '../support/test-jobs.ts';

let engines: TestEngines;
let gateway: TestGateway;
/** What is written after `isHeld` is not committed before it is open. */
const first = gate();
let isHeld = false;
beforeAll(async () => {
  engines = await testEngines();
  const fault = async (point: string): Promise<void> => {
    if (isHeld && point === 'before-commit') await first.opened;
  };
  gateway = await startTestGateway(engines, { FRODB_JOBS_LIGHT_AT_ONCE: '1' }, { fault });
});
afterAll(async () => {
  await gateway.ask('DELETE', '/collections/goods');
  await gateway.close();
  await engines.drop();
});

it(
  'one write of a key is done before the rest of 300 that another key asked for earlier',
  { timeout: 120_000 },
  async () => {
    const fields = [{ name: 'title', type: 'string' }];
    expect((await gateway.ask('POST', '/collections', { name: 'goods', fields })).status).toBe(201);
    const newKey = { name: 'other', type: 'database', databases: ['default'] };
    const key = String((await gateway.ask('POST', '/api-keys', newKey)).json['key']);
    isHeld = true;
    const headers = { prefer: 'respond-async' };
    const write = (title: string, options: object): Promise<Reply> =>
      gateway.ask('POST', '/collections/goods/records', { title }, { headers, ...options });
    for (let n = 0; n < 300; n += 20)
      await Promise.all(Array.from({ length: 20 }, (_, more) => write(`many ${n + more}`, {})));
    const one = String((await write('one', { key })).json['id']);
    first.open();
    const list = async (state: string): Promise<Record<string, unknown>> =>
      (await gateway.ask('GET', `/jobs?kind=write&state=${state}&limit=1000`)).json;
    await until(async () => (await list('succeeded'))['total'] === 301, 'all to be done', 90);
    const jobs = (await list('succeeded'))['items'] as { id: string; started_at: string }[];
    const order = jobs.toSorted((a, b) => (a.started_at < b.started_at ? -1 : 1)).map(({ id }) => id);
    // One ran already, and those that were asked for in the same moment have one turn.
    expect(order.indexOf(one)).toBeLessThan(20);
  },
);
