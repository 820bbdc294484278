/** What of a PDF's characters needs care, by code point. Docling's conventions: straight quotes, `·` for bullets. */

/** Latin letters without anything that needs care: nearly every line. */
const plainLatin = /^[\u0020-\u007e\u00a1-\u00ac\u00ae-\u02ff]*$/;
const replacements: [RegExp, string][] = [
  [/[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffc\ufffe\uffff]/gu, ''],
  [/[\u2018-\u201b]/g, "'"],
  [/[\u201c-\u201f]/g, '"'],
  [/[\u2022\uf0b7\uf0a7]/g, '·'],
  [/\u2044/g, '/'],
  [/\u00ad(?!$)/g, ''],
  [/\u00ad$/, '-'],
];
/** Latin and Arabic ligatures and presentation forms, and the half-width ones. */
const forms = /[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufb4f\ufb50-\ufdff\ufe70-\ufefc]+/g;

/** A line's text with ligatures spelled out, accents composed and everything invisible gone. */
export function cleanLine(text: string): string {
  if (plainLatin.test(text)) return text;
  let clean = text;
  for (const [pattern, by] of replacements) clean = clean.replace(pattern, by);
  return clean
    .replace(forms, (found) => found.normalize('NFKC'))
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .normalize('NFC')
    .trim();
}

export function isSpace(code: number): boolean {
  return (
    code === 0x20 ||
    code === 9 ||
    code === 0xa0 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

export function isRightToLeft(code: number): boolean {
  return (
    (code >= 0x590 && code <= 0x8ff) ||
    (code >= 0xfb1d && code <= 0xfdff) ||
    (code >= 0xfe70 && code <= 0xfefc) ||
    (code >= 0x10800 && code <= 0x10fff) ||
    (code >= 0x1e800 && code <= 0x1efff)
  );
}
