import type { Answer } from '../../api/types.ts';

/** A file as records, searches and uploads name it; its bytes are at `/files/{id}`. */
export type PreviewFile = Pick<
  Answer<'/files', 'get'>['items'][number],
  'id' | 'name' | 'size' | 'content_type'
>;

/** How a file is shown. */
export type FileKind = 'pdf' | 'image' | 'table' | 'text' | 'other';

/** Pictures that every browser shows. */
const images = new Set([
  'image/png',
  'image/jpeg',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/svg+xml',
  'image/bmp',
  'image/x-icon',
]);
const tables = new Set(['text/csv', 'text/tab-separated-values']);
const textLike =
  /^(text\/.+|application\/(json|xml|yaml|x-yaml|x-ndjson|toml|sql|javascript|.+\+(json|xml)))$/;
const textEndings = new Set([
  'txt',
  'md',
  'markdown',
  'json',
  'ndjson',
  'jsonl',
  'yaml',
  'yml',
  'xml',
  'log',
  'html',
]);

/** Told from its media type; where that says nothing, from its name. */
export function fileKind({ name, content_type }: Pick<PreviewFile, 'name' | 'content_type'>): FileKind {
  const type = content_type.split(';')[0]!.trim().toLowerCase();
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (type === 'application/pdf') return 'pdf';
  if (images.has(type)) return 'image';
  if (tables.has(type)) return 'table';
  const saysNothing = type === '' || type === 'application/octet-stream' || type === 'text/plain';
  if (saysNothing && ['csv', 'tsv'].includes(ending)) return 'table';
  if (textLike.test(type) || (saysNothing && textEndings.has(ending))) return 'text';
  return saysNothing && ending === 'pdf' ? 'pdf' : 'other';
}

/** Where its bytes are. */
export function fileUrl({ id }: Pick<PreviewFile, 'id'>): string {
  return `/files/${encodeURIComponent(id)}`;
}
