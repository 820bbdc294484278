import { describe, expect, test } from 'vitest';
import { fieldTypeNames, scalarTypeNames } from '../../contract/enumerations.ts';
import { Problems } from '../problems.ts';
import type { Check } from './checks.ts';
import type { OrderOperator } from './field-type.ts';
import { fieldTypes, holdsFiles } from './index.ts';

function codeOf(check: Check, value: unknown): string {
  const problems = new Problems();
  check(value, problems);
  return problems.list.map(({ code }) => code).join(' ');
}

test('every type of the contract is registered under its own name', () => {
  expect(Object.values(fieldTypes).map(({ name }) => name)).toEqual(fieldTypeNames);
});

describe('columns, indexes and payloads', () => {
  test.each([
    ['string', 'text', '("c")', 'keyword'],
    ['text', 'text', undefined, undefined],
    ['int', 'bigint', '("c")', 'integer'],
    ['float', 'double precision', '("c")', 'float'],
    ['boolean', 'boolean', '("c")', 'bool'],
    ['date', 'date', '("c")', 'integer'],
    ['datetime', 'timestamptz', '("c")', 'integer'],
    ['enum', 'text', '("c")', 'keyword'],
    ['file', 'jsonb', undefined, undefined],
    ['json', 'jsonb', undefined, undefined],
  ] as const)('of %s', (name, column, index, payload) => {
    const type = fieldTypes[name];
    expect([type.column({}), type.index('"c"', {}), type.payload({})?.index]).toEqual([
      column,
      index,
      payload,
    ]);
  });

  test.each(scalarTypeNames)('of a list are those of its items: %s', (name) => {
    const { array } = fieldTypes;
    const shape = { items: { type: name } };
    const item = fieldTypes[name];
    expect(array.column(shape)).toBe(`${item.column({})}[]`);
    expect(array.payload(shape)).toBe(item.payload({}));
    expect(array.index('"c"', shape) === undefined).toBe(item.index('"c"', {}) === undefined);
  });

  test('a list of objects is JSON, indexed by its paths', () => {
    const { array } = fieldTypes;
    expect(array.column({ schema: [] })).toBe('jsonb');
    expect(array.index('"c"', { schema: [] })).toBe('USING gin ("c" jsonb_path_ops)');
    expect(array.payload({ schema: [] })).toBeUndefined();
  });
});

describe('operands', () => {
  test.each([
    ['string', 'x'.repeat(5_000), ''],
    ['string', 1, 'wrong_type'],
    ['enum', 'not in the values', ''],
    ['int', 1.5, ''],
    ['int', 2 ** 53, 'out_of_range'],
    ['float', Infinity, 'not_exact'],
    ['date', '2026-02-30', 'not_a_date'],
    ['datetime', '2026-01-01', 'not_a_datetime'],
    ['file', {}, 'wrong_operator'],
    ['json', { a: [1] }, ''],
  ] as const)('of %s: %o', (name, operand, code) => {
    expect(codeOf(fieldTypes[name].operand({ values: ['a'], max: 0, maxLength: 1 }), operand)).toBe(code);
  });

  test('no int equals a fraction, in a list or alone', () => {
    const { array, float, int } = fieldTypes;
    expect([int.canEqual(1.5, {}), int.canEqual(2, {}), float.canEqual(1.5, {})]).toEqual([
      false,
      true,
      true,
    ]);
    expect(array.canEqual([1, 1.5], { items: { type: 'int' } })).toBe(false);
    expect(array.canEqual([1, 1.5], { items: { type: 'float' } })).toBe(true);
  });

  test.each([
    ['$gt', 1],
    ['$gte', 2],
    ['$lt', 2],
    ['$lte', 1],
  ] as [OrderOperator, number][])('%s 1.5 is a whole bound for an int', (operator, bound) => {
    expect(fieldTypes.int.bound?.(operator, 1.5)).toBe(bound);
  });
});

describe('what a type can do', () => {
  const having = (has: (type: (typeof fieldTypes)[keyof typeof fieldTypes]) => unknown) =>
    fieldTypeNames.filter((name) => has(fieldTypes[name]));
  test.each([
    ['has text to search', having((type) => type.isSearchable), ['string', 'text', 'file']],
    [
      'comes as JSON in a form',
      having((type) => type.textPart === 'json'),
      ['int', 'float', 'boolean', 'array', 'file', 'json'],
    ],
    ['can not be sorted by', having((type) => !type.isSortable), ['array', 'file', 'json']],
    ['has no order operators', having((type) => !type.bound), ['boolean', 'array', 'file', 'json']],
    ['contains something', having((type) => type.contains), ['string', 'text', 'array', 'json']],
    ['is like a pattern', having((type) => type.isLike), ['string', 'text', 'enum']],
    ['can not be unique', having((type) => !type.isUniquable), ['text', 'array', 'file', 'json']],
    ['holds files', having(({ name }) => holdsFiles({ type: name })), ['file']],
  ])('%s', (_what, types, expected) => {
    expect(types).toEqual(expected);
  });

  test('times come out in UTC, in lists as well', () => {
    const at = '2026-01-01T00:00:00.000+00:00';
    expect(fieldTypes.datetime.present({})?.(at)).toBe('2026-01-01T00:00:00.000Z');
    const present = fieldTypes.array.present({ items: { type: 'datetime' } });
    expect([present?.([at]), present?.(null)]).toEqual([['2026-01-01T00:00:00.000Z'], null]);
    expect(fieldTypes.array.present({ items: { type: 'string' } })).toBeUndefined();
  });
});
