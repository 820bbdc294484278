import { DocumentError } from '../../document-error.ts';
import type { BinaryFormat } from '../format.ts';

/** Whatever is no text and of no other format. */
export const unknown: BinaryFormat = {
  name: 'unknown',
  kind: 'binary',
  endings: new Map(),
  declaredAs: [],
  recognise: (_, known) => known,
  recogniseClaimed: () => 'application/octet-stream',
  read: ({ mediaType }) =>
    Promise.reject(
      new DocumentError('unsupported', `Text can not be read from this kind of file (${mediaType}).`),
    ),
};
