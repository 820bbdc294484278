import type { Document, Node, YAMLMap } from 'yaml';
import { isMap, isScalar, isSeq, parseDocument } from 'yaml';

export type SchemaFormat = 'yaml' | 'json';
export type Path = readonly (string | number)[];

/**
 * A schema as somebody writes it. `text` is what stands in the editor and is the truth; `yaml` says the same as YAML, with
 * its comments and its order, so that they outlast a while of JSON, which has none.
 */
export interface SchemaDraft {
  format: SchemaFormat;
  text: string;
  yaml: string;
}

/** Read as the gateway reads it; JSON is YAML too. */
function parse(text: string): Document.Parsed {
  return parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: true, prettyErrors: false });
}

const parsed = new Map<string, Document.Parsed>();

/** The document of a text, to be read only: with hundreds of fields, reading it takes longer than a letter may. */
export function readDocument(text: string): Document.Parsed {
  const known = parsed.get(text);
  if (known) return known;
  const document = parse(text);
  // The text of now, and its other format.
  if (parsed.size > 2) parsed.clear();
  parsed.set(text, document);
  return document;
}

/** What a text says; undefined when it can not be read. */
export function readValue({ text, format }: Pick<SchemaDraft, 'text' | 'format'>): unknown {
  try {
    if (format === 'json') return JSON.parse(text) as unknown;
    const document = readDocument(text);
    return document.errors.length > 0 ? undefined : (document.toJS({ maxAliasCount: 100 }) as unknown);
  } catch {
    return undefined;
  }
}

export function draftOf(yaml: string): SchemaDraft {
  return { format: 'yaml', text: yaml, yaml };
}

/** A schema of the API, written as people write it. */
export function writeYaml(value: unknown): string {
  const document = parse('');
  document.contents = document.createNode(value) as Document.Parsed['contents'];
  return write(document);
}

export const writeJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function write(document: Document): string {
  // Long descriptions stay in their line, so that an edit changes only what it is about.
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Somebody typed. */
export function typeText(draft: SchemaDraft, text: string): SchemaDraft {
  if (draft.format === 'yaml') return { ...draft, text, yaml: text };
  const value = readValue({ text, format: 'json' });
  if (value === undefined) return { ...draft, text };
  return { ...draft, text, yaml: mergeText(draft.yaml, value) };
}

/** Changes the document as the form says. A text that can not be read stays as it is. */
export function editDraft(draft: SchemaDraft, change: (document: Document) => void): SchemaDraft {
  const known = readDocument(draft.yaml);
  if (known.errors.length > 0 || readValue(draft) === undefined) return draft;
  const document = known.clone();
  change(document);
  const yaml = write(document);
  const text = draft.format === 'yaml' ? yaml : writeJson(document.toJS());
  return { ...draft, text, yaml };
}

/** The same in the other format; a text that can not be read stays in its own. */
export function switchFormat(draft: SchemaDraft, format: SchemaFormat): SchemaDraft {
  if (format === draft.format) return draft;
  const value = readValue(draft);
  if (value === undefined) return draft;
  return { ...draft, format, text: format === 'yaml' ? draft.yaml : writeJson(value) };
}

/** YAML that says `value`, with everything else of `yaml` that still fits: comments, order, how things are written. */
function mergeText(yaml: string, value: unknown): string {
  const known = readDocument(yaml);
  if (known.errors.length > 0) return writeYaml(value);
  const document = known.clone();
  document.contents = merge(document, document.contents, value) as Document.Parsed['contents'];
  return write(document);
}

function merge(document: Document, node: unknown, value: unknown): Node {
  if (isMap(node) && isObject(value)) {
    const pairs = new Map(node.items.map((pair) => [keyOf(pair.key), pair]));
    node.items = Object.entries(value).map(([key, inner]) => {
      const pair = pairs.get(key);
      if (!pair) return document.createPair(key, inner);
      pair.value = merge(document, pair.value, inner);
      return pair;
    });
    return node;
  }
  if (isSeq(node) && Array.isArray(value)) {
    const take = takeItems(node.items);
    node.items = value.map((inner: unknown, index) => merge(document, take(inner, index), inner));
    return node;
  }
  const isOneValue = typeof value !== 'object' || value === null;
  if (isScalar(node) && isOneValue) {
    if (node.value !== value) node.value = value;
    return node;
  }
  return document.createNode(value) as Node;
}

/** Finds the item that another one was: the one of its name, else the one at its place. */
function takeItems(items: readonly unknown[]): (value: unknown, index: number) => unknown {
  const names = items.map((item) => (isMap(item) ? item.get('name') : undefined));
  const taken = new Set<number>();
  return (value, index) => {
    const name = isObject(value) ? value['name'] : undefined;
    const byName = name === undefined ? -1 : names.indexOf(name);
    const found = byName >= 0 ? byName : index;
    if (taken.has(found)) return undefined;
    taken.add(found);
    return items[found];
  };
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function keyOf(key: unknown): string {
  return String(isScalar(key) ? key.value : key);
}

/** The map at a path, made where it is not there yet. */
export function mapAt(document: Document, path: Path): YAMLMap {
  const found = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(found)) return found;
  const made = document.createNode({}) as unknown as YAMLMap;
  if (path.length === 0) document.contents = made;
  else document.setIn(path, made);
  return made;
}
