import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Collection } from './collection.ts';
import { createChunkStats } from './chunk-stats.ts';

const collection = { id: 'notes' } as Collection;
const added = { records: 1, chunks: [{ language: 'pt', length: 7 }] };

/** A Postgres whose one answer is given by hand. */
function answering() {
  let resolve: (rows: unknown[]) => void = () => undefined;
  let reject: (error: Error) => void = () => undefined;
  const answer = new Promise<unknown[]>((done, failed) => {
    resolve = done;
    reject = failed;
  });
  return { pg: { query: <T>() => answer as Promise<T[]> }, resolve, reject };
}

let unhandled: unknown[];
const remember = (error: unknown): void => void unhandled.push(error);
beforeEach(() => {
  unhandled = [];
  process.on('unhandledRejection', remember);
});
afterEach(() => void process.off('unhandledRejection', remember));

it('counts what is committed while the stats are being read', async () => {
  const { pg, resolve } = answering();
  const stats = createChunkStats(pg);
  const reading = stats.of(collection);
  stats.add(collection.id, added);
  resolve([{ language: 'pt', chunks: 2, tokens: 20, records: 3 }]);
  await reading;
  expect(await stats.of(collection)).toEqual({
    records: 4,
    languages: new Map([['pt', { chunks: 3, tokens: 27 }]]),
  });
});

it('lets nothing but its reader fail when Postgres breaks off, for that would end FroDB', async () => {
  const { pg, reject } = answering();
  const stats = createChunkStats(pg);
  const reading = stats.of(collection);
  stats.add(collection.id, added);
  reject(new Error('Postgres is gone'));
  await expect(reading).rejects.toThrow('Postgres is gone');
  await sleep(0);
  expect(unhandled).toEqual([]);
});
