import { expect, it } from 'vitest';
import { isPreferred } from './prefer.ts';

it.each([
  ['respond-async', true],
  ['Respond-Async', true],
  ['return=minimal, respond-async', true],
  ['respond-async; x=1, wait=10', true],
  ['respond-async=""', true],
  ['respond-async=no', false],
  ['wait=10', false],
  ['respond-asynchronously', false],
  ['foo="a, respond-async"', false],
  ['foo="a\\", respond-async"', false],
  ['', false],
])('%s is read as RFC 7240 has it', (header, isWanted) => {
  expect(isPreferred(header, 'respond-async')).toBe(isWanted);
});
