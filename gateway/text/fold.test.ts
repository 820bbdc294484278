import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from './fold.ts';

test.each([
  ['Informação', 'informacao'],
  ['informac\u0327a\u0303o', 'informacao'],
  ['ÁÉÍÓÚ àâãêôõüç', 'aeiou aaaeoouc'],
  ['Straße Ærø Łódź Œuvre', 'strasse aero lodz oeuvre'],
  ['ﬁm ＡＢＣ ²', 'fim abc 2'],
  ['infor\u00admação', 'informacao'],
  ['İstanbul ΟΔΟΣ', 'istanbul οδοσ'],
])('%s is compared as %s', (text, folded) => {
  expect(fold(text)).toBe(folded);
});

test('folding twice is folding once, for any text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(fold(fold(text))).toBe(fold(text));
    }),
    { numRuns: 500 },
  );
  for (let point = 0; point <= 0x1ffff; point++) {
    const folded = fold(String.fromCodePoint(point));
    if (fold(folded) !== folded) expect.fail(`U+${point.toString(16)} folds twice`);
  }
});
