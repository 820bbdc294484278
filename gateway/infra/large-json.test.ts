import { describe, expect, it } from 'vitest';
import { JsonText, isLarge, jsonPortions, readObject, toJson } from './large-json.ts';

async function portionsOf(value: unknown): Promise<string[]> {
  const portions: string[] = [];
  for await (const portion of jsonPortions(value)) portions.push(portion);
  return portions;
}

const smiley = '😀';

const large: [what: string, value: unknown][] = [
  ['a list of numbers', Array.from({ length: 100_000 }, (_, n) => n / 3)],
  ['a list of lists', Array.from({ length: 100_000 }, () => [])],
  ['a long text', 'x"\n'.repeat(200_000)],
  ['a long text of pairs of units', `a${smiley.repeat(200_000)}`],
  ['an object of many keys', Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`"${n}`, n]))],
  ['what is undefined', { list: Array.from({ length: 100_000 }), without: undefined, with: null }],
  ['what is deep', nested(90, 'x'.repeat(100_000))],
  ['records', Array.from({ length: 500 }, (_, n) => ({ id: `${n}`, text: 'y'.repeat(1_000), none: null }))],
];

function nested(depth: number, inner: unknown): unknown {
  return depth === 0 ? inner : { a: [nested(depth - 1, inner)] };
}

describe('large JSON', () => {
  it.each(large)('is written in portions: %s', async (_, value) => {
    expect(isLarge(value)).toBe(true);
    const portions = await portionsOf(value);
    expect(JSON.parse(portions.join(''))).toEqual(JSON.parse(JSON.stringify(value)));
    expect(portions.length).toBeGreaterThan(1);
    // Six units for each that is escaped.
    expect(Math.max(...portions.map((portion) => portion.length))).toBeLessThan(65_536 * 7);
  });

  it('is told from small', () => {
    expect([{}, [], null, 1, 'x', { a: [{ b: 'c' }] }, 'x'.repeat(60_000)].some(isLarge)).toBe(false);
  });

  it('stays what it is where it is text already', async () => {
    const text = `[${'[],'.repeat(100_000)}1e400]`;
    const portions = await portionsOf({ before: 1, large: new JsonText(text), after: 2 });
    expect(portions.join('')).toBe(`{"before":1,"large":${text},"after":2}`);
    expect(JSON.stringify({ small: new JsonText('[1]') })).toBe('{"small":[1]}');
  });

  it.each([0, 1])('is cut between characters, each of which is sent in one portion', async (before) => {
    const text = `["${'x'.repeat(before)}${smiley.repeat(200_000)}"]`;
    for (const value of [new JsonText(text), JSON.parse(text) as unknown]) {
      expect((await portionsOf(value)).every((portion) => portion.isWellFormed())).toBe(true);
    }
  });
});

describe('an object as Postgres writes it', () => {
  const list = Array.from({ length: 30_000 }, (_, n) => [n, '"]}\\'] as const);
  const object = {
    id: 'a',
    'key "with \\ signs': -1.5,
    none: null,
    yes: true,
    'a long text': `${'x"\\'.repeat(50_000)}\\`,
    list,
    nested: { list, empty: {} },
    small: { a: [1, { b: '}' }] },
    last: '',
  };

  it.each([
    [
      'with blanks',
      JSON.stringify(object).replace('"list":', '"list": ').replace('"none":null,', '"none": null, '),
    ],
    ['without blanks', JSON.stringify(object)],
    ['if it is small', '{"a": {"b": [1, 2]}, "c": "d"}'],
    ['if it is empty', '{}'],
  ])('is read as it is %s', (_, text) => {
    expect(JSON.parse(JSON.stringify(readObject(text)))).toEqual(JSON.parse(text));
  });

  it('keeps what is large in it as text, and is written with it again', () => {
    const read = readObject(JSON.stringify(object));
    const kept = Object.keys(read).filter((key) => read[key] instanceof JsonText);
    expect(kept).toEqual(['list', 'nested']);
    expect(toJson(read)).toBe(JSON.stringify(object));
    expect(toJson([{ a: 1 }, read])).toBe(JSON.stringify([{ a: 1 }, object]));
  });
});
