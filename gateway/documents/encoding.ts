import chardet from 'chardet';

export interface DecodedText {
  text: string;
  /** Name of the encoding as TextDecoder knows it. */
  encoding: string;
  /** Set if some bytes were not valid in that encoding. */
  warning?: string;
}

/** Encodings told from Windows-1252 by statistics; everything else that is not Unicode is taken as 1252. */
const statistical = new Set(['Shift_JIS', 'EUC-JP', 'EUC-KR', 'Big5', 'GB18030', 'windows-1251', 'KOI8-R']);
const sampleBytes = 65_536;

/**
 * Decodes text by byte order mark, else UTF-16 by its zero bytes, else as UTF-8 if it is, else as `declared`
 * (a label inside the file), else Windows-1252.
 */
export function decodeText(bytes: Uint8Array, declared?: string): DecodedText {
  const unicode = unicodeEncoding(bytes);
  if (unicode !== undefined) return decodeAs(bytes, unicode);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    return decodeAs(bytes, otherEncoding(bytes, declared));
  }
}

/** What the first bytes of a text say: by a byte order mark, or as UTF-16 without one. */
export function unicodeEncoding(start: Uint8Array): string | undefined {
  return byteOrderMark(start) ?? guessUtf16(start);
}

/** Whether bytes can't be text in any encoding read here: zero bytes or many control characters. */
export function looksBinary(bytes: Uint8Array): boolean {
  if (byteOrderMark(bytes) || guessUtf16(bytes)) return false;
  let control = 0;
  for (const byte of bytes) {
    if (byte === 0) return true;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) control += 1;
  }
  return control > bytes.length / 50 + 1;
}

/** The encoding that the first bytes name. */
export function byteOrderMark(bytes: Uint8Array): string | undefined {
  const [a, b, c] = bytes;
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xff && b === 0xfe) return 'utf-16le';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return undefined;
}

/** UTF-16 without a mark: in nearly all languages' files most of the blanks, digits and ends of line show it. */
function guessUtf16(bytes: Uint8Array): string | undefined {
  const length = Math.min(bytes.length, 4096) & ~1;
  if (length < 4) return undefined;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < length; i += 2) {
    // A zero byte pairs with a printable one; U+0000 itself does not count.
    if (bytes[i] === 0 && bytes[i + 1] !== 0) even += 1;
    if (bytes[i + 1] === 0 && bytes[i] !== 0) odd += 1;
  }
  const pairs = length / 2;
  if (odd > pairs * 0.2 && even < pairs * 0.02) return 'utf-16le';
  if (even > pairs * 0.2 && odd < pairs * 0.02) return 'utf-16be';
  return undefined;
}

function decodeAs(bytes: Uint8Array, label: string): DecodedText {
  const decoder = new TextDecoder(label);
  const { encoding } = decoder;
  const decoded = decoder.decode(bytes);
  const text = encoding === 'windows-1252' ? fillLatin1Gaps(decoded) : decoded;
  const damaged = text.includes('\uFFFD');
  return damaged ? { text, encoding, warning: `Some bytes are not valid ${encoding}.` } : { text, encoding };
}

/** What Windows put where Latin-1 has control characters, 0x80 to 0x9f. */
const windowsCharacters = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Node 20 decodes windows-1252 as if it were Latin-1: gives what it decoded its own characters. */
export function fillLatin1Gaps(text: string): string {
  return text.replace(/[\u0080-\u009f]/g, (char) => windowsCharacters[char.charCodeAt(0) - 0x80]!);
}

/** The encoding of a text that is not valid UTF-8, by its first bytes: `declared`, else what it looks like. */
export function otherEncoding(bytes: Uint8Array, declared?: string): string {
  const sample = bytes.subarray(0, sampleBytes);
  const asUtf8 = new TextDecoder('utf-8').decode(sample);
  const bad = asUtf8.split('\ufffd').length - 1;
  const good = asUtf8.replace(/[^\u0080-\uffff]|\ufffd/g, '').length;
  // A few damaged characters in a UTF-8 file: better those lost than every accent garbled.
  if (good > 20 && bad * 20 <= good) return 'utf-8';
  if (declared !== undefined && isKnown(declared)) return declared;
  const [best] = chardet.analyse(sample);
  return best && statistical.has(best.name) && best.confidence >= 80 ? best.name : 'windows-1252';
}

function isKnown(label: string): boolean {
  try {
    // Bytes that are not UTF-8 were declared as it: no declaration worth following.
    return new TextDecoder(label).encoding !== 'utf-8';
  } catch {
    return false;
  }
}
