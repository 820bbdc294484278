import { describe, expect, it } from 'vitest';
import type { ValueField } from './field-types.ts';
import { parseTyped, textOf } from './value-text.ts';

const field = (type: ValueField['type'], rest: Partial<ValueField> = {}): ValueField => ({
  name: 'a',
  type,
  ...rest,
});
const local = (text: string): string => new Date(text).toISOString();

describe('what is typed', () => {
  it.each<[ValueField, string, 'en' | 'pt', unknown]>([
    [field('string'), ' a ', 'en', ' a '],
    [field('string'), '', 'en', null],
    [field('int'), '1,318', 'en', 1318],
    [field('int'), '1.318', 'pt', 1318],
    [field('float'), '7.61', 'en', 7.61],
    [field('float'), '7,61', 'pt', 7.61],
    [field('float'), '-1e3', 'en', -1000],
    [field('boolean'), 'true', 'en', true],
    [field('date'), '2026-11-14', 'en', '2026-11-14'],
    [field('date'), '14/11/2026', 'pt', '2026-11-14'],
    [field('datetime'), '2026-11-14 09:12', 'en', local('2026-11-14T09:12')],
    [field('datetime'), '14/11/2026 09:12', 'pt', local('2026-11-14T09:12')],
    [field('datetime'), '2026-11-14T09:12:00Z', 'en', '2026-11-14T09:12:00.000Z'],
    [field('datetime'), '2026-11-14', 'en', local('2026-11-14T00:00')],
    [field('json'), '{"a":1}', 'en', { a: 1 }],
    [field('enum', { values: ['x'] }), 'x', 'en', 'x'],
  ])('%j %s (%s)', (what, typed, language, value) => {
    expect(parseTyped(what, typed, language)).toEqual({ value });
  });

  it.each<[ValueField, string, string]>([
    [field('string', { required: true }), '', 'required'],
    [field('string', { max_length: 2 }), 'abc', 'too_long'],
    [field('int'), '1.5', 'wrong_type'],
    [field('int'), 'x', 'wrong_type'],
    [field('int', { min: 2 }), '1', 'too_small'],
    [field('float', { max: 2 }), '2.5', 'too_large'],
    [field('boolean'), 'yes', 'wrong_type'],
    [field('date'), '2026-02-30', 'not_a_date'],
    [field('date'), '31/02/2026', 'not_a_date'],
    [field('date', { max: '2026-01-01' }), '2026-01-02', 'too_large'],
    [field('datetime'), 'yesterday', 'not_a_datetime'],
    [field('datetime', { min: '2026-01-01T00:00:00Z' }), '2025-12-01', 'too_small'],
    [field('json'), '{', 'wrong_type'],
    [field('enum', { values: ['x'] }), 'y', 'not_in_values'],
    [field('file'), 'y', 'wrong_type'],
  ])('%j %s is %s', (what, typed, code) => {
    expect(parseTyped(what, typed, 'en').problem?.code).toBe(code);
  });

  it('counts characters as the gateway does', () => {
    expect(parseTyped(field('string', { max_length: 2 }), '😀😀', 'en')).toEqual({ value: '😀😀' });
  });
});

describe('a value as it is typed', () => {
  it.each<[ValueField, unknown, 'en' | 'pt']>([
    [field('float'), 7.61, 'pt'],
    [field('float'), 1e21, 'en'],
    [field('datetime'), '2026-11-14T09:12:13.250Z', 'en'],
    [field('datetime'), '2026-11-14T09:12:00.000Z', 'pt'],
    [field('date'), '2026-11-14', 'pt'],
    [field('boolean'), false, 'en'],
    [field('string'), 'a, b', 'en'],
    [field('json'), { a: [1] }, 'en'],
    [field('string'), null, 'en'],
  ])('%j %j comes back', (what, value, language) => {
    expect(parseTyped(what, textOf(what, value, language), language)).toEqual({ value });
  });
});
