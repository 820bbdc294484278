import { describe, expect, it } from 'vitest';
import { JsonText, isLarge, jsonPortions } from './large-json.ts';

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
});
