import { expect, it } from 'vitest';
import { searchedCollection, statsOf } from '../../../test/support/search-parts.ts';
import { analyseQuery } from './analyse.ts';

const { config } = searchedCollection().schema;

it.each([
  ['words and their plurals are one term', 'lontra lontras', 1],
  ['stop words are left out beside others', 'a lontra do rio', 2],
  ['accents make no difference', 'rápido rapido', 1],
  ['nothing but stop words keeps them', 'que nós', 2],
  ['punctuation has no term', '?!… -- (,)', 0],
])('%s', async (_, query, terms) => {
  const { vector, matcher } = await analyseQuery(query, config, statsOf(1, 1));
  expect(vector.indices).toHaveLength(terms);
  expect(vector.values).toHaveLength(terms);
  expect(matcher.terms.size).toBe(terms);
});

it('a collection of any language is searched in those that it has', async () => {
  const auto = { ...config, language: 'auto' as const };
  const languagesOf = async (names: string[]) => {
    const languages = new Map(names.map((name) => [name, { chunks: 10, tokens: 100 }]));
    return (await analyseQuery('rivers', auto, { records: 10, languages })).matcher.languages;
  };
  expect(await languagesOf(['en'])).toEqual(['en']);
  expect(await languagesOf(['pt'])).toEqual(['pt']);
  expect(await languagesOf(['pt', 'en'])).toHaveLength(2);
});
