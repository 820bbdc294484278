import { describe, expect, it } from 'vitest';
import { ApiProblem } from '../../../api/problem.ts';
import { runBulk } from './run-bulk.ts';

const ids = Array.from({ length: 20 }, (_, index) => `id ${index}`);

describe('a change of many records', () => {
  it('does each once, a few at a time', async () => {
    let running = 0;
    let most = 0;
    const done: string[] = [];
    const change = async (id: string): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running--;
      done.push(id);
    };
    const end = await runBulk(ids, change, { signal: new AbortController().signal, onProgress: () => {} });
    expect(done.toSorted()).toEqual(ids.toSorted());
    expect(most).toBe(4);
    expect(end).toEqual({ done: 20, total: 20, failures: [] });
  });

  it('goes on when one fails, and says which', async () => {
    const change = async (id: string): Promise<void> => {
      if (id === 'id 3')
        throw new ApiProblem({
          type: '',
          title: '',
          status: 412,
          detail: 'changed',
          code: 'precondition_failed',
        });
    };
    const end = await runBulk(ids, change, { signal: new AbortController().signal, onProgress: () => {} });
    expect(end.done).toBe(20);
    expect(end.failures.map(({ id, problem }) => [id, problem.status])).toEqual([['id 3', 412]]);
  });

  it('stops when it is cancelled, after what it has begun', async () => {
    const abort = new AbortController();
    const end = await runBulk(ids, async () => {}, {
      signal: abort.signal,
      onProgress: ({ done }) => {
        if (done === 8) abort.abort();
      },
    });
    expect(end.done).toBeGreaterThanOrEqual(8);
    expect(end.done).toBeLessThan(13);
  });
});
