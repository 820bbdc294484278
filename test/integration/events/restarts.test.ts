import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { followEvents } from '../../support/event-stream.ts';
import type { Told } from '../../support/event-stream.ts';
import { client, startFrodb } from '../../support/frodb.ts';
import type { RunningFrodb } from '../../support/frodb.ts';

let folder: string;
let frodb: RunningFrodb;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frodb-events-'));
  await chmod(folder, 0o711);
  frodb = await startFrodb(join(folder, 'data'));
  await ask('POST', '/collections', { name: 'items', fields: [{ name: 'title', type: 'string' }] });
});
afterAll(async () => {
  await frodb.stop();
  await rm(folder, { recursive: true, force: true });
});

function ask(method: string, path: string, body?: unknown): Promise<unknown> {
  return client(frodb)(method, path, body);
}

async function create(): Promise<string> {
  return ((await ask('POST', '/collections/items/records', { title: 't' })) as { id: string }).id;
}

function recordIds(told: readonly Told[]): string[] {
  return told.flatMap(({ data }) => (data['record_ids'] ?? []) as string[]);
}

it('a stream outlives its Postgres: it tells of the restart, and misses and repeats nothing', async () => {
  const stream = await followEvents(frodb.url, frodb);
  const ids = [await create()];
  await stream.untilTold(1);
  await ask('POST', '/engines/postgres:restart');
  for (let n = 0; n < 5; n++) ids.push(await create());
  await stream.untilHears((told) => recordIds([told]).includes(ids.at(-1) ?? ''));
  expect(recordIds(stream.told)).toEqual(ids);
  const states = stream.told.map(({ type }) => type).filter((type) => type.startsWith('engine.'));
  expect(states).toEqual(['engine.stopping', 'engine.stopped', 'engine.starting', 'engine.ready']);
  const late = await followEvents(frodb.url, { ...frodb, lastEventId: stream.told[0]?.id ?? '' });
  await late.untilTold(5);
  expect(recordIds(late.told)).toEqual(ids.slice(1));
  await Promise.all([stream.close(), late.close()]);
});

it('who follows goes on after FroDB and its engines were killed', async () => {
  const stream = await followEvents(frodb.url, frodb);
  const told = await create();
  await stream.untilTold(1);
  const missed = await create();
  await frodb.kill();
  await stream.ended;
  frodb = await startFrodb(join(folder, 'data'));
  const next = await create();
  const again = await followEvents(frodb.url, { ...frodb, lastEventId: stream.told[0]?.id ?? '' });
  await again.untilTold(2);
  expect(recordIds(stream.told).slice(0, 1)).toEqual([told]);
  expect(recordIds(again.told)).toEqual([missed, next]);
  await again.close();
});
