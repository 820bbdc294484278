import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Job } from '../../gateway/contract/jobs.ts';
import type { FaultPoint } from '../../gateway/write/env.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';
import { jobDifferences } from '../support/job-differences.ts';
import { until } from '../support/processes.ts';
import { quickTimes } from '../support/quick-times.ts';
import { openStoresAt } from '../support/stores.ts';

/** What a write meets when it comes to a point, once. */
let at: { point: FaultPoint; meet: () => Promise<void> } | null = null;

let engines: TestEngines;
let gateway: TestGateway;
let stores: ReturnType<typeof openStoresAt>;
beforeAll(async () => {
  engines = await testEngines();
  const fault = async (point: FaultPoint): Promise<void> => {
    if (at?.point !== point) return;
    const { meet } = at;
    at = null;
    await meet();
  };
  gateway = await startTestGateway(engines, quickTimes, { fault });
  stores = openStoresAt(engines);
});
afterEach(async () => {
  at = null;
  await gateway.ask('DELETE', '/collections/goods');
});
afterAll(async () => {
  await stores.close();
  await gateway.close();
  await engines.drop();
});

const importsPath = '/collections/goods/imports';
const rows = Array.from({ length: 40 }, (_, n) => ({ title: `t${n}`, body: `o poço ${n} seca` }));

function beginWrite(): Promise<Reply> {
  const headers = { prefer: 'respond-async' };
  return gateway.ask('POST', '/collections/goods/records:batch', rows, { headers });
}

/** Its file is put before, so that no point is met but by the job. */
async function stageFile(): Promise<string> {
  const form = new FormData();
  const lines = rows.map(({ title, body }) => `${title},${body}`);
  form.set('file', new Blob([`title,body\n${lines.join('\n')}\n`]), 'rows.csv');
  const staged = await gateway.ask('POST', '/files?collection=goods', form);
  expect(staged.status).toBe(201);
  return String(staged.json['id']);
}

async function untilEnded(id: string): Promise<Job> {
  let job: Job | undefined;
  await until(async () => {
    job = (await gateway.ask('GET', `/jobs/${id}`)).json as Job;
    return job.ended_at !== null;
  }, `job ${id} to end`);
  if (!job) throw new Error('no job');
  return job;
}

async function titles(): Promise<string[]> {
  const { json } = await gateway.ask('POST', '/collections/goods/query', { limit: 1_000, fields: ['title'] });
  return (json['records'] as { title: string }[]).map(({ title }) => title).toSorted();
}

const points = ['after-intent', 'after-round', 'after-points', 'before-commit', 'after-commit'] as const;

it.each((['write', 'import'] as const).flatMap((kind) => points.map((point) => [kind, point] as const)))(
  'a cancelled %s that is at %s is there wholly or not at all, and can go on',
  async (kind, point) => {
    const fields = [
      { name: 'title', type: 'string' },
      { name: 'body', type: 'text', vectorize: true },
    ];
    expect((await gateway.ask('POST', '/collections', { name: 'goods', fields })).status).toBe(201);
    const fileId = kind === 'import' ? await stageFile() : null;
    let id = '';
    const begun = new Promise<void>((resolve) => {
      at = {
        point,
        meet: async () => {
          resolve();
          await until(() => id !== '', 'the answer');
          expect((await gateway.ask('POST', `/jobs/${id}:cancel`)).status).toBe(202);
        },
      };
    });
    const answer =
      fileId === null ? await beginWrite() : await gateway.ask('POST', importsPath, { file_id: fileId });
    expect(answer.status).toBe(202);
    id = String(answer.json['id']);
    await begun;
    const { state } = await untilEnded(id);
    const all = rows.map(({ title }) => title).toSorted();
    const there = await titles();
    expect(['succeeded', 'cancelled']).toContain(state);
    if (kind === 'write') expect(there).toEqual(state === 'succeeded' ? all : []);
    else expect([[], all]).toContainEqual(there);
    expect(await stores.settled()).toEqual([]);
    expect(await jobDifferences(stores.pg)).toEqual([]);
    if (state === 'succeeded') return;
    expect((await gateway.ask('POST', `/jobs/${id}:retry`)).status).toBe(202);
    expect(await untilEnded(id)).toMatchObject({ state: 'succeeded' });
    expect(await titles()).toEqual(all);
    expect(await stores.settled()).toEqual([]);
  },
);
