import { DocumentError } from '../../document-error.ts';
import type { BinaryFormat } from '../format.ts';

/** Files of office programs that no format of their own reads yet. */
export const office: BinaryFormat = {
  name: 'office',
  kind: 'binary',
  endings: new Map(),
  declaredAs: [],
  recognise: (_, known) =>
    known !== undefined && /officedocument|opendocument|msword|x-cfb/.test(known) ? known : undefined,
  read: ({ mediaType }) =>
    Promise.reject(
      new DocumentError('unsupported', `Text can not be read from office files (${mediaType}) yet.`),
    ),
};
