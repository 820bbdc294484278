import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Batcher } from './batcher.ts';

/** Batches that end when they are told to; each result is the batch's items and what it was ended with. */
function controlled() {
  const batches: { items: number[]; end: (mark: string) => void; fail: (error: Error) => void }[] = [];
  const run = (items: [number, ...number[]]) =>
    new Promise<string>((resolve, reject) => {
      batches.push({ items, end: (mark) => resolve(`${items.join()} ${mark}`), fail: reject });
    });
  return { batches, run };
}

const options = { most: 3, patienceMs: 60_000 };
const [a, b] = [{}, {}];

describe('calls that are batched', () => {
  it('wait for the batch under way and then go together, with the result of their own batch', async () => {
    const batcher = new Batcher(options);
    const { batches, run } = controlled();
    const results = [1, 2, 3].map((item) => batcher.add(a, item, run));
    expect(batches.map(({ items }) => items)).toEqual([[1]]);
    batches[0]?.end('first');
    expect(await results[0]).toBe('1 first');
    expect(batches.map(({ items }) => items)).toEqual([[1], [2, 3]]);
    batches[1]?.end('second');
    expect(await Promise.all(results)).toEqual(['1 first', '2,3 second', '2,3 second']);
  });

  it('do not wait for those of another key, nor for company', async () => {
    const batcher = new Batcher(options);
    const { batches, run } = controlled();
    const results = [batcher.add(a, 1, run), batcher.add(b, 2, run)];
    expect(batches).toHaveLength(2);
    for (const { end } of batches) end('');
    await Promise.all(results);
    void batcher.add(a, 3, run);
    expect(batches.at(-1)?.items).toEqual([3]);
  });

  it('are no more than so many in a batch', async () => {
    const batcher = new Batcher(options);
    const { batches, run } = controlled();
    const results = [0, 1, 2, 3, 4].map((item) => batcher.add(a, item, run));
    for (let batch = 0; batch < 3; batch++) {
      batches[batch]?.end('');
      await sleep(0);
    }
    await Promise.all(results);
    expect(batches.map(({ items }) => items)).toEqual([[0], [1, 2, 3], [4]]);
  });

  it('fail together, and the next ones go on', async () => {
    const batcher = new Batcher(options);
    const { batches, run } = controlled();
    const results = [1, 2, 3].map((item) => batcher.add(a, item, run));
    const settled = Promise.allSettled(results);
    batches[0]?.fail(new Error('first'));
    await sleep(0);
    batches[1]?.fail(new Error('second'));
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const after = batcher.add(a, 4, run);
    batches[2]?.end('third');
    expect(await after).toBe('4 third');
  });

  it('go ahead of a batch that hangs', async () => {
    const batcher = new Batcher({ most: 3, patienceMs: 5 });
    const { batches, run } = controlled();
    const hanging = batcher.add(a, 1, run);
    const next = batcher.add(a, 2, run);
    while (batches.length < 2) await sleep(1);
    batches[1]?.end('second');
    expect(await next).toBe('2 second');
    batches[0]?.end('first');
    expect(await hanging).toBe('1 first');
  });
});
