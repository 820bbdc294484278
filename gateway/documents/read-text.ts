import { readFile } from 'node:fs/promises';
import { DocumentError } from './document-error.ts';
import { decodeText } from './encoding.ts';

/** A JavaScript string holds 2^29 units; a file read into one may not be larger. */
const maxTextBytes = 500 * 2 ** 20;

/**
 * Reads and decodes a whole text file; `warnings` says what of it is damaged.
 * @param kind what the error calls it
 * @param declaredCharset finds the encoding that the file names itself
 * @throws DocumentError `too_big`
 */
export async function readText(
  { path, size }: { path: string; size: number },
  kind = 'Text',
  declaredCharset?: (bytes: Buffer) => string | undefined,
): Promise<{ text: string; warnings: string[] }> {
  if (size > maxTextBytes) throw new DocumentError('too_big', `${kind} files over 500 MiB can not be read.`);
  const bytes = await readFile(path);
  const { text, warning } = decodeText(bytes, declaredCharset?.(bytes));
  return { text, warnings: warning === undefined ? [] : [warning] };
}
