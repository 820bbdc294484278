import { expect, test } from 'vitest';
import { lookUp, termOf } from './words.ts';

test('a word is the same after many others have passed by', () => {
  const before = termOf(lookUp('Informações'), 'pt');
  for (let n = 0; n < 100_000; n++) lookUp(`w${n}`);
  expect(lookUp('Informações')).toMatchObject({ folded: 'informacoes', speaksFor: ['pt'] });
  expect(termOf(lookUp('Informações'), 'pt')).toBe(before);
});

test('very long words are words', () => {
  const long = 'á'.repeat(100_000);
  expect(termOf(lookUp(long), 'pt')).toBe('a'.repeat(100_000));
});
