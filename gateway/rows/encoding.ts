import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, writeSync } from 'node:fs';
import { fillLatin1Gaps, otherEncoding, unicodeEncoding } from '../documents/text-files.ts';
import { invalidField } from '../errors.ts';
import { withFile } from './source.ts';
import type { Source } from './source.ts';

const pieceBytes = 1024 * 1024;
const mark = [0xef, 0xbb, 0xbf];

/** What a file says or shows that it is; its bytes are looked at as far as that needs. */
export function encodingOf(source: Source): string {
  const start = source.read(0, pieceBytes);
  const unicode = unicodeEncoding(start);
  if (unicode !== undefined && unicode !== 'utf-8') return unicode;
  return isUtf8Source(source) ? 'utf-8' : otherEncoding(start);
}

function isUtf8Source(source: Source): boolean {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for (let offset = 0; offset < source.size; offset += pieceBytes) {
      const piece = source.read(offset, pieceBytes);
      const isLast = source.isWhole && offset + pieceBytes >= source.size;
      // Checking is many times as fast as decoding, and pieces are seldom cut in a character.
      if (isLast || !isUtf8(piece)) decoder.decode(piece, { stream: !isLast });
    }
    return true;
  } catch {
    return false;
  }
}

/** 400 for a named encoding in which the beginning of a file makes no sense. */
export function checkEncoding(start: Buffer, encoding: string): void {
  const isWrong =
    encoding === 'utf-8'
      ? !isUtf8Start(start) && otherEncoding(start) !== 'utf-8'
      : !isDecodable(start, encoding);
  if (isWrong) {
    throw invalidField(
      'encoding',
      'wrong_encoding',
      `the file is not ${encoding}: its first bytes are none of it`,
      { encoding },
    );
  }
}

function isUtf8Start(start: Buffer): boolean {
  return isUtf8Source({
    size: start.length,
    isWhole: false,
    read: (at, length) => start.subarray(at, at + length),
  });
}

function isDecodable(start: Buffer, encoding: string): boolean {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(start, { stream: true });
    // UTF-16 takes nearly anything: read as what it is not, ASCII gives ideographs, and none of the ends of lines.
    return !encoding.startsWith('utf-16') || /[\n\r,;\t{}[\]]/.test(text) || text.length < 200;
  } catch {
    return false;
  }
}

/** Text as UTF-8, piece by piece; its byte order mark goes. */
export function utf8Encoder(encoding: string): (bytes: Buffer, isEnd: boolean) => Buffer {
  const decoder = new TextDecoder(encoding);
  const hasGaps = decoder.encoding === 'windows-1252';
  return (bytes, isEnd) => {
    const text = decoder.decode(bytes, { stream: !isEnd });
    return Buffer.from(hasGaps ? fillLatin1Gaps(text) : text);
  };
}

/** Writes a file as UTF-8 to another path. */
export async function rewriteAsUtf8(path: string, target: string, encoding: string): Promise<void> {
  const encode = utf8Encoder(encoding);
  const file = openSync(target, 'wx', 0o600);
  try {
    await withFile(path, (source) => {
      for (let offset = 0; offset < source.size; offset += pieceBytes) {
        writeSync(file, encode(source.read(offset, pieceBytes), offset + pieceBytes >= source.size));
      }
    });
  } finally {
    closeSync(file);
  }
}

/** Bytes of the byte order mark. */
export function markLength(start: Uint8Array): number {
  return mark.every((byte, index) => start[index] === byte) ? mark.length : 0;
}
