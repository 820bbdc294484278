import { expect, it } from 'vitest';
import { decodeText } from './decode-text.ts';

const utf8 = new TextEncoder();

it('reads UTF-8, without its mark', () => {
  expect(decodeText(utf8.encode('cota de alerta, 7,50 m: até'))).toBe('cota de alerta, 7,50 m: até');
  expect(decodeText(utf8.encode('\u{feff}água'))).toBe('água');
});

it('leaves out a character that the end cuts through', () => {
  const bytes = utf8.encode('até');
  expect(decodeText(bytes.subarray(0, -1))).toBe('at');
});

it('reads UTF-16 by its mark', () => {
  expect(decodeText(Uint8Array.of(0xff, 0xfe, 0xe1, 0, 0x67, 0))).toBe('ág');
  expect(decodeText(Uint8Array.of(0xfe, 0xff, 0, 0xe1, 0, 0x67))).toBe('ág');
});

it('takes what is no UTF-8 for Windows-1252', () => {
  expect(decodeText(Uint8Array.of(0xe1, 0x67, 0x75, 0x61))).toBe('água');
});
