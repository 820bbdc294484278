/** What a character is to the tokenizer. */
export const kinds = {
  separator: 0,
  letter: 1,
  digit: 2,
  /** Continues a word and never begins one: combining marks, soft hyphen, joiners. */
  mark: 3,
  /** Scripts written without spaces: every character is a token. */
  ideograph: 4,
  /** Joins the parts of a code when there is no space around it. */
  connector: 5,
  apostrophe: 6,
  surrogate: 7,
} as const;

const letter = /^[\p{L}]$/u;
const digit = /^[\p{N}]$/u;
const mark = /^[\p{M}\u00ad\u200c\u2060\ufeff\u200d]$/u;
const ideograph = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]$/u;

/** Hyphens and dashes that people and word processors use for one another. */
export const hyphens = '-\u2010\u2011\u2012\u2013\u2212';
/** The ordinal signs are letters in Unicode; `25ºC` and `nº15` use them as signs. */
export const degrees = '°ºª';
const connectors = `${hyphens}${degrees}._/\\@&,:`;
const apostrophes = "'\u2019\u02bc";

function kindOf(character: string): number {
  if (connectors.includes(character)) return kinds.connector;
  if (apostrophes.includes(character)) return kinds.apostrophe;
  if (mark.test(character)) return kinds.mark;
  if (letter.test(character)) return ideograph.test(character) ? kinds.ideograph : kinds.letter;
  if (digit.test(character)) return kinds.digit;
  return kinds.separator;
}

/** Kind of every UTF-16 unit; a table, because every character of every text goes through it. */
export const kindTable = buildTable();

function buildTable(): Uint8Array {
  const table = new Uint8Array(0x10000);
  for (let unit = 0; unit < 0x10000; unit++) {
    const isSurrogate = unit >= 0xd800 && unit <= 0xdfff;
    table[unit] = isSurrogate ? kinds.surrogate : kindOf(String.fromCharCode(unit));
  }
  return table;
}

/** Kind of the character at an index; separator at the end of the text and for half of a surrogate pair. */
export function kindAt(text: string, at: number): number {
  if (at >= text.length) return kinds.separator;
  const kind = kindTable[text.charCodeAt(at)] ?? kinds.separator;
  return kind === kinds.surrogate ? pairKind(text, at) : kind;
}

function pairKind(text: string, at: number): number {
  const point = text.codePointAt(at) ?? 0;
  return point > 0xffff ? kindOf(String.fromCodePoint(point)) : kinds.separator;
}

/** UTF-16 units of the character at an index. */
export function widthAt(text: string, at: number): number {
  return (text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1;
}
