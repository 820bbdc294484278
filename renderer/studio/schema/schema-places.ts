import type { Document, Pair } from 'yaml';
import { isCollection, isMap, isNode, isSeq } from 'yaml';
import { keyOf } from './schema-document.ts';

/** Where in the text something is, in characters from its beginning. */
export interface Place {
  from: number;
  to: number;
  /** How far its path led, and what of it is not there. */
  keys: (string | number)[];
  rest: string;
}

/**
 * Finds what a path of a problem means: `fields[6].type`. What is missing is shown where it would be, at the beginning of
 * what it is missing in; `of: 'key'` shows the key and not its value.
 */
export function findPlace(document: Document.Parsed, path: string, of: 'key' | 'value' = 'value'): Place {
  let node: unknown = document.contents;
  let pair: Pair | undefined;
  let rest = path === 'body' ? '' : path;
  const keys: (string | number)[] = [];
  while (rest !== '') {
    const next = isSeq(node)
      ? enterSeq(node.items, rest)
      : isMap(node)
        ? enterMap(node.items, rest)
        : undefined;
    if (!next) break;
    node = next.node;
    pair = next.pair;
    rest = next.rest;
    keys.push(next.key);
  }
  const shown = pair && (of === 'key' || isCollection(node) || !isNode(node)) ? pair.key : firstOf(node);
  return { ...rangeOf(shown), keys, rest };
}

interface Step {
  node: unknown;
  pair?: Pair;
  rest: string;
  key: string | number;
}

function enterSeq(items: readonly unknown[], path: string): Step | undefined {
  const found = /^\[(\d+)\]\.?/.exec(path);
  if (!found) return undefined;
  const index = Number(found[1]);
  return { node: items[index], rest: path.slice(found[0].length), key: index };
}

/** A key may hold dots and brackets itself, so that only the keys that are there tell where it ends. */
function enterMap(items: readonly Pair[], path: string): Step | undefined {
  for (const pair of items.toSorted((one, other) => keyOf(other.key).length - keyOf(one.key).length)) {
    const key = keyOf(pair.key);
    if (!path.startsWith(key) || !/^($|[.[])/.test(path.slice(key.length))) continue;
    return { node: pair.value, pair, rest: path.slice(key.length).replace(/^\./, ''), key };
  }
  return undefined;
}

/** Of an object its first key, since the whole of it would be many lines. */
function firstOf(node: unknown): unknown {
  if (isMap(node) && node.items[0]) return node.items[0].key;
  return node;
}

function rangeOf(node: unknown): { from: number; to: number } {
  const range = isNode(node) ? node.range : undefined;
  return { from: range?.[0] ?? 0, to: range?.[1] ?? 0 };
}
