import { limits } from '../../contract/limits.ts';
import type { Field } from '../../schema/types.ts';

// Control characters, and the bidi overrides that make a name show what it is not.
const unsafe = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200e\u200f]/gu;

/** A file's name as data: no directories, no control characters, at most 255 bytes with its ending kept. */
export function safeFileName(given: string): string {
  const base = given.toWellFormed().split(/[/\\]/).at(-1) ?? '';
  const name = base.replace(unsafe, '').trim();
  if (name === '' || name === '.' || name === '..') return 'file';
  return cutToBytes(name, limits.fileNameBytes);
}

function cutToBytes(name: string, most: number): string {
  if (Buffer.byteLength(name) <= most) return name;
  const dot = name.lastIndexOf('.');
  const ending = dot > 0 && Buffer.byteLength(name.slice(dot)) <= 32 ? name.slice(dot) : '';
  let stem = '';
  let size = Buffer.byteLength(ending);
  for (const character of name.slice(0, name.length - ending.length)) {
    size += Buffer.byteLength(character);
    if (size > most) break;
    stem += character;
  }
  return stem + ending;
}

/** Whether a field's `accept` (media types, `image/*` allowed) lets this type in; parameters don't count. */
export function acceptsType(field: Field, contentType: string): boolean {
  if (field.accept === undefined) return true;
  const type = mediaType(contentType);
  return field.accept.some((accepted) =>
    accepted.endsWith('/*') ? type.startsWith(accepted.slice(0, -1)) : type === accepted,
  );
}

/** `text/plain; charset=utf-8` → `text/plain`. */
export function mediaType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}
