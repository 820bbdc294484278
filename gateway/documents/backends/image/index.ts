import { DocumentError } from '../../document-error.ts';
import type { BinaryFormat, DetectedType } from '../format.ts';

/** Pictures: told from other files, and not read yet. */
export const image: BinaryFormat = {
  name: 'image',
  kind: 'binary',
  endings: new Map(),
  declaredAs: [],
  recognise: (_, known) => (known?.startsWith('image/') ? known : undefined),
  refuse(declared, { format, mediaType }) {
    // SVG is text and has no signature.
    if (!declared.startsWith('image/') || declared.startsWith('image/svg')) return undefined;
    if (format === image && familyOf(declared) === familyOf(mediaType)) return undefined;
    return `The file is declared as ${declared} but its content is ${contentOf({ format, mediaType })}.`;
  },
  read: ({ mediaType }) =>
    Promise.reject(new DocumentError('unsupported', `Text can not be read from images (${mediaType}) yet.`)),
};

function contentOf({ format, mediaType }: DetectedType): string {
  return format.name === 'unknown' || format.name === 'text' ? 'something else' : mediaType;
}

/** One name for the media types that stand for the same kind of image. */
function familyOf(mediaType: string): string {
  return mediaType
    .replace('image/x-', 'image/')
    .replace('/jpg', '/jpeg')
    .replace('/ms-bmp', '/bmp')
    .replace(/heif|heic-sequence|heif-sequence/, 'heic');
}
