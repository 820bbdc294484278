import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from './analyze.ts';
import { hash, seeds } from './hash.ts';
import { documentVector } from './sparse.ts';

describe('analyze', () => {
  test('folds before it stems, so that accents typed or not are one term', () => {
    expect(analyze('informações', 'pt').terms).toEqual(analyze('INFORMACOES', 'pt').terms);
    expect(analyze('connections', 'en').terms).toEqual(new Map([['connect', 1]]));
  });

  test('stop words are terms but no length, a code counts by its parts', () => {
    const { terms, length } = analyze('o código ABC-123 e o código XYZ', 'pt');
    expect(terms.get('codig')).toBe(2);
    expect(terms.get('abc123')).toBe(1);
    expect(terms.has('o')).toBe(true);
    expect(length).toBe(5);
  });

  test('other scripts are words too', () => {
    expect([...analyze('привет мир שלום', 'en').terms.keys()]).toEqual(['привет', 'мир', 'שלום']);
  });
});

describe('documentVector', () => {
  test('weighs by BM25 with the mean length of the collection', () => {
    const analysis = analyze('casa casa muro', 'pt');
    const { indices, values } = documentVector(analysis, 6);
    const norm = 1.2 * (0.25 + 0.75 * (3 / 6));
    const expected = new Map([
      [hash('cas', seeds.term), (2 * 2.2) / (2 + norm)],
      [hash('mur', seeds.term), 2.2 / (1 + norm)],
    ]);
    expect(indices).toEqual([...expected.keys()].sort((a, b) => a - b));
    indices.forEach((index, at) => expect(values[at]).toBeCloseTo(expected.get(index) ?? 0, 4));
  });

  test('adds 4-grams at a tenth, apart from terms', () => {
    const plain = documentVector(analyze('garantia', 'pt'), 1);
    const tolerant = documentVector(analyze('garantia', 'pt', { typoTolerance: true }), 1);
    expect(tolerant.indices).toHaveLength(plain.indices.length + 7);
    expect(tolerant.values.filter((value) => value === 0.1)).toHaveLength(7);
  });

  test('any text gives sorted, distinct u32 indices and finite positive weights', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.boolean(),
        fc.double({ min: 0, max: 1e4, noNaN: true }),
        (text, typoTolerance, mean) => {
          for (const language of ['pt', 'en'] as const) {
            const { indices, values } = documentVector(analyze(text, language, { typoTolerance }), mean);
            expect(values).toHaveLength(indices.length);
            indices.forEach((index, at) => {
              expect(Number.isInteger(index) && index >= 0 && index <= 0xffffffff).toBe(true);
              if (at > 0) expect(index).toBeGreaterThan(indices[at - 1] ?? -1);
            });
            for (const value of values) expect(value >= 0 && value <= 10).toBe(true);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('indices collide as rarely as chance allows', () => {
  const seen = new Set<number>();
  for (let n = 0; n < 200_000; n++) seen.add(hash(`term${n}`, seeds.term));
  expect(200_000 - seen.size).toBeLessThan(20);
});
