import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startFrodb } from '../support/frodb.ts';
import type { RunningFrodb } from '../support/frodb.ts';
import { jobDifferences } from '../support/job-differences.ts';
import { until } from '../support/processes.ts';
import { quickTimes } from '../support/quick-times.ts';
import { openStores } from '../support/stores.ts';
import { ask } from './writes.ts';
import type { Reply } from './writes.ts';

let folder: string;
let frodb: RunningFrodb;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frodb-poison-'));
  // Postgres may run as another user, who must get through to its folder.
  await chmod(folder, 0o711);
  frodb = await start();
});
afterAll(async () => {
  await frodb.stop();
  await rm(folder, { recursive: true, force: true });
});

function start(): Promise<RunningFrodb> {
  const env = { ...quickTimes, FRODB_FAULT: join(folder, 'fault') };
  return startFrodb(join(folder, 'data'), env, 'frodb-faulty');
}

it('a job that ends its gateway each time is failed in the end, and the others are done', async () => {
  const plain = [{ name: 'title', type: 'string' }];
  const texts = [...plain, { name: 'body', type: 'text', vectorize: true }];
  for (const [name, fields] of [
    ['plain', plain],
    ['texts', texts],
  ])
    expect((await ask(frodb, 'POST', '/collections', { name, fields }))?.status).toBe(201);
  const later = { prefer: 'respond-async' };
  const write = (collection: string, title: string, more = {}): Promise<Reply> =>
    ask(frodb, 'POST', `/collections/${collection}/records`, { title, ...more }, later);
  // Only what puts points comes by there.
  const order = (): Promise<void> => writeFile(join(folder, 'fault'), 'after-points SIGKILL');
  await order();
  // It may end its gateway before that has answered.
  await write('texts', 'poison', { body: 'o rio corre' });
  await frodb.ended;
  await order();
  frodb = await start();
  const jobs = await ask(frodb, 'GET', '/jobs?kind=write');
  const [made] = (jobs?.json['items'] ?? []) as { id: string }[];
  const poison = String(made?.id);
  const others: string[] = [];
  const stateOf = async (id: string): Promise<unknown> =>
    (await ask(frodb, 'GET', `/jobs/${id}`))?.json['state'];
  let ends = 1;
  for (;;) {
    await Promise.race([frodb.ended, until(async () => (await stateOf(poison)) === 'failed', 'an end', 30)]);
    if (existsSync(join(folder, 'fault'))) break;
    await order();
    ends++;
    frodb = await start();
    const other = await write('plain', `other ${ends}`);
    // It may be gone again by now.
    if (other) others.push(String(other.json['id']));
  }
  expect(ends).toBeGreaterThan(1);
  const { json } = (await ask(frodb, 'GET', `/jobs/${poison}`)) ?? { json: {} as Record<string, unknown> };
  expect(json).toMatchObject({ state: 'failed', attempts: ends, error: { code: 'internal' } });
  for (const id of others) await until(async () => (await stateOf(id)) === 'succeeded', `job ${id}`);
  const stores = openStores(join(folder, 'data'));
  try {
    expect(await jobDifferences(stores.pg)).toEqual([]);
    expect(await stores.settled()).toEqual([]);
  } finally {
    await stores.close();
  }
  await rm(join(folder, 'fault'));
  expect((await ask(frodb, 'POST', `/jobs/${poison}:retry`))?.status).toBe(202);
  await until(async () => (await stateOf(poison)) === 'succeeded', 'the job that was mended');
});
