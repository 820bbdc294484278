import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { Joiner } from './joiner.ts';

/** Runs that end when they are told to. */
function controlled() {
  const runs: { items: number[]; end: (factor: number) => void; fail: (error: Error) => void }[] = [];
  const work = {
    run: (items: [number, ...number[]]) =>
      new Promise<number>((resolve, reject) => void runs.push({ items, end: resolve, fail: reject })),
    take: (factor: number, item: number) => factor * item,
  };
  return { runs, work };
}

const options = { most: 3, patienceMs: 60_000 };

describe('calls that are joined', () => {
  it('wait for the one under way and then go together, each with its own result', async () => {
    const joiner = new Joiner<string, number, number, number>(options);
    const { runs, work } = controlled();
    const results = [1, 2, 3].map((item) => joiner.add('a', item, work));
    expect(runs.map(({ items }) => items)).toEqual([[1]]);
    runs[0]?.end(10);
    expect(await results[0]).toBe(10);
    expect(runs.map(({ items }) => items)).toEqual([[1], [2, 3]]);
    runs[1]?.end(100);
    expect(await Promise.all(results)).toEqual([10, 200, 300]);
  });

  it('do not wait for those of another key, nor for company', async () => {
    const joiner = new Joiner<string, number, number, number>(options);
    const { runs, work } = controlled();
    const results = [joiner.add('a', 1, work), joiner.add('b', 2, work)];
    expect(runs).toHaveLength(2);
    for (const { end } of runs) end(1);
    await Promise.all(results);
    void joiner.add('a', 3, work);
    expect(runs.at(-1)?.items).toEqual([3]);
  });

  it('are no more than so many', async () => {
    const joiner = new Joiner<string, number, number, number>(options);
    const { runs, work } = controlled();
    const results = [0, 1, 2, 3, 4].map((item) => joiner.add('a', item, work));
    for (let run = 0; run < 3; run++) {
      runs[run]?.end(1);
      await sleep(0);
    }
    expect(await Promise.all(results)).toEqual([0, 1, 2, 3, 4]);
    expect(runs.map(({ items }) => items)).toEqual([[0], [1, 2, 3], [4]]);
  });

  it('fail together, and the next ones go on', async () => {
    const joiner = new Joiner<string, number, number, number>(options);
    const { runs, work } = controlled();
    const results = [1, 2, 3].map((item) => joiner.add('a', item, work));
    const settled = Promise.allSettled(results);
    runs[0]?.fail(new Error('first'));
    await sleep(0);
    runs[1]?.fail(new Error('second'));
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    const after = joiner.add('a', 4, work);
    runs[2]?.end(1);
    expect(await after).toBe(4);
  });

  it('go ahead of one that hangs', async () => {
    const joiner = new Joiner<string, number, number, number>({ most: 3, patienceMs: 5 });
    const { runs, work } = controlled();
    const hanging = joiner.add('a', 1, work);
    const next = joiner.add('a', 2, work);
    while (runs.length < 2) await sleep(1);
    runs[1]?.end(1);
    expect(await next).toBe(2);
    runs[0]?.end(1);
    expect(await hanging).toBe(1);
  });
});
