import { describe, expect, it } from 'vitest';
import { decodeText } from './encoding.ts';

const brazilian = 'Município;População\nSão Luís;1.108.975\nÓbidos;52.137\nConceição do Araguaia;47.991\n';

/** Characters of Latin-1, plus those Windows put in its gaps. */
function windows1252(text: string): Buffer {
  const extra: Record<string, number> = { '€': 0x80, '–': 0x96, '“': 0x93, '”': 0x94, '…': 0x85 };
  return Buffer.from([...text].map((char) => extra[char] ?? char.charCodeAt(0)));
}

function utf16be(text: string): Buffer {
  return Buffer.from(text, 'utf16le').swap16();
}

describe('encoding of text', () => {
  it.each([
    ['UTF-8', Buffer.from(brazilian), 'utf-8'],
    ['UTF-8 with mark', Buffer.from(`\ufeff${brazilian}`), 'utf-8'],
    ['UTF-16 with mark', Buffer.from(`\ufeff${brazilian}`, 'utf16le'), 'utf-16le'],
    ['UTF-16, high byte first, with mark', utf16be(`\ufeff${brazilian}`), 'utf-16be'],
    ['UTF-16 without mark', Buffer.from(brazilian, 'utf16le'), 'utf-16le'],
    ['UTF-16, high byte first, without mark', utf16be(brazilian), 'utf-16be'],
    ['Windows-1252 or Latin-1', windows1252(brazilian), 'windows-1252'],
  ])('reads %s', (_, bytes, encoding) => {
    expect(decodeText(bytes)).toEqual({ text: brazilian, encoding });
  });

  it.each(['ÇÃO', 'Olá', '“Aspas” – travessão … €', 'três, não há ação'])(
    'reads the few bytes of %s',
    (text) => {
      expect(decodeText(windows1252(text)).text).toBe(text);
    },
  );

  it('keeps a UTF-8 file with one damaged byte UTF-8', () => {
    const bytes = Buffer.concat([
      Buffer.from(brazilian.repeat(5)),
      Buffer.from([0xff]),
      Buffer.from(brazilian),
    ]);
    const decoded = decodeText(bytes);
    expect(decoded.text).toContain('Conceição');
    expect(decoded.text.split('\ufffd')).toHaveLength(2);
    expect(decoded.warning).toMatch('utf-8');
  });

  it('follows a declared label only if it is one', () => {
    const cyrillic = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]);
    expect(decodeText(cyrillic, 'windows-1251').text).toBe('Привет');
    expect(decodeText(windows1252('ação'), 'no-such-label').text).toBe('ação');
    expect(decodeText(windows1252('ação'), 'utf-8').text).toBe('ação');
  });

  it('reads nothing', () => {
    expect(decodeText(Buffer.alloc(0)).text).toBe('');
  });
});
