import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createPostgres } from '../../../gateway/infra/postgres.ts';
import type { Postgres } from '../../../gateway/infra/postgres.ts';
import { newId } from '../../../gateway/write/ids.ts';
import { followEvents } from '../../support/event-stream.ts';
import type { EventStreamClient } from '../../support/event-stream.ts';
import { testEngines } from '../../support/engines.ts';
import type { TestEngines } from '../../support/engines.ts';
import { adminKey, startTestGateway } from '../../support/gateway.ts';
import type { TestGateway } from '../../support/gateway.ts';

let engines: TestEngines;
let gateway: TestGateway;
let pg: Postgres;
const open: EventStreamClient[] = [];

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines);
  pg = createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 2 });
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.close()));
});
afterAll(async () => {
  await pg.close();
  await gateway.close();
  await engines.drop();
});

async function follow(key: string): Promise<EventStreamClient> {
  const stream = await followEvents(gateway.url, { key, query: 'types=job.*' });
  open.push(stream);
  return stream;
}

async function makeKey(): Promise<{ id: string; key: string }> {
  const body = { name: 'k', type: 'readonly' };
  return (await gateway.ask('POST', '/api-keys', body)).json as { id: string; key: string };
}

/** A job as another gateway would run it: its row, and the notice of each change. */
async function makeJob(keyId: string | null): Promise<(change: string) => Promise<void>> {
  const id = newId();
  await pg.query(
    `INSERT INTO frodb.jobs (id, kind, lane, key_id, database_name, collection_name, title_key, params, input, unit,
       turn, result) VALUES ($1, 'import', 'heavy', $2, 'shop', 'items', 'import', '{}', '{}', 'rows', 0, '{"a": 1}')`,
    [id, keyId],
  );
  const tell = () => pg.query(`SELECT pg_notify('frodb_job_changed', $1)`, [id]);
  await tell();
  return async (change) => {
    await pg.query(`UPDATE frodb.jobs SET ${change} WHERE id = $1`, [id]);
    await tell();
  };
}

it('a job is told as it goes on, to the key that made it and to admins, wherever it runs', async () => {
  const [own, other] = [await makeKey(), await makeKey()];
  const [mine, admin, stranger] = [await follow(own.key), await follow(adminKey), await follow(other.key)];
  const change = await makeJob(own.id);
  await mine.untilTold(1);
  await change(`state = 'running', attempts = 1`);
  await mine.untilTold(2);
  await change('done = 3, total = 10');
  await mine.untilTold(3);
  await change(`state = 'waiting'`);
  await mine.untilTold(4);
  await change(`state = 'running', attempts = 2`);
  await mine.untilTold(5);
  await change(`state = 'succeeded', done = 10`);
  const told = await mine.untilTold(6);
  expect(told.map(({ type }) => type)).toEqual([
    'job.created',
    'job.started',
    'job.progressed',
    'job.progressed',
    'job.started',
    'job.succeeded',
  ]);
  const progress = { done: 3, total: 10, unit: 'rows', detail: null };
  expect(told[2]).toMatchObject({
    id: undefined,
    data: {
      type: 'job.progressed',
      database: 'shop',
      collection: 'items',
      key_id: own.id,
      job: { kind: 'import', state: 'running', progress, attempts: 1 },
    },
  });
  expect(told[2]?.data['job']).not.toHaveProperty('result');
  expect((await admin.untilTold(6)).map(({ data }) => data)).toEqual(told.map(({ data }) => data));
  expect(stranger.told).toEqual([]);
});

it.each(['failed', 'cancelled'])('the end of one that is %s is told', async (state) => {
  const { id, key } = await makeKey();
  const stream = await follow(key);
  const change = await makeJob(id);
  await change(`state = '${state}'`);
  const end = await stream.untilHears(({ type }) => type === `job.${state}`);
  expect(end.data['job']).toMatchObject({ state });
});

it('what FroDB does by itself is told to admins', async () => {
  const [admin, other] = [await follow(adminKey), await follow((await makeKey()).key)];
  await makeJob(null);
  const [told] = await admin.untilTold(1);
  expect(told?.data).not.toHaveProperty('key_id');
  expect(other.told).toEqual([]);
});
