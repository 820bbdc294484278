import { describe, expect, test } from 'vitest';
import { fold } from './fold.ts';
import { stem } from './stem.ts';

describe('forms of a Portuguese word have one stem, typed with accents or without', () => {
  test.each([
    ['informação', 'informações'],
    ['posição', 'posições'],
    ['avião', 'aviões'],
    ['animal', 'animais'],
    ['papel', 'papéis'],
    ['possível', 'possíveis'],
    ['lençol', 'lençóis'],
    ['imagem', 'imagens'],
    ['ocorrência', 'ocorrências'],
    ['casa', 'casas'],
    ['contratado', 'contratar'],
  ])('%s, %s', (one, other) => {
    expect(stem(fold(one), 'pt')).toBe(stem(fold(other), 'pt'));
    expect(stem(fold(one), 'pt')).toMatch(/^[a-z]+$/);
  });
});

test.each([
  ['connections', 'connect'],
  ['studies', 'studi'],
  ['generously', 'generous'],
])('English %s → %s', (word, expected) => {
  expect(stem(word, 'en')).toBe(expected);
});

test.each(['abc1234', '12345678909', '10%', 'привет', '漢', 'as', 'x'.repeat(41)])(
  '%s is left as it is',
  (word) => {
    expect(stem(word, 'pt')).toBe(word);
    expect(stem(word, 'en')).toBe(word);
  },
);
