import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Caller } from '../../access/permits.ts';
import type { EventStream } from './stream.ts';
import { createStreams } from './streams.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function caller(keyId: string): Caller {
  return { keyId, name: keyId, type: 'readonly', permissions: [] };
}

function fakeStream(keyId: string, sessionId: string | null) {
  const [beat, end] = [vi.fn<() => void>(), vi.fn<(why: string) => void>()];
  return { caller: caller(keyId), sessionId, beat, end };
}

function setUp(validKeys: string[]) {
  const onEmpty = vi.fn<() => void>();
  const findCallers = vi.fn<(ids: string[]) => Promise<Map<string, Caller>>>((ids) =>
    Promise.resolve(
      new Map(ids.filter((id) => validKeys.includes(id)).map((id) => [id, { ...caller(id), name: 'new' }])),
    ),
  );
  const logger = { debug: () => undefined } as never;
  const streams = createStreams({
    keys: { findCallers },
    sessions: { findValid: () => Promise.resolve(new Set(['open'])) },
    logger,
    onEmpty,
  });
  const add = (keyId: string, sessionId: string | null = null) => {
    const stream = fakeStream(keyId, sessionId);
    streams.add(stream as unknown as EventStream);
    return stream;
  };
  const remove = (stream: ReturnType<typeof fakeStream>): void =>
    streams.remove(stream as unknown as EventStream);
  return { add, remove, findCallers, onEmpty };
}

it('every stream gives a sign of life each 15 seconds', async () => {
  const { add } = setUp(['a']);
  const [one, two] = [add('a'), add('a')];
  await vi.advanceTimersByTimeAsync(45_000);
  expect([one, two].map(({ beat }) => beat.mock.calls.length)).toEqual([3, 3]);
});

it('the keys of all are looked up at once, and those of keys that are gone end', async () => {
  const { add, findCallers } = setUp(['a']);
  const [one, two, gone] = [add('a'), add('a'), add('b')];
  await vi.advanceTimersByTimeAsync(2_000);
  expect(findCallers.mock.calls).toEqual([[['a', 'b']]]);
  expect(gone.end).toHaveBeenCalledWith('key');
  expect([one, two].map(({ caller: { name } }) => name)).toEqual(['new', 'new']);
  expect(one.end).not.toHaveBeenCalled();
});

it('nobody is cut off because the keys could not be looked up', async () => {
  const { add, findCallers } = setUp(['a']);
  const stream = add('a');
  findCallers.mockRejectedValueOnce(new Error('Postgres is down'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(stream.end).not.toHaveBeenCalled();
});

it('nothing is done while there is none', async () => {
  const { add, remove, findCallers, onEmpty } = setUp(['a']);
  const stream = add('a');
  remove(stream);
  remove(stream);
  expect(onEmpty).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(findCallers).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

it('those of a browser that has signed out end, the others of its key go on', async () => {
  const { add } = setUp(['a']);
  const [gone, open, byKey] = [add('a', 'ended'), add('a', 'open'), add('a')];
  await vi.advanceTimersByTimeAsync(2_000);
  expect([gone, open, byKey].map(({ end }) => end.mock.calls)).toEqual([[['session']], [], []]);
});
