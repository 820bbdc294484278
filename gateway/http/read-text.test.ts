import { expect, test } from 'vitest';
import { readYaml } from './read-text.ts';

const read = (text: string): unknown => readYaml(Buffer.from(text));

test('reads YAML 1.2, where no is a word and not false', () => {
  expect(read('name: docs\nfields:\n  - {name: no, type: string, required: true}\n')).toEqual({
    name: 'docs',
    fields: [{ name: 'no', type: 'string', required: true }],
  });
  expect(read('')).toBeUndefined();
  expect(read('- '.repeat(100) + 'x')).toBeInstanceOf(Array);
});

test.each([
  ['a: [1', /line 1/],
  ['a: 1\na: 2', /line 2/],
  ['a: b: c', /line 1/],
  ['--- 1\n--- 2', /is no YAML/],
  ['a: *nothing', /is no YAML/],
  ['a: .nan', /finite/],
  ['a: "\\0"', /U\+0000/],
  [`a: &a [1]\nb: &b [${'*a, '.repeat(90)}1]\nc: [${'*b, '.repeat(90)}1]`, /is no YAML/],
])('refuses %j', (text, reason) => {
  expect(() => read(text)).toThrow(reason);
});

test.each(['[', '- ', '? ', '{a: ', '[{a: '])('a million times %j does not reach what recurses', (text) => {
  expect(() => read(text.repeat(1_000_000 / text.length))).toThrow(/deeper than 100|is no YAML/);
});
