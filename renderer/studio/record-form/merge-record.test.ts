import { expect, it } from 'vitest';
import { mergeRecord } from './merge-record.ts';

it('tells what both changed from what only the other one did', () => {
  const base = { title: 'a', n: 1, tags: ['x'], note: null, same: 0 };
  const yours = { ...base, title: 'b', tags: ['x', 'y'], same: 5 };
  const theirs = { ...base, title: 'c', n: 2, same: 5 };
  expect(mergeRecord(base, yours, theirs)).toEqual({ clashes: ['title'], taken: ['n'] });
});
