import { beforeEach, expect, it } from 'vitest';
import { createChangeCache } from './change-cache.ts';

let isConnected: boolean;
let tell: (payload: string) => void;
let reads: number;
const feed = {
  get isConnected() {
    return isConnected;
  },
  on: (_channel: string, handler: (payload: string) => void) => void (tell = handler),
  onConnect: () => undefined,
};

beforeEach(() => {
  isConnected = true;
  reads = 0;
});

function open() {
  return createChangeCache<{ n: number }>(feed, 'changes');
}

const read = (): Promise<{ n: number } | undefined> => Promise.resolve({ n: ++reads });

it('reads once until a change is told', async () => {
  const cache = open();
  expect(await cache.get('a', read)).toEqual({ n: 1 });
  expect(await cache.get('a', read)).toEqual({ n: 1 });
  expect(await cache.get('b', read)).toEqual({ n: 2 });
  tell('');
  expect(await cache.get('a', read)).toEqual({ n: 3 });
  cache.forget();
  expect(await cache.get('a', read)).toEqual({ n: 4 });
});

it('reads at each use while nothing would be heard', async () => {
  const cache = open();
  isConnected = false;
  await cache.get('a', read);
  expect(await cache.get('a', read)).toEqual({ n: 2 });
});

it('remembers neither what is not there nor what may have changed while it was read', async () => {
  const cache = open();
  expect(await cache.get('a', () => Promise.resolve(undefined))).toBeUndefined();
  await cache.get('a', () => {
    tell('');
    return read();
  });
  expect(await cache.get('a', read)).toEqual({ n: 2 });
});
