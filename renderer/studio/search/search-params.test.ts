import { expect, it } from 'vitest';
import { readSearchParams } from './search-params.ts';

it('reads what an address says', () => {
  const said = {
    in: 'demo.documents',
    q: 'flood',
    filters: { kind: 'report' },
    hit: 'x',
    passage: 2,
    tab: 'json',
  };
  expect(readSearchParams(said)).toEqual(said);
});

it('takes words that look like something else for words', () => {
  expect(readSearchParams({ q: 2025 }).q).toBe('2025');
  expect(readSearchParams({ q: true }).q).toBe('true');
  expect(readSearchParams({ q: { a: 1 } }).q).toBe('{"a":1}');
});

it('leaves out what makes no sense', () => {
  const odd = { in: '', q: null, filters: [], hit: '', passage: 'two', tab: 'passage', other: 1 };
  expect(Object.values(readSearchParams(odd)).every((value) => value === undefined)).toBe(true);
  expect(readSearchParams({ filters: {}, passage: 1 }).passage).toBeUndefined();
});
