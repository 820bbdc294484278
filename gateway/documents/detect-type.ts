import { fileTypeFromBuffer } from 'file-type';
import { byteOrderMark, looksBinary } from './encoding.ts';

/** What a file is to FroDB. `unknown` is binary that nothing here reads; the others after `text` come later. */
export type DocumentFormat = 'pdf' | 'markdown' | 'html' | 'csv' | 'text' | 'image' | 'office' | 'unknown';

export interface DetectedType {
  format: DocumentFormat;
  /** Media type by content where a signature tells, else by name or as declared. */
  mediaType: string;
  /** Set if a declared PDF or image has another signature: one sentence that says so. */
  mismatch?: string;
}

/** How many bytes of a file `detectType` wants to see. */
export const signatureBytes = 4100;

const byExtension: Record<string, [DocumentFormat, string]> = {
  md: ['markdown', 'text/markdown'],
  markdown: ['markdown', 'text/markdown'],
  mdown: ['markdown', 'text/markdown'],
  html: ['html', 'text/html'],
  htm: ['html', 'text/html'],
  xhtml: ['html', 'application/xhtml+xml'],
  csv: ['csv', 'text/csv'],
  tsv: ['csv', 'text/tab-separated-values'],
};

const pdf: DetectedType = { format: 'pdf', mediaType: 'application/pdf' };
const pdfTypes = new Set(['application/pdf', 'application/x-pdf']);

const byMediaType: Record<string, DocumentFormat> = {
  'text/markdown': 'markdown',
  'text/x-markdown': 'markdown',
  'text/html': 'html',
  'application/xhtml+xml': 'html',
  'text/csv': 'csv',
  'application/csv': 'csv',
  'text/tab-separated-values': 'csv',
};

/**
 * The format of a file by its first bytes (`signatureBytes` of them), then its name, then the declared type:
 * content wins over both.
 */
export async function detectType(
  firstBytes: Uint8Array,
  name: string,
  declared: string | undefined,
): Promise<DetectedType> {
  const declaredType = (declared ?? '').split(';')[0]!.trim().toLowerCase();
  const detected = await detectFormat(firstBytes, name, declaredType);
  const mismatch = findMismatch(declaredType, detected);
  return mismatch === undefined ? detected : { ...detected, mismatch };
}

async function detectFormat(bytes: Uint8Array, name: string, declaredType: string): Promise<DetectedType> {
  // The mark of UTF-16 looks like the start of an MP3 to the signature table.
  const signature = byteOrderMark(bytes) ? undefined : await detectSignature(bytes);
  if (signature) return signature;
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  const isBinary = looksBinary(bytes);
  // Readers accept a PDF header anywhere in the first kilobyte; so may a text be about PDFs.
  if ((isBinary || extension === 'pdf' || pdfTypes.has(declaredType)) && pdfHeader(bytes) >= 0) return pdf;
  if (isBinary) return { format: 'unknown', mediaType: 'application/octet-stream' };
  const named = byExtension[extension];
  if (named) return { format: named[0], mediaType: named[1] };
  const format = byMediaType[declaredType];
  if (format) return { format, mediaType: declaredType };
  if (startsAsHtml(bytes)) return { format: 'html', mediaType: 'text/html' };
  return { format: 'text', mediaType: 'text/plain' };
}

async function detectSignature(bytes: Uint8Array): Promise<DetectedType | undefined> {
  if (pdfHeader(bytes) === 0) return pdf;
  const type = await fileTypeFromBuffer(bytes);
  if (!type || type.mime.startsWith('text/') || type.mime === 'application/xml') return undefined;
  if (type.mime.startsWith('image/')) return { format: 'image', mediaType: type.mime };
  const office = /officedocument|opendocument|msword|x-cfb/.test(type.mime);
  return { format: office ? 'office' : 'unknown', mediaType: type.mime };
}

/** Where in the first kilobyte a PDF begins, blanks before it not counted; negative if nowhere. */
function pdfHeader(bytes: Uint8Array): number {
  return latin1(bytes.subarray(0, 1024)).trimStart().indexOf('%PDF-');
}

function findMismatch(declaredType: string, detected: DetectedType): string | undefined {
  if (pdfTypes.has(declaredType)) {
    return detected.format === 'pdf'
      ? undefined
      : 'The file is declared as a PDF but is none: its signature is missing.';
  }
  // SVG is text and has no signature.
  if (!declaredType.startsWith('image/') || declaredType.startsWith('image/svg')) return undefined;
  const same = detected.format === 'image' && sameImage(declaredType, detected.mediaType);
  if (same) return undefined;
  const found =
    detected.format === 'unknown' || detected.format === 'text' ? 'something else' : detected.mediaType;
  return `The file is declared as ${declaredType} but its content is ${found}.`;
}

function sameImage(declared: string, found: string): boolean {
  const canonical = (type: string): string =>
    type.replace('image/x-', 'image/').replace('/jpg', '/jpeg').replace('/ms-bmp', '/bmp');
  const family = (type: string): string =>
    canonical(type).replace(/heif|heic-sequence|heif-sequence/, 'heic');
  return family(declared) === family(found);
}

function startsAsHtml(bytes: Uint8Array): boolean {
  const start = latin1(bytes.subarray(0, 1024)).replaceAll('\0', '');
  return /^[^<]{0,8}(?:\s*<(?:!--[\s\S]*?-->|\?xml[^>]*>))*\s*<(?:!doctype\s+html|html|head|body)[\s>]/i.test(
    start,
  );
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
