import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { highlight } from './highlight.ts';
import { prepareQuery } from './query.ts';
import type { QueryOptions } from './query.ts';

const pt: QueryOptions = { language: 'pt', collectionLanguages: {} };
const both: QueryOptions = { language: 'auto', collectionLanguages: { pt: 1, en: 1 } };

async function marked(query: string, text: string, options: QueryOptions = pt): Promise<string[]> {
  const { matcher } = await prepareQuery(query, options);
  return highlight(text, matcher).map(([start, end]) => text.slice(start, end));
}

describe('highlight', () => {
  test('inflected and accented forms, as they stand in the text', async () => {
    expect(
      await marked('informacao', 'As Informações e a INFORMAÇÃO; infor\u00admação, informac\u0327a\u0303o.'),
    ).toEqual(['Informações', 'INFORMAÇÃO', 'infor\u00admação', 'informac\u0327a\u0303o']);
  });

  test('offsets are UTF-16 units', async () => {
    const { matcher } = await prepareQuery('casas', pt);
    expect(highlight('😀 casa', matcher)).toEqual([[3, 7]]);
  });

  test('no stop words', async () => {
    expect(await marked('a garantia do produto', 'a garantia de um produto')).toEqual([
      'garantia',
      'produto',
    ]);
  });

  test('a code as one range, its part alone where only that matches', async () => {
    expect(await marked('abc1234', 'ver ABC-123/4.')).toEqual(['ABC-123/4']);
    expect(await marked('ABC-123/4', 'ver ABC-123/4.')).toEqual(['ABC-123/4']);
    expect(await marked('123', 'ver ABC-123/4.')).toEqual(['123']);
  });

  test('words that stemming or folding begins otherwise', async () => {
    const en: QueryOptions = { language: 'en', collectionLanguages: {} };
    expect(await marked('die tie', 'Dying, DIES; tying tied dye', en)).toEqual([
      'Dying',
      'DIES',
      'tying',
      'tied',
    ]);
    expect(await marked('agua sol', 'Água A\u0301gua ÁGUA sol s SOL')).toEqual([
      'Água',
      'A\u0301gua',
      'ÁGUA',
      'sol',
      'SOL',
    ]);
  });

  test('either language in a mixed collection', async () => {
    expect(await marked('connections', 'one connection', both)).toEqual(['connection']);
  });

  test('mistyped words with typo tolerance only', async () => {
    expect(await marked('garanita', 'a garantia do muro')).toEqual([]);
    expect(await marked('garanita', 'a garantia do muro', { ...pt, typoTolerance: true })).toEqual([
      'garantia',
    ]);
  });

  test('ranges of any text are in order, inside it and apart', async () => {
    const units = fc.constantFrom(...'aá1.-/ 漢😀casa'.split(''));
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: units }), fc.string({ unit: units }), async (query, text) => {
        let before = 0;
        const { matcher } = await prepareQuery(query, both);
        for (const [start, end] of highlight(text, matcher)) {
          expect(start).toBeGreaterThanOrEqual(before);
          expect(end).toBeGreaterThan(start);
          before = end;
        }
        expect(before).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 300 },
    );
  });

  test('long and short words by their stems', async () => {
    expect(
      await marked(
        'rara informar sol',
        'Raramente, raro; informacionais, INFORMES, informática solenemente sol.',
      ),
    ).toEqual(['Raramente', 'raro', 'INFORMES', 'sol']);
    expect(await marked('leões', 'Leão, leoa, leões, lei, le.')).toEqual(['Leão', 'leões']);
    expect(await marked('dying', 'They died, die and dig.', { ...pt, language: 'en' })).toEqual([
      'died',
      'die',
    ]);
  });
});
