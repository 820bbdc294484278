import { fileTypeFromBuffer } from 'file-type';
import { binaryFormats, textFormats } from './backends/index.ts';
import type { DetectedType, Format } from './backends/format.ts';
import { byteOrderMark, looksBinary } from './encoding.ts';

/** How many bytes of a file `detectType` wants to see. */
export const signatureBytes = 4100;

/**
 * The format of a file by its first bytes (`signatureBytes` of them), then its name, then the declared type: content
 * wins over both. `mismatch` says in one sentence why a file whose declaration lies is refused.
 */
export async function detectType(
  start: Uint8Array,
  name: string,
  declared = '',
): Promise<DetectedType & { mismatch?: string }> {
  const declaredType = declared.split(';')[0]!.trim().toLowerCase();
  const found = (await bySignature(start)) ?? byClaim(start, endingOf(name), declaredType);
  for (const format of binaryFormats) {
    const mismatch = format.refuse?.(declaredType, found);
    if (mismatch !== undefined) return { ...found, mismatch };
  }
  return found;
}

/** The ending of a file's name, lower case and without the dot; empty where there is none. */
export function endingOf(name: string): string {
  return /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

async function bySignature(start: Uint8Array): Promise<DetectedType | undefined> {
  // The mark of UTF-16 looks like the start of an MP3 to the signature table.
  if (byteOrderMark(start)) return undefined;
  const type = (await fileTypeFromBuffer(start))?.mime;
  const isText = type?.startsWith('text/') || type === 'application/xml';
  return firstOf(binaryFormats, (format) => format.recognise(start, isText ? undefined : type));
}

function byClaim(start: Uint8Array, ending: string, declared: string): DetectedType {
  const isBinary = looksBinary(start);
  const isClaimed = ({ endings, declaredAs }: Format): boolean =>
    endings.has(ending) || declaredAs.includes(declared);
  const found =
    firstOf(binaryFormats, (format) =>
      isBinary || isClaimed(format) ? format.recogniseClaimed?.(start) : undefined,
    ) ??
    firstOf(textFormats, ({ endings }) => endings.get(ending)) ??
    firstOf(textFormats, ({ declaredAs }) => (declaredAs.includes(declared) ? declared : undefined)) ??
    firstOf(textFormats, (format) => format.recognise?.(start));
  if (!found) throw new Error('no format takes what is left');
  return found;
}

/** The first format with a media type, and that. */
function firstOf<F extends Format>(
  formats: readonly F[],
  mediaTypeIn: (format: F) => string | undefined,
): DetectedType | undefined {
  for (const format of formats) {
    const mediaType = mediaTypeIn(format);
    if (mediaType !== undefined) return { format, mediaType };
  }
  return undefined;
}
