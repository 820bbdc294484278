import { describe, expect, it } from 'vitest';
import { highlight } from './highlight.ts';

const coloured = (code: string, language: 'json' | 'yaml'): string[] =>
  highlight(code, language)
    .filter(({ kind }) => kind !== null)
    .map(({ text, kind }) => `${kind}:${text}`);

describe('highlight', () => {
  it('tells keys, strings and numbers of JSON', () => {
    expect(coloured('{"name": "a", "min": 0, "x": true}', 'json')).toEqual([
      'key:"name"',
      'string:"a"',
      'key:"min"',
      'number:0',
      'key:"x"',
      'number:true',
    ]);
  });

  it('tells keys and values of YAML', () => {
    expect(coloured('name: a # why\n', 'yaml')).toEqual(['key:name', 'string:a', 'comment:# why']);
  });

  it('loses nothing', () => {
    const code = '{\n  "a": [1, 2]\n}\n';
    expect(
      highlight(code, 'json')
        .map(({ text }) => text)
        .join(''),
    ).toBe(code);
  });
});
