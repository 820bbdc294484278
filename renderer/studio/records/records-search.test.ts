import { describe, expect, it } from 'vitest';
import { readRecordsSearch, sortBy } from './records-search.ts';
import type { SortKey } from './records-search.ts';

describe('the address of records', () => {
  it('is read', () => {
    const search = { filters: { a: 1 }, sort: [{ field: 'a', order: 'desc' }], record: 'x', view: 'json' };
    expect(readRecordsSearch(search)).toEqual(search);
  });

  it.each([
    [{}],
    [{ filters: {}, sort: [], record: '', view: 'overview' }],
    [{ filters: 'a', sort: 'a', record: 1, view: 1 }],
    [{ filters: [1] }],
  ])('leaves out what makes no sense: %j', (search) => {
    expect(readRecordsSearch(search)).toEqual({});
  });

  it('leaves out keys of the sort that make no sense', () => {
    expect(readRecordsSearch({ sort: [{ field: 'a' }, null, { field: 'b', order: 'asc' }] }).sort).toEqual([
      { field: 'b', order: 'asc' },
    ]);
  });
});

describe('a press on a head', () => {
  const a: SortKey = { field: 'a', order: 'asc' };
  const b: SortKey = { field: 'b', order: 'asc' };
  const down: SortKey = { field: 'a', order: 'desc' };
  it.each<[string, SortKey[], boolean, SortKey[]]>([
    ['sorts', [], false, [a]],
    ['turns', [a], false, [down]],
    ['ends', [down], false, []],
    ['takes the place of another', [b], false, [a]],
    ['adds', [b], true, [b, a]],
    ['turns in its place', [a, b], true, [down, b]],
    ['ends in its place', [down, b], true, [b]],
  ])('%s', (_what, sort, isAdded, wanted) => {
    expect(sortBy(sort, 'a', isAdded)).toEqual(wanted);
  });
});
