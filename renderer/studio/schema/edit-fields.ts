import type { Document, YAMLSeq } from 'yaml';
import { isMap, isSeq } from 'yaml';
import { configKeys, extractKeys, fieldKeys, keysOfType } from './field-keys.ts';
import { textOf } from './field-rows.ts';
import { isObject, keyOf, mapAt } from './schema-document.ts';
import type { Path } from './schema-document.ts';

/** All keys in the order in which people read them, which new ones are put in. */
const keyOrder: readonly string[] = [
  ...new Set([...fieldKeys, ...extractKeys, ...configKeys, 'fields', 'config']),
];

/** Sets a key of the map at `path`; undefined takes it away. */
export function setKey(document: Document, path: Path, key: string, value: unknown): void {
  const map = mapAt(document, path);
  if (value === undefined) {
    map.delete(key);
    if (map.items.length === 0 && path.length > 0) document.deleteIn(path);
  } else if (map.has(key)) {
    // Keeps what is written beside a value that changes.
    if (isObject(value) || Array.isArray(value)) map.set(key, document.createNode(value));
    else map.set(key, value);
  } else {
    const place = keyOrder.indexOf(key);
    const after = map.items.findLastIndex((pair) => keyOrder.indexOf(keyOf(pair.key)) < place);
    const pair = document.createPair(key, value);
    if (place < 0) map.items.push(pair);
    else map.items.splice(after + 1, 0, pair);
  }
}

/** Gives a field another type, and takes away what was said for the old one, so that nothing is wrong by it. */
export function setType(document: Document, path: Path, type: string): void {
  const map = mapAt(document, path);
  setKey(document, path, 'type', type);
  const known = keysOfType(type, path.includes('schema'));
  if (!known) return;
  const isOfOldType = (key: string): boolean =>
    ['store_in', 'default', 'min', 'max'].includes(key) || (fieldKeys.includes(key) && !known.has(key));
  map.items = map.items.filter(({ key }) => !isOfOldType(keyOf(key)));
  if (type === 'enum' && !map.has('values')) setKey(document, path, 'values', []);
  if (type === 'array' && !map.has('items') && !map.has('schema')) {
    setKey(document, path, 'items', { type: 'string' });
  }
}

function listAt(document: Document, path: Path): YAMLSeq {
  const found = document.getIn(path, true);
  if (isSeq(found)) {
    // An empty one is written as [], and so would be what is put in.
    if (found.items.length === 0) found.flow = false;
    return found;
  }
  const made = document.createNode([]) as unknown as YAMLSeq;
  made.flow = false;
  document.setIn(path, made);
  return made;
}

/** Puts a field into a list of fields; returns its index. */
export function insertField(document: Document, list: Path, index: number, field: object): number {
  mapAt(document, list.slice(0, -1));
  const { items } = listAt(document, list);
  const at = Math.min(index, items.length);
  items.splice(at, 0, document.createNode(field));
  return at;
}

export function removeField(document: Document, list: Path, index: number): void {
  listAt(document, list).items.splice(index, 1);
}

/** Moves a field of a list in front of where `to` says, counted before anything moves; returns its new index. */
export function moveField(document: Document, list: Path, from: number, to: number): number {
  const { items } = listAt(document, list);
  const [moved] = items.splice(from, 1);
  const at = to > from ? to - 1 : to;
  if (moved !== undefined) items.splice(at, 0, moved);
  return at;
}

/** Puts a copy of a field behind it, under a name that is free; returns its index. */
export function duplicateField(document: Document, list: Path, index: number): number {
  const { items } = listAt(document, list);
  const original = items[index];
  if (!isMap(original)) return index;
  const copy = original.clone() as typeof original;
  const names = items.map((item) => (isMap(item) ? textOf(item.get('name')) : ''));
  copy.set('name', freeName(textOf(original.get('name')) || 'field', names));
  items.splice(index + 1, 0, copy);
  return index + 1;
}

/** `name`, or with the first number behind it that makes it new. */
export function freeName(name: string, taken: readonly string[]): string {
  if (!taken.includes(name)) return name;
  const stem = name.replace(/_\d+$/, '');
  for (let number = 2; ; number++) {
    const end = `_${number}`;
    const next = stem.slice(0, 63 - end.length) + end;
    if (!taken.includes(next)) return next;
  }
}
