import { describe, expect, it } from 'vitest';
import { searchedCollection, statsOf } from '../../../test/support/search-parts.ts';
import { parseFilters } from '../../filters/index.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { planSearch } from './plan.ts';

const collection = searchedCollection();

/** Postgres that finds these points of a filter, and counts how often it is asked. */
function finding(points: string[] | null) {
  const asked: string[] = [];
  const query = async (text: string) => {
    asked.push(text);
    return [{ points }];
  };
  return { pg: { query } as unknown as Queryable, asked };
}

function plan(filters: object, points: string[] | null, stats = statsOf(10, 20)) {
  const { pg, asked } = finding(points);
  const filter = parseFilters(collection.schema, filters);
  return planSearch(pg, collection, filter, stats).then((made) => ({ ...made, filter, asked: asked.length }));
}

describe('a filter', () => {
  it.each([
    [{}, undefined],
    [{ kept: 1 }, { must: [{ key: 'kept', match: { value: 1 } }] }],
    [{ kept: { $gt: 1 } }, { must: [{ key: 'kept', range: { gt: 1 } }] }],
  ])('of the payload is the vector store’s alone: %j', async (filters, where) => {
    expect(await plan(filters, null)).toMatchObject({ where, check: null, asked: 0 });
  });

  it('that lets few records through is a search among their points, which are checked again', async () => {
    const { where, check, filter, asked } = await plan({ plain: 1 }, ['p', 'q']);
    expect(where).toEqual({ must: [{ has_id: ['p', 'q'] }] });
    expect(check).toBe(filter);
    expect(asked).toBe(1);
  });

  it('that lets nothing through is a search among no point', async () => {
    expect((await plan({ plain: 1 }, [])).where).toEqual({ must: [{ has_id: [] }] });
  });

  it.each([
    ['records', null],
    ['points', Array<string>(10_001).fill('p')],
  ])(
    'that lets too many %s through is checked on more hits, and in part by the payload',
    async (_, points) => {
      const { where, check, filter, hitsPerRecord } = await plan({ kept: 1, plain: 1 }, points);
      expect(where).toEqual({ must: [{ key: 'kept', match: { value: 1 } }] });
      expect(check).toBe(filter);
      expect(hitsPerRecord).toBe(5);
    },
  );
});

it.each([
  ['one chunk each', statsOf(10, 10), 2],
  ['two', statsOf(10, 20), 3],
  ['hundreds', statsOf(1, 300), 5],
  ['nobody knows', statsOf(0, 0), 5],
])('hits for each record that is wanted, where records have chunks: %s', async (_, stats, hits) => {
  expect((await plan({}, null, stats)).hitsPerRecord).toBe(hits);
});
