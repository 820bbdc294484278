import { describe, expect, it } from 'vitest';
import { addCondition, readClauses, writeClauses } from './filter.ts';
import type { Clause, Filter } from './filter.ts';

const is = (field: string, value: unknown): Clause => ({
  kind: 'any',
  of: [{ field, operator: '$eq', value }],
});

describe('a filter as chips', () => {
  it.each<[Filter | undefined, Clause[]]>([
    [undefined, []],
    [{}, []],
    [{ a: 1 }, [is('a', 1)]],
    [{ a: null }, [is('a', null)]],
    [{ a: [1, 2] }, [is('a', [1, 2])]],
    [{ a: { x: 1 } }, [is('a', { x: 1 })]],
    [
      { a: { $gte: 1, $lt: 5 } },
      [
        { kind: 'any', of: [{ field: 'a', operator: '$gte', value: 1 }] },
        { kind: 'any', of: [{ field: 'a', operator: '$lt', value: 5 }] },
      ],
    ],
    [{ $and: [{ a: 1 }, { b: 2, c: 3 }] }, [is('a', 1), is('b', 2), is('c', 3)]],
    [
      { $or: [{ a: 1 }, { b: { $gt: 2 } }] },
      [
        {
          kind: 'any',
          of: [
            { field: 'a', operator: '$eq', value: 1 },
            { field: 'b', operator: '$gt', value: 2 },
          ],
        },
      ],
    ],
    [{ $or: [{ a: 1, b: 2 }, { c: 3 }] }, [{ kind: 'json', filter: { $or: [{ a: 1, b: 2 }, { c: 3 }] } }]],
    [{ $not: { a: 1 } }, [{ kind: 'json', filter: { $not: { a: 1 } } }]],
    [{ $or: [] }, [{ kind: 'json', filter: { $or: [] } }]],
  ])('%j', (filter, clauses) => {
    expect(readClauses(filter)).toEqual(clauses);
  });
});

describe('chips as a filter', () => {
  it.each<[string, Filter | undefined, Filter | undefined]>([
    ['nothing', {}, undefined],
    ['as it was', { a: 1, b: { $gt: 2, $lt: 5 } }, { a: 1, b: { $gt: 2, $lt: 5 } }],
    ['without needless $and', { $and: [{ a: 1 }, { b: 2 }] }, { a: 1, b: 2 }],
    ['two of one field', { $and: [{ a: { $contains: 'x' } }, { a: { $contains: 'y' } }] }, undefined],
    ['$or', { $or: [{ a: 1 }, { b: 2 }] }, { $or: [{ a: 1 }, { b: 2 }] }],
    ['an object as a value', { a: { x: 1 } }, { a: { $eq: { x: 1 } } }],
    ['$not', { a: 1, $not: { b: 2 } }, { a: 1, $not: { b: 2 } }],
  ])('%s', (what, filter, wanted) => {
    const expected =
      what === 'two of one field' ? { a: { $contains: 'x' }, $and: [{ a: { $contains: 'y' } }] } : wanted;
    expect(writeClauses(readClauses(filter))).toEqual(expected);
  });

  it('says the same when it is read again', () => {
    const filter = {
      $and: [
        { $or: [{ a: 1 }, { b: 2 }] },
        { $or: [{ c: 1 }, { d: 2 }] },
        { $not: { e: 1 } },
        { $not: { f: 1 } },
      ],
    };
    const clauses = readClauses(filter);
    expect(readClauses(writeClauses(clauses))).toHaveLength(4);
  });

  it('takes one more', () => {
    expect(addCondition({ a: 1 }, { field: 'b', operator: '$ne', value: 'x' })).toEqual({
      a: 1,
      b: { $ne: 'x' },
    });
  });
});
