import { describe, expect, it } from 'vitest';
import { excerptOf, markedWords, markRanges } from './text-ranges.ts';
import type { Range } from './text-ranges.ts';

const marked = (text: string, ranges: readonly Range[]): string =>
  markRanges(text, ranges)
    .map((piece) => (piece.isMarked ? `[${piece.text}]` : piece.text))
    .join('');

describe('marks', () => {
  it('stand where the ranges say, in UTF-16 units', () => {
    expect(marked('🌊 cota de alerta', [[3, 7]])).toBe('🌊 [cota] de alerta');
    expect(marked('cota', [[0, 4]])).toBe('[cota]');
    expect(marked('cota', [])).toBe('cota');
    expect(marked('', [])).toBe('');
  });
  it('are one where only space is between', () => {
    expect(
      marked('the alert  stage of', [
        [4, 9],
        [11, 16],
      ]),
    ).toBe('the [alert  stage] of');
  });
  it('may come in any order, overlap, or lie outside', () => {
    expect(
      marked('abcdef', [
        [3, 5],
        [0, 2],
        [1, 4],
        [6, 9],
        [-2, 1],
      ]),
    ).toBe('[abcde]f');
  });
});

describe('an excerpt', () => {
  const word = (n: number): string => `word${String(n).padStart(3, '0')}`;
  const text = Array.from({ length: 100 }, (_, n) => word(n)).join(' ');
  const rangeOf = (n: number): Range => [n * 8, n * 8 + 7];

  it('is the whole of a short text', () => {
    expect(excerptOf('a short one', [[2, 7]], 100)).toEqual({ text: 'a short one', ranges: [[2, 7]] });
  });
  it('is where most marks are, in whole words', () => {
    const { text: cut, ranges } = excerptOf(text, [rangeOf(3), rangeOf(50), rangeOf(53), rangeOf(55)], 80);
    expect(ranges.map(([start, end]) => cut.slice(start, end))).toEqual([word(50), word(53), word(55)]);
    expect(cut).toMatch(/^…word\d{3}( word\d{3})* …$/);
    expect(cut.length).toBeLessThanOrEqual(84);
  });
  it('begins with the text, or ends with it', () => {
    expect(excerptOf(text, [], 80).text).toMatch(/^word000 .* …$/);
    expect(excerptOf(text, [rangeOf(99)], 80).text).toMatch(/^….* word099$/);
  });
  it('parts no character of a text without spaces', () => {
    const { text: cut } = excerptOf('🌊'.repeat(200), [[201 * 2 - 100, 201 * 2 - 98]], 81);
    expect(cut.isWellFormed()).toBe(true);
  });
});

it('counts marked words, whatever their case', () => {
  expect(
    markedWords('Stage alert stage', [
      [0, 5],
      [6, 11],
      [12, 17],
    ]),
  ).toEqual([
    { word: 'Stage', count: 2 },
    { word: 'alert', count: 1 },
  ]);
});
