import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createEventNotice } from './event-notice.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('one commit is told of at once, and many once every ten milliseconds', () => {
  const tell = vi.fn<(channel: string) => void>();
  const notice = createEventNotice({ tell });
  notice();
  expect(tell.mock.calls).toEqual([['frodb_events']]);
  for (let n = 0; n < 100; n++) notice();
  expect(tell).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(10);
  expect(tell).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(1_000);
  expect(tell).toHaveBeenCalledTimes(2);
  notice();
  expect(tell).toHaveBeenCalledTimes(3);
});
