import { describe, expect, it } from 'vitest';
import { cutText, shortJson } from './short-text.ts';

describe('cutText', () => {
  it('leaves a short text as it is', () => {
    expect(cutText('abc', 3)).toEqual({ text: 'abc', isCut: false });
  });

  it('cuts between characters', () => {
    expect(cutText('ab😀cd', 3)).toEqual({ text: 'ab', isCut: true });
    expect(cutText('ab😀cd', 4)).toEqual({ text: 'ab😀', isCut: true });
  });
});

describe('shortJson', () => {
  it.each([
    [null, 'null'],
    [12.5, '12.5'],
    ['a "b"', String.raw`"a \"b\""`],
    [[], '[]'],
    [{}, '{}'],
    [{ a: [1, null, true], b: { c: 'x' } }, '{"a": [1, null, true], "b": {"c": "x"}}'],
  ])('%j', (value, text) => {
    expect(shortJson(value)).toBe(text);
  });

  it('says that there is more', () => {
    expect(shortJson([1, 2, 3, 4, 5, 6, 7, 8, 9], 8)).toBe('[1, 2, 3…');
    expect(shortJson('x'.repeat(2_000_000), 10)).toBe(`"${'x'.repeat(9)}…`);
  });

  it('does not write out what is not shown', () => {
    const many = Array.from({ length: 1_000_000 }, (_, index) => index);
    const start = performance.now();
    shortJson(many);
    expect(performance.now() - start).toBeLessThan(50);
  });
});
