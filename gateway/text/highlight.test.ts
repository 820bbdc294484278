import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { highlight } from './highlight.ts';
import { queryVector } from './query.ts';
import type { QueryOptions } from './query.ts';

const pt: QueryOptions = { language: 'pt', collectionLanguages: {} };
const both: QueryOptions = { language: 'auto', collectionLanguages: { pt: 1, en: 1 } };

function marked(query: string, text: string, options: QueryOptions = pt): string[] {
  const { matcher } = queryVector(query, options);
  return highlight(text, matcher).map(([start, end]) => text.slice(start, end));
}

describe('highlight', () => {
  test('inflected and accented forms, as they stand in the text', () => {
    expect(
      marked('informacao', 'As Informações e a INFORMAÇÃO; infor\u00admação, informac\u0327a\u0303o.'),
    ).toEqual(['Informações', 'INFORMAÇÃO', 'infor\u00admação', 'informac\u0327a\u0303o']);
  });

  test('offsets are UTF-16 units', () => {
    expect(highlight('😀 casa', queryVector('casas', pt).matcher)).toEqual([[3, 7]]);
  });

  test('no stop words', () => {
    expect(marked('a garantia do produto', 'a garantia de um produto')).toEqual(['garantia', 'produto']);
  });

  test('a code as one range, its part alone where only that matches', () => {
    expect(marked('abc1234', 'ver ABC-123/4.')).toEqual(['ABC-123/4']);
    expect(marked('ABC-123/4', 'ver ABC-123/4.')).toEqual(['ABC-123/4']);
    expect(marked('123', 'ver ABC-123/4.')).toEqual(['123']);
  });

  test('words that stemming or folding begins otherwise', () => {
    const en: QueryOptions = { language: 'en', collectionLanguages: {} };
    expect(marked('die tie', 'Dying, DIES; tying tied dye', en)).toEqual(['Dying', 'DIES', 'tying', 'tied']);
    expect(marked('agua sol', 'Água A\u0301gua ÁGUA sol s SOL')).toEqual([
      'Água',
      'A\u0301gua',
      'ÁGUA',
      'sol',
      'SOL',
    ]);
  });

  test('either language in a mixed collection', () => {
    expect(marked('connections', 'one connection', both)).toEqual(['connection']);
  });

  test('mistyped words with typo tolerance only', () => {
    expect(marked('garanita', 'a garantia do muro')).toEqual([]);
    expect(marked('garanita', 'a garantia do muro', { ...pt, typoTolerance: true })).toEqual(['garantia']);
  });

  test('ranges of any text are in order, inside it and apart', () => {
    const units = fc.constantFrom(...'aá1.-/ 漢😀casa'.split(''));
    fc.assert(
      fc.property(fc.string({ unit: units }), fc.string({ unit: units }), (query, text) => {
        let before = 0;
        for (const [start, end] of highlight(text, queryVector(query, both).matcher)) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          before = end;
        }
        expect(before).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 300 },
    );
  });

  test('long and short words by their stems', () => {
    expect(
      marked('rara informar sol', 'Raramente, raro; informacionais, INFORMES, informática solenemente sol.'),
    ).toEqual(['Raramente', 'raro', 'INFORMES', 'sol']);
    expect(marked('leões', 'Leão, leoa, leões, lei, le.')).toEqual(['Leão', 'leões']);
    expect(marked('dying', 'They died, die and dig.', { ...pt, language: 'en' })).toEqual(['died', 'die']);
  });
});
