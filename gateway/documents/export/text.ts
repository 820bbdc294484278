import { collectPieces, separator } from '../chunk/pieces.ts';
import type { DoclingDocument } from '../model.ts';

/** The body of a document as plain text: blocks divided by an empty line, items and rows by a line end. */
export function toText(document: DoclingDocument): string {
  const pieces = collectPieces(document, { furniture: false });
  return pieces.map((piece, i) => separator(pieces[i - 1], piece) + piece.text).join('');
}
