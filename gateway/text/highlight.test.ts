import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { highlight } from './highlight.ts';
import { queryVector } from './query.ts';
import type { QueryOptions } from './query.ts';
import { stem } from './stem.ts';

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

  test('stemming keeps the beginnings by which words are passed over: all of a term but its last two letters, never less than two, but for y and i', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz'.split('');
    const words = fc.oneof(
      fc.string({ unit: fc.constantFrom(...letters), minLength: 1 }),
      fc
        .array(fc.tuple(fc.constantFrom(...letters), fc.constantFrom(...'aeiouy'.split(''))), {
          maxLength: 4,
        })
        .map((syllables) => syllables.flat().join('')),
      fc.constantFrom(
        ...'dying lying tying skies ions news early oes cao ais avioes yacht pur rar us'.split(' '),
      ),
    );
    const endings =
      's es oes cao amente mente ing ingly ied ly avel encia logia ational fulness ization eed edly ando iva ucao';
    const ending = fc.constantFrom('', ...endings.split(' '));
    const ofAll = fc.tuple(words, ending, fc.oneof(ending, fc.constant(''))).map((parts) => parts.join(''));
    fc.assert(
      fc.property(ofAll.filter(Boolean), fc.constantFrom('pt' as const, 'en' as const), (word, language) => {
        const term = stem(word, language);
        const kept = Math.max(term.length - 2, Math.min(2, term.length));
        const beginning = (of: string): string => of.slice(0, kept).replaceAll('y', 'i');
        expect(beginning(word)).toBe(beginning(term));
      }),
      { numRuns: 5_000 },
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
