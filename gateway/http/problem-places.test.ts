import { describe, expect, test } from 'vitest';
import { AppError } from '../errors.ts';
import { fieldProblems } from '../contract/problem-codes.ts';
import { parseSchema } from '../schema/parse.ts';
import { readJson, readYaml } from './read-text.ts';

function problemsOf(read: () => unknown): NonNullable<AppError['errors']> {
  try {
    read();
  } catch (error) {
    if (error instanceof AppError && error.errors) return error.errors;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('where a document is wrong', () => {
  test('each fault of a YAML document has its line and column', () => {
    const yaml = 'name: items\nname: twice\nfields:\n  - {name: a, type: string}\nother: "open\n';
    const problems = problemsOf(() => readYaml(Buffer.from(yaml)));
    expect(problems.length).toBeGreaterThan(1);
    expect(problems[0]).toMatchObject({ path: 'body', code: 'bad_yaml', params: { line: 2, column: 1 } });
    for (const { params } of problems) expect(params).toMatchObject({ detail: expect.any(String) as string });
  });

  test.each([
    ['{"a": 1,\n "b": 2 "c"}', { line: 2, column: 9 }],
    ['{"a": [1', { line: 1, column: 9 }],
    // For some faults the engine's parser names no place.
    ['{"a": }', {}],
  ])('JSON %j', (text, place) => {
    expect(problemsOf(() => readJson(Buffer.from(text)))).toMatchObject([
      { code: 'bad_json', params: place },
    ]);
  });
});

test('every problem of a schema is told at once, at its place, with the params of its code', () => {
  const fields = [
    { name: 'Bad', type: 'string' },
    { name: 'a', type: 'strng' },
    { name: 'b', type: 'enum', values: ['x', 'x'] },
    { name: 'c', type: 'int', min: 5, max: 1, max_length: 3 },
    { name: 'd', type: 'array', schema: [{ name: 'e', type: 'file' }] },
    { name: 'f', type: 'string', max_length: 9_999, hello: 1 },
    { name: 'g', type: 'string', store_in: ['postgres', 'mars'] },
    { name: 'a_ok', type: 'text', indexed: true },
    { name: 'a_ok', type: 'float', default: 'x' },
  ];
  const problems = problemsOf(() => parseSchema({ name: 'items', fields, config: { chunk_overlap: 5_000 } }));
  expect(problems.map(({ path, code }) => `${path} ${code}`).toSorted()).toEqual(
    [
      'config.chunk_overlap contradiction',
      'fields[0].name bad_name',
      'fields[1].type unknown_type',
      'fields[2].values[1] duplicate',
      'fields[3].max contradiction',
      'fields[3].max_length not_applicable',
      'fields[4].schema[0].type contradiction',
      'fields[5].hello unknown_key',
      'fields[5].max_length out_of_range',
      'fields[6].store_in[1] not_in_values',
      'fields[7].indexed contradiction',
      'fields[8].default wrong_type',
      'fields[8].name duplicate',
    ].toSorted(),
  );
  for (const { code, params = {} } of problems) {
    const known = Object.keys(fieldProblems[code]);
    const needed = known.filter((name) => !name.endsWith('?'));
    const names = Object.keys(params);
    expect(names).toEqual(expect.arrayContaining(needed));
    expect(known.map((name) => name.replace('?', ''))).toEqual(expect.arrayContaining(names));
  }
});
