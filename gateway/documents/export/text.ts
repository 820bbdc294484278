import { collectPieces } from '../chunk/pieces.ts';
import type { DoclingDocument } from '../model.ts';

/** The body of a document as plain text: blocks divided by an empty line, items and rows by a line end. */
export function toText(document: DoclingDocument): string {
  let text = '';
  let previous = '';
  for (const piece of collectPieces(document, { furniture: false })) {
    const tight = piece.kind === previous && (piece.kind === 'item' || piece.kind === 'row');
    text += `${text === '' ? '' : tight ? '\n' : '\n\n'}${piece.text}`;
    previous = piece.kind;
  }
  return text;
}
