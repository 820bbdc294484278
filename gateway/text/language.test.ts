import { describe, expect, test } from 'vitest';
import { chunkLanguage, detectLanguage } from './language.ts';

describe('detectLanguage', () => {
  test.each([
    ['Qual é o prazo de garantia do produto?', 'pt'],
    ['o que e entropia', 'pt'],
    ['what is the warranty of this product', 'en'],
    ['There is no such thing, so do not ask for it', 'en'],
    ['inspeção', 'pt'],
    ['inspec\u0327a\u0303o', 'pt'],
    ['final report', 'unknown'],
    ['for me', 'unknown'],
    ['ABC-123', 'unknown'],
    ['', 'unknown'],
    ['😀 ... !!', 'unknown'],
  ])('%s', (text, language) => {
    expect(detectLanguage(text)).toBe(language);
  });
});

describe('chunkLanguage', () => {
  test('clear evidence beats the document and the majority', () => {
    expect(chunkLanguage('a soma dos ângulos internos', 'en', 'en')).toBe('pt');
    expect(chunkLanguage('the sum of the angles', 'pt', 'pt')).toBe('en');
  });

  test('weak or mixed evidence takes the language of the document', () => {
    expect(chunkLanguage('tabela de valores', 'en', 'pt')).toBe('en');
    expect(chunkLanguage('the wing: perfil da asa', 'en', 'pt')).toBe('en');
  });

  test('without a document that of most chunks', () => {
    expect(chunkLanguage('1234', 'unknown', 'en')).toBe('en');
    expect(chunkLanguage('', 'unknown', 'pt')).toBe('pt');
  });
});
