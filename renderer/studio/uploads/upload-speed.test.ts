import { expect, it } from 'vitest';
import { createSpeedometer } from './upload-speed.ts';

it('tells speed and time left by the last seconds, once it can', () => {
  const measure = createSpeedometer(10_000);
  expect(measure(0, 0)).toEqual({ perSecond: null, secondsLeft: null });
  expect(measure(100, 100)).toEqual({ perSecond: null, secondsLeft: null });
  expect(measure(1_000, 1_000)).toEqual({ perSecond: 1_000, secondsLeft: 9 });
  // What was long ago does not count any more.
  measure(1_100, 6_000);
  expect(measure(6_000, 8_000).perSecond).toBe(2_450);
});
