import { expect, test } from 'vitest';
import { parseYaml } from './yaml.ts';

test('reads YAML 1.2, where no is a word and not false', () => {
  expect(parseYaml('name: docs\nfields:\n  - {name: no, type: string, required: true}\n')).toEqual({
    name: 'docs',
    fields: [{ name: 'no', type: 'string', required: true }],
  });
  expect(parseYaml('')).toBeNull();
});

test.each([
  ['a: [1', /line 1/],
  ['a: 1\na: 2', /line 2/],
  ['a: b: c', /line 1/],
  ['--- 1\n--- 2', /body/],
  ['a: *nothing', /YAML/],
  ['['.repeat(50_000), /YAML|deep/],
  [
    `a: &a [1]\nb: [${'*a, '.repeat(2000)}1]\nc: &c [${'*a, '.repeat(200)}1]\nd: [${'*c, '.repeat(200)}1]`,
    /YAML/,
  ],
])('refuses %j', (text, reason) => {
  expect(() => parseYaml(text)).toThrow(reason);
});

test('a depth over 100 is refused', () => {
  expect(() => parseYaml('['.repeat(101) + ']'.repeat(101))).toThrow('levels deep');
  expect(() => parseYaml('['.repeat(100) + ']'.repeat(100))).not.toThrow();
});
