import { expect, it } from 'vitest';
import { rowText, searchedCollection } from '../../../test/support/search-parts.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { joinHits, toPage } from './join.ts';
import type { PageRow } from './join.ts';

const hits = [4, 3, 2, 1].map((score) => ({ id: `p${score}`, score }));

const chunk = (id: string | null, score: number, live: number[] | null = null): PageRow => ({
  field: 1,
  number: score,
  score,
  text: `chunk ${score}`,
  page: null,
  boxes: null,
  live,
  record_score: score,
  record: id === null ? null : rowText(id),
});

it('rows are grouped by the record that the first of each brings', () => {
  const { results } = toPage(hits, [chunk('a', 4), chunk(null, 2), chunk('b', 3)]);
  expect(results.map(({ row, score, chunks }) => [row.id, score, chunks.map(({ text }) => text)])).toEqual([
    ['a', 4, ['chunk 4', 'chunk 2']],
    ['b', 3, ['chunk 3']],
  ]);
});

it.each([
  ['none where all hits are live', [chunk('a', 4)], []],
  ['those that the rows do not name', [chunk('a', 4, [1, 3])], ['p3', 'p1']],
  ['all where there is no result', [], ['p4', 'p3', 'p2', 'p1']],
])('dropped points: %s', (_, rows, dropped) => {
  expect(toPage(hits, rows).dropped).toEqual(dropped);
});

it('without a hit nobody is asked', async () => {
  const pg = { query: () => Promise.reject(new Error('asked')) } as unknown as Queryable;
  const page = { check: null, limit: 10, offset: 0, fields: undefined };
  expect(await joinHits(pg, searchedCollection(), [], page)).toEqual({ results: [], dropped: [] });
});
