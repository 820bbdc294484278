import { expect, it } from 'vitest';
import { isoTimestamp, jsonbParameter, toParameter, typeParsers } from './postgres-types.ts';

it.each([
  ['2026-11-24 17:10:00+00', '2026-11-24T17:10:00.000Z'],
  ['2026-11-24 17:10:00.1+00', '2026-11-24T17:10:00.100Z'],
  ['2026-11-24 17:10:00.123999+00', '2026-11-24T17:10:00.123Z'],
  ['0001-01-01 00:00:00+00', '0001-01-01T00:00:00.000Z'],
  ['infinity', 'infinity'],
  ['0044-03-15 00:00:00+00 BC', '0044-03-15 00:00:00+00 BC'],
  ['10000-01-01 00:00:00+00', '10000-01-01 00:00:00+00'],
])('reads the timestamp %s', (text, iso) => {
  expect(isoTimestamp(text)).toBe(iso);
});

it('encodes large JSON as Postgres takes it, whatever characters are in it', async () => {
  const json = JSON.stringify(['x😀é'.repeat(200_000), 'é😀x'.repeat(200_000)]);
  const bytes = Buffer.from(await jsonbParameter(json));
  expect(bytes[0]).toBe(1);
  expect(bytes.subarray(1).toString()).toBe(json);
  expect(await jsonbParameter('{}')).toBe('{}');
});

it.each([
  [['a', 'b-1'], '{a,b-1}'],
  [[], []],
  [['null'], ['null']],
  [['a b'], ['a b']],
  [
    [1, 2],
    [1, 2],
  ],
  ['text', 'text'],
])('hands a list to the driver: %j', (value, given) => {
  expect(toParameter(value)).toEqual(value.length === 0 ? '{}' : given);
});

it.each([
  ['{}', []],
  ['{a,b}', ['a', 'b']],
  ['{"a b",NULL,c}', ['a b', null, 'c']],
  ['{NULL}', [null]],
  ['{"a,b"}', ['a,b']],
])('reads the list %s', (text, list) => {
  const parse = typeParsers.getTypeParser(1_009 as never, 'text') as (text: string) => unknown;
  expect(parse(text)).toEqual(list);
});
