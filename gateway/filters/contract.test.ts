import { describe, expect, test } from 'vitest';
import { filter, sort } from '../contract/filters.ts';
import { AppError } from '../errors.ts';
import { parseSchema } from '../schema/parse.ts';
import { parseFilters } from './parse.ts';
import { parseSort } from './sort.ts';

/* The contract describes filters and sorts, the parsers judge them: this holds the two together. */

const schema = parseSchema({
  name: 'a',
  fields: [
    { name: 's', type: 'string' },
    { name: 'n', type: 'int' },
    { name: 'tags', type: 'array', items: { type: 'string' } },
    { name: 'rows', type: 'array', schema: [{ name: 'q', type: 'int' }] },
    { name: 'j', type: 'json' },
  ],
});

function isTaken(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

describe('a filter', () => {
  test.each([
    [{}],
    [{ s: 'a', n: null }],
    [{ n: { $gte: 1, $lt: 2.5 } }],
    [{ s: { $in: ['a', null], $nin: [] } }],
    [{ s: { $like: 'a%', $exists: true, $ne: 'b' } }],
    [{ tags: ['a', 'b'] }],
    [{ tags: { $contains: 'a' } }],
    [{ rows: { $contains: { q: 1 } } }],
    [{ 'rows.q': { $gt: 1 } }],
    [{ j: { a: { b: [1] } } }],
    [{ j: { $eq: { $ref: 1 } } }],
    [{ $and: [{ s: 'a' }, { $or: [{ n: 1 }, { $not: { n: 2 } }] }] }],
  ])('that both take: %j', (given) => {
    expect(filter.safeParse(given).error).toBeUndefined();
    expect(isTaken(() => parseFilters(schema, given))).toBe(true);
  });

  test.each([
    [null],
    [[]],
    ['s'],
    [{ n: { $regex: 'a' } }],
    [{ n: { $gt: null } }],
    [{ n: { $in: 1 } }],
    [{ n: { $exists: 1 } }],
    [{ s: { $like: 1 } }],
    [{ $and: {} }],
    [{ $or: [1] }],
    [{ $not: [{ n: 1 }] }],
    [{ $and: [{ n: { $gte: true } }] }],
  ])('that both refuse: %j', (given) => {
    expect(filter.safeParse(given).success).toBe(false);
    expect(isTaken(() => parseFilters(schema, given))).toBe(false);
  });
});

describe('a sort', () => {
  test.each([
    [[], true],
    [[{ field: 's' }, { field: 'n', order: 'desc' }], true],
    [{ field: 's' }, false],
    [['s'], false],
    [[{}], false],
    [[{ field: 's', order: 'down' }], false],
    [[{ field: 's', nulls: 'first' }], false],
  ])('%j: %s for both', (given, taken) => {
    expect([sort.safeParse(given).success, isTaken(() => parseSort(schema, given))]).toEqual([taken, taken]);
  });
});
