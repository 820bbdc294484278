import { describe, expect, test } from 'vitest';
import { jsonContext, yamlContext } from './code-context.ts';
import type { CodeContext } from './code-context.ts';
import { keysAt, valuesAt } from './complete-schema.ts';

/** `|` is the cursor. */
function suggest(
  marked: string,
  read: (text: string, at: number) => CodeContext | undefined,
): readonly string[] {
  const at = marked.indexOf('|');
  const context = read(marked.replace('|', ''), at);
  if (!context) return [];
  return context.writes === 'key' ? keysAt(context) : valuesAt(context);
}

describe('in YAML', () => {
  test.each<[string, string, readonly string[]]>([
    ['the top', 'name: a\n|', ['description', 'fields', 'config']],
    ['a new field', 'fields:\n  - |', ['name', 'type', 'description', 'required']],
    ['a type', 'fields:\n  - name: a\n    type: da|', expect.arrayContaining(['date', 'file']) as string[]],
    [
      'a type inside',
      'fields:\n  - type: array\n    schema:\n      - type: |',
      expect.not.arrayContaining(['file']) as string[],
    ],
    ['a flag', 'fields:\n  - name: a\n    required: |', ['true', 'false']],
    ['keys of a type', 'fields:\n  - name: a\n    type: json\n    |', ['description', 'required', 'default']],
    [
      'keys with others below',
      'fields:\n  - name: a\n    |\n    type: json\n    required: true\n  - name: b',
      ['description', 'default'],
    ],
    ['the config', 'config:\n  lan|', expect.arrayContaining(['language', 'chunk_size']) as string[]],
    ['a language', 'config:\n  language: |', ['auto', 'pt', 'en']],
    [
      'a list of stores',
      'fields:\n  - name: a\n    store_in: [postgres, |',
      expect.arrayContaining(['minio']) as string[],
    ],
    ['nothing of a description', 'description: so|', []],
  ])('%s', (_what, marked, wanted) => expect(suggest(marked, yamlContext)).toEqual(wanted));
});

describe('in JSON', () => {
  test.each<[string, string, readonly string[]]>([
    ['the top', '{"name": "a", "|', ['description', 'fields', 'config']],
    ['a new field', '{"fields": [{|', ['name', 'type', 'description', 'required']],
    [
      'a type',
      '{"fields": [{"name": "a", "type": "da|',
      expect.arrayContaining(['date', 'file']) as string[],
    ],
    ['keys of a type', '{"fields": [{"type": "json", "|', ['name', 'description', 'required', 'default']],
    ['after a field', '{"fields": [{"name": "a"}], "|', ['name', 'description', 'config']],
    ['a flag', '{"fields": [{"required": |', ['true', 'false']],
    [
      'the items',
      '{"fields": [{"type": "array", "items": {"type": "|',
      expect.not.arrayContaining(['array']) as string[],
    ],
  ])('%s', (_what, marked, wanted) => {
    const got = suggest(marked, jsonContext);
    expect(got).toEqual(wanted);
  });
});
