import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { eachToken } from './tokens.ts';

interface Token {
  raw: string;
  start: number;
  end: number;
  isExtra: boolean;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  eachToken(text, (raw, start, end, isExtra) => tokens.push({ raw, start, end, isExtra }));
  return tokens;
}

const wordsOf = (text: string) =>
  tokensOf(text)
    .filter((token) => !token.isExtra)
    .map((token) => token.raw);
const extrasOf = (text: string) =>
  tokensOf(text)
    .filter((token) => token.isExtra)
    .map((token) => token.raw);

describe('words', () => {
  test.each([
    ['Olá, mundo!', ['Olá', 'mundo']],
    ['(um) [dois]—três…', ['um', 'dois', 'três']],
    ["dog's don't d'água O’Brien rock'n'roll", ['dog', 'don', 'água', 'Brien', 'rock', 'roll']],
    ['and/or guarda-chuva disse-lhe', ['and', 'or', 'guarda', 'chuva', 'disse', 'lhe']],
    ['e\u0301gua infor\u00admação', ['e\u0301gua', 'infor\u00admação']],
    ['漢字とABC', ['漢', '字', 'と', 'ABC']],
    ['שלום 𝐀𝐁 😀 👩‍👩‍👧', ['שלום', '𝐀𝐁']],
    ['word,word a:b x..y --', ['word', 'word', 'a', 'b', 'x', 'y']],
    ['\u0301\u0302 \ud800 ... -_-', []],
  ])('%s', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
    expect(extrasOf(text)).toEqual([]);
  });
});

describe('codes are kept whole beside their parts', () => {
  test.each([
    ['ABC-123/4', ['ABC', '123', '4'], ['abc123', 'abc1234']],
    ['123.456.789-09', ['123', '456', '789', '09'], ['12345678909']],
    ['12.345.678/0001-90', ['12', '345', '678', '0001', '90'], ['12345678', '0001-90', '12345678000190']],
    ['0001234-56.2023.8.26.0100', ['0001234', '56', '2023', '8', '26', '0100'], ['00012345620238260100']],
    [
      'maria.silva@ex.com.br',
      ['maria', 'silva', 'ex', 'com', 'br'],
      ['mariasilva', 'excombr', 'mariasilvaexcombr'],
    ],
    ['relatório_final.pdf', ['relatório', 'final', 'pdf'], ['relatoriofinalpdf']],
    ['e-mail', ['e', 'mail'], ['email']],
    ['P&D', ['P', 'D'], ['pd']],
    ['covid19', ['covid', '19'], ['covid19']],
    ['nº15', ['n', '15'], ['n15']],
  ])('%s', (text, words, extras) => {
    expect(wordsOf(text)).toEqual(words);
    expect(extrasOf(text)).toEqual(extras);
  });

  test('numbers keep their decimals, however they are written', () => {
    expect(extrasOf('1.234,56')).toEqual(['1234.56']);
    expect(extrasOf('1,234.56')).toEqual(['1234.56']);
    expect(extrasOf('1.234')).toEqual(['1234']);
    expect(extrasOf('3,5')).toEqual(['3.5']);
    expect(extrasOf('2.5.1')).toEqual(['2.5.1']);
    expect(extrasOf('1/2')).toEqual(['1-2']);
    expect(extrasOf('1,2,3')).toEqual([]);
  });

  test('a number and its unit are one thing with or without a space', () => {
    for (const text of ['10mg', '10 mg', '10\u00a0mg']) expect(extrasOf(text)).toContain('10mg');
    for (const text of ['3,5kg', '3,5 kg', '3.5 kg']) expect(extrasOf(text)).toContain('3.5kg');
    for (const text of ['25°C', '25 °C', '25 ºC', '25ºC']) expect(extrasOf(text)).toContain('25c');
    for (const text of ['10%', '10 %']) expect(extrasOf(text)).toContain('10%');
    expect(extrasOf('5 a 7 metros')).toEqual([]);
  });

  test('a hash is one token, an address without end has no whole', () => {
    expect(tokensOf('a3f9c2b1e4d5')).toEqual([{ raw: 'a3f9c2b1e4d5', start: 0, end: 12, isExtra: false }]);
    expect(extrasOf('a1.'.repeat(60))).toHaveLength(60);
  });
});

test('offsets are those of the text, whatever it is', () => {
  const letter = /[\p{L}\p{N}]/u;
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom(..."aB1ç漢𝐀9.,-/@_:&'’ºª° %\u0301\u200d\ud800\udc00mgkC".split('')) }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      let before = 0;
      for (const { raw, start, end, isExtra } of tokensOf(text)) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(letter.test(raw)).toBe(true);
        if (isExtra) continue;
        expect(text.slice(start, end)).toBe(raw);
        expect(start).toBeGreaterThanOrEqual(before);
        before = end;
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a text of any length is read as its pieces are', () => {
  const piece = 'Ação de ABC-123/4 漢字 😀 d\u2019água, 3,5 kg; ';
  const long = piece.repeat(1_000);
  const ofPieces = Array.from({ length: 1_000 }, (_, n) =>
    tokensOf(piece).map(({ raw, start, end, isExtra }) => {
      const offset = n * piece.length;
      return { raw, start: start + offset, end: end + offset, isExtra };
    }),
  ).flat();
  expect(tokensOf(long)).toEqual(ofPieces);
});
