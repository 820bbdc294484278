import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Words } from './words.ts';

const folder = import.meta.dirname;
const namespaces: string[] = readdirSync(join(folder, 'en'));

function read(language: string, file: string): Words {
  return JSON.parse(readFileSync(join(folder, language, file), 'utf8')) as Words;
}

/** Every text by its key, `a.b.c`. */
function flatten(words: Words, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value] as const] : [...flatten(value, `${prefix}${key}.`)],
    ),
  );
}

/** What a text leaves open: values and tags by name. */
const valuesOf = (text: string): Set<string | undefined> =>
  new Set([...text.matchAll(/\{\{\s*([\w.]+)/g), ...text.matchAll(/<(\w+)>/g)].map(([, name]) => name));

it('has the same files in every language', () => {
  expect(readdirSync(join(folder, 'pt'))).toEqual(namespaces);
});

describe.each(namespaces)('%s', (file) => {
  const en = flatten(read('en', file));
  const pt = flatten(read('pt', file));

  it('has every key in both languages', () => {
    // Portuguese has `_many` (millions) beside `_one` and `_other`; where it is not given, `_other` serves.
    const isMillions = (key: string): boolean =>
      key.endsWith('_many') && pt.has(key.replace(/_many$/, '_other'));
    expect([...pt.keys()].filter((key) => !isMillions(key)).toSorted()).toEqual([...en.keys()].toSorted());
  });

  it('leaves no text empty, and no value out', () => {
    for (const [key, text] of en) {
      const other = pt.get(key) ?? '';
      expect({ key, en: text.trim() === '', pt: other.trim() === '' }).toEqual({ key, en: false, pt: false });
      // A singular may do without its number.
      if (!key.endsWith('_one'))
        expect({ key, values: valuesOf(other) }).toEqual({ key, values: valuesOf(text) });
    }
  });
});
