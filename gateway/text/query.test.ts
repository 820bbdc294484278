import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { analyze } from './analyze.ts';
import { hash, seeds } from './hash.ts';
import { prepareQuery } from './query.ts';
import { documentVector } from './sparse.ts';
import type { Language } from './languages/index.ts';

const pt = { language: 'pt', collectionLanguages: {} } as const;
const both = { language: 'auto', collectionLanguages: { pt: 100, en: 100 } } as const;

async function weights(
  query: string,
  options: Parameters<typeof prepareQuery>[1],
): Promise<Map<number, number>> {
  const { indices, values } = (await prepareQuery(query, options)).vector;
  return new Map(indices.map((index, at) => [index, values[at] ?? 0]));
}

function expected(terms: Record<string, number>): Map<number, number> {
  return new Map(Object.entries(terms).map(([term, weight]) => [hash(term, seeds.term), weight]));
}

/** Whether a document in a language shares a term with the query. */
async function finds(query: string, text: string, language: Language = 'pt'): Promise<boolean> {
  const found = await weights(query, { language, collectionLanguages: {} });
  return documentVector(analyze(text, language), 10).indices.some((index) => found.has(index));
}

describe('in one language', () => {
  test('weights are counts and stop words go', async () => {
    expect(await weights('o muro e a casa da casa', pt)).toEqual(expected({ mur: 1, cas: 2 }));
  });

  test('auto takes the language that the collection has', async () => {
    const options = { language: 'auto', collectionLanguages: { en: 3, pt: 0 } } as const;
    expect(await weights('the connections', options)).toEqual(expected({ connect: 1 }));
  });

  test('a query of nothing but stop words keeps them', async () => {
    expect(await weights('o que', pt)).toEqual(expected({ o: 1, que: 1 }));
    expect(await finds('ser ou não ser', 'Ser ou não ser, eis a questão')).toBe(true);
  });

  test.each(['', '   ', '...', '—', '😀', '\ud800', "'", '\u0301'])('%j is empty', async (query) => {
    expect((await prepareQuery(query, pt)).vector).toEqual({ indices: [], values: [] });
    expect((await prepareQuery(query, both)).vector).toEqual({ indices: [], values: [] });
  });
});

describe('in both languages', () => {
  test("the stop words of the query's own language go, both stems stay, equal ones once", async () => {
    expect(await weights('the walking of documento', both)).toEqual(
      expected({ walk: 1, walking: 1, documento: 1, document: 1 }),
    );
    expect((await weights('a casa da maria', both)).has(hash('da', seeds.term))).toBe(false);
  });

  test('those of both where the language is unknown', async () => {
    expect(await weights('for me report', both)).toEqual(expected({ report: 1 }));
  });

  test('a language of a few chunks weighs little, unless the query is in it', async () => {
    const options = { language: 'auto', collectionLanguages: { pt: 1_000, en: 2 } } as const;
    expect(await weights('walking', options)).toEqual(expected({ walking: 1, walk: 0.1 }));
    expect(await weights('which are the walking', options)).toEqual(expected({ walking: 1, walk: 1 }));
  });
});

describe('both forms find', () => {
  test.each([
    ['ABC-123/4', 'contrato ABC-123/4 assinado'],
    ['abc1234', 'contrato ABC-123/4 assinado'],
    ['123', 'contrato ABC-123/4 assinado'],
    ['12345678909', 'CPF 123.456.789-09'],
    ['123.456.789-09', 'CPF 12345678909'],
    ['12345678000190', 'CNPJ: 12.345.678/0001-90.'],
    ['00012345620238260100', 'autos n. 0001234-56.2023.8.26.0100'],
    ['silva', 'escreva a maria.silva@exemplo.com.br'],
    ['maria.silva@exemplo.com.br', 'escreva a Maria.Silva@exemplo.com.br!'],
    ['relatorio_final.pdf', 'veja /tmp/relatório_final.pdf'],
    ['10mg', 'dose de 10 mg'],
    ['10 mg', 'dose de 10mg'],
    ['3,5kg', 'pesa 3.5 kg'],
    ['email', 'mande um e-mail'],
    ['informacoes', 'a informação'],
    ['Informações', 'INFORMAC\u0327A\u0303O'],
  ])('%s in: %s', async (query, text) => {
    expect(await finds(query, text)).toBe(true);
  });

  test('and what only looks alike does not', async () => {
    expect(await finds('12345678909', 'telefone 123 456')).toBe(false);
    expect(await finds('15', 'razão de 1,5')).toBe(false);
    expect(await finds('12', 'metade: 1/2')).toBe(false);
  });
});

test('typo tolerance finds a mistyped word by its 4-grams', async () => {
  const { vector } = await prepareQuery('garanita', { ...pt, typoTolerance: true });
  const query = vector.indices;
  const right = documentVector(analyze('garantia', 'pt', { typoTolerance: true }), 1).indices;
  const other = documentVector(analyze('muro', 'pt', { typoTolerance: true }), 1).indices;
  expect(query.filter((index) => right.includes(index)).length).toBeGreaterThan(1);
  expect(query.filter((index) => other.includes(index))).toEqual([]);
});

test('any query gives a vector that Qdrant takes', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: 'binary', maxLength: 100 }),
      fc.boolean(),
      async (query, typoTolerance) => {
        const { indices, values } = (await prepareQuery(query, { ...both, typoTolerance })).vector;
        expect(new Set(indices).size).toBe(indices.length);
        for (const value of values) expect(value > 0 && Number.isFinite(value)).toBe(true);
      },
    ),
    { numRuns: 300 },
  );
});

async function countPauses(query: string): Promise<number> {
  let pauses = 0;
  await prepareQuery(query, both, () => {
    pauses++;
    return undefined;
  });
  return pauses;
}

test('a long query takes many pauses and comes to the same', async () => {
  const part = 'casa à beira do rio ABC-123/4, 3,5 kg de terra 𝐀𝐁 ';
  const long = part.repeat(2_000);
  const once = await weights(part, both);
  expect(await weights(long, both)).toEqual(
    new Map([...once].map(([index, weight]) => [index, weight * 2_000])),
  );
  expect(await countPauses(long)).toBeGreaterThan(90);
  expect(await countPauses(part)).toBe(1);
});
