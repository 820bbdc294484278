import type { BinaryFormat } from '../format.ts';
import { readPdf } from './read-pdf.ts';

const mediaType = 'application/pdf';
const declaredAs = [mediaType, 'application/x-pdf'];

/** PDFs with a text layer. */
export const pdf: BinaryFormat = {
  name: 'pdf',
  kind: 'binary',
  endings: new Map([['pdf', mediaType]]),
  declaredAs,
  recognise: (start) => (headerAt(start) === 0 ? mediaType : undefined),
  // Readers accept the header anywhere in the first kilobyte; so may a text be about PDFs.
  recogniseClaimed: (start) => (headerAt(start) >= 0 ? mediaType : undefined),
  refuse: (declared, { format }) =>
    declaredAs.includes(declared) && format !== pdf
      ? 'The file is declared as a PDF but is none: its signature is missing.'
      : undefined,
  read: readPdf,
};

/** Where in the first kilobyte a PDF begins, blanks before it not counted; negative if nowhere. */
function headerAt(start: Uint8Array): number {
  return Buffer.from(start.subarray(0, 1024)).toString('latin1').trimStart().indexOf('%PDF-');
}
