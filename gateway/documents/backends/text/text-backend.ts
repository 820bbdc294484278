import { readFile } from 'node:fs/promises';
import { DocumentError } from '../../document-error.ts';
import { blankLine } from '../../chunk/cut.ts';
import { decodeText } from '../../encoding.ts';
import type { DecodedText } from '../../encoding.ts';
import type { Backend } from '../backend.ts';

/** A JavaScript string holds 2^29 units; a file read into one may not be larger. */
export const maxTextBytes = 500 * 2 ** 20;

/**
 * Reads and decodes a whole text file.
 * @throws DocumentError `too_big`
 */
export async function readText(path: string, size: number): Promise<DecodedText> {
  if (size > maxTextBytes) throw new DocumentError('too_big', 'Text files over 500 MiB can not be read.');
  return decodeText(await readFile(path));
}

/** Plain text: paragraphs are what blank lines divide; their own line ends are kept. */
export const readPlainText: Backend = async (input, builder) => {
  const { text, warning } = await readText(input.path, input.size);
  for (const paragraph of text.split(blankLine)) {
    const trimmed = paragraph.replace(/\r\n?/g, '\n').trim();
    if (trimmed !== '') builder.addText(builder.body, 'text', trimmed, { orig: paragraph });
  }
  return { pages: 0, warnings: warning === undefined ? [] : [warning] };
};
