import type { Document } from 'yaml';
import { isMap, isSeq } from 'yaml';
import type { FieldProblem } from '../../api/problem.ts';
import { freeName, setKey, setType } from './edit-fields.ts';
import { nearestWord } from './nearest-word.ts';
import { keyOf } from './schema-document.ts';
import { findPlace } from './schema-places.ts';

/** A change that most likely is what was meant: another word for a value, another name for a key, or a key less. */
export type QuickFix =
  | { kind: 'value'; path: (string | number)[]; value: string }
  | { kind: 'key'; path: (string | number)[]; value: string }
  | { kind: 'remove'; path: (string | number)[]; value: string };

/** Contradictions that are over when the key that was refused goes. */
const removable = [
  'not_indexable',
  'not_uniquable',
  'inside_array',
  'no_text_to_search',
  'store_and_flag',
  'minio_without_file',
  'null_for_required',
  'vectorize_needs_text',
];

const split = (list: unknown): string[] => (typeof list === 'string' ? list.split(', ') : []);

/** What would put a problem right, if that can be told. */
export function quickFix(
  document: Document.Parsed,
  { path: where, code, params }: FieldProblem,
): QuickFix | undefined {
  const path = findPlace(document, where).keys;
  const last = path.at(-1);
  if (last === undefined) return undefined;
  const written = document.getIn(path);
  const fix = (kind: QuickFix['kind'], value: string | undefined): QuickFix | undefined =>
    value === undefined || value === '' ? undefined : { kind, path, value };
  switch (code) {
    case 'unknown_type':
      return fix('value', nearestWord(String(written), split(params?.['known'])));
    case 'not_in_values':
      return fix('value', nearestWord(String(written), split(params?.['values'])));
    case 'unknown_key':
      return (
        fix('key', nearestWord(String(last), unused(document, path, split(params?.['known'])))) ??
        fix('remove', String(last))
      );
    case 'bad_name':
      return fix('value', nameFrom(String(written)));
    case 'reserved':
      return fix('value', `own_${String(written)}`.slice(0, 63));
    case 'duplicate':
      return last === 'name'
        ? fix('value', freeName(String(written), siblings(document, path)))
        : fix('remove', String(last));
    case 'not_applicable':
      return fix('remove', String(last));
    case 'contradiction':
      return removable.includes(String(params?.['reason'])) ? fix('remove', String(last)) : undefined;
    default:
      return undefined;
  }
}

/** Does it. */
export function applyFix(document: Document, { kind, path, value }: QuickFix): void {
  const key = path.at(-1);
  const parent = path.slice(0, -1);
  if (kind === 'remove') {
    if (typeof key === 'string') setKey(document, parent, key, undefined);
    else document.deleteIn(path);
  } else if (kind === 'key') {
    const map = document.getIn(parent, true) ?? document.contents;
    const pair = isMap(map) ? map.items.find((one) => keyOf(one.key) === key) : undefined;
    if (pair) pair.key = document.createNode(value);
  } else if (key === 'type') setType(document, parent, value);
  else document.setIn(path, value);
}

/** The keys that are not there yet. */
function unused(document: Document, path: (string | number)[], known: readonly string[]): string[] {
  const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  return known.filter((key) => !isMap(map) || !map.has(key));
}

/** The names of the fields beside one whose name is at `path`. */
function siblings(document: Document, path: (string | number)[]): string[] {
  const list = document.getIn(path.slice(0, -2), true);
  return (isSeq(list) ? list.items : []).map((item) => (isMap(item) ? String(item.get('name')) : ''));
}

/** A name as FroDB takes it, out of one that it does not: `Vazão (m³/s)` is `vazao_m3_s`. */
export function nameFrom(text: string): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^[_0-9]+|_+$/g, '')
    .slice(0, 63);
}
