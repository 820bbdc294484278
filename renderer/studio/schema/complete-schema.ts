import type {
  Completion,
  CompletionContext,
  CompletionResult,
  CompletionSource,
} from '@codemirror/autocomplete';
import type { TFunction } from 'i18next';
import { languages, scalarTypeNames, storeNames } from '../../../gateway/contract/enumerations.ts';
import { jsonContext, yamlContext } from './code-context.ts';
import type { CodeContext } from './code-context.ts';
import { configKeys, extractKeys, itemKeys, keysOfType, schemaKeys, typesAt } from './field-keys.ts';

type Words = TFunction<'schema'>;

const flags = [
  'required',
  'indexed',
  'unique',
  'filterable',
  'vectorize',
  'multiple',
  'typo_tolerance',
  'extract_text',
  'ocr_if_needed',
];

/** Suggests keys and values as they fit where the cursor is, each with what it means. */
export function completeSchema(t: Words): CompletionSource {
  return ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const text = state.doc.toString();
    const isJson = /^\s*[{[]/.test(text);
    const context = isJson ? jsonContext(text, pos) : yamlContext(text, pos);
    // An empty line says nothing yet of what is wanted.
    if (!context || (!explicit && context.writes === 'key' && context.from === pos)) return null;
    const words = context.writes === 'key' ? keysAt(context) : valuesAt(context);
    if (words.length === 0) return null;
    const options = words.map((label) => completion(label, context, isJson, t));
    return { from: context.from, options, validFor: /^\w*$/ };
  };
}

/** The keys that can still be written there. */
export function keysAt({ parent, siblings, isNested }: CodeContext): string[] {
  const known = keysBelow(parent, siblings, isNested);
  return known.filter((key) => !(key in siblings));
}

function keysBelow(
  parent: string | undefined,
  { type }: CodeContext['siblings'],
  isNested: boolean,
): readonly string[] {
  switch (parent) {
    case undefined:
      return schemaKeys;
    case 'fields':
    case 'schema':
      return [...(keysOfType(type, isNested) ?? ['name', 'type', 'description', 'required'])];
    case 'config':
      return configKeys;
    case 'items':
      return itemKeys;
    case 'extract_config':
      return extractKeys;
    default:
      return [];
  }
}

/** The words that a key's value can be. */
export function valuesAt({ of, parent, isNested }: CodeContext): readonly string[] {
  if (of === 'type') return parent === 'items' ? scalarTypeNames : typesAt(isNested);
  if (of === 'language') return ['auto', ...languages];
  if (of === 'on_error') return ['reject', 'store'];
  if (of === 'store_in') return storeNames;
  return of !== undefined && flags.includes(of) ? ['true', 'false'] : [];
}

function completion(
  label: string,
  { writes, of, isQuoted }: CodeContext,
  isJson: boolean,
  t: Words,
): Completion {
  const isBare = isQuoted || label === 'true' || label === 'false';
  const word = isJson && !isBare ? `"${label}"` : label;
  const apply = writes === 'key' && !isQuoted ? `${word}: ` : word;
  const meaning =
    writes === 'key' ? meaningOf(label, t) : of === 'type' ? t(`types.${label as 'int'}`) : undefined;
  return { label, apply, ...(meaning === undefined ? {} : { detail: meaning }) };
}

function meaningOf(key: string, t: Words): string | undefined {
  return t(`keys.${key as 'name'}`, { defaultValue: '' }) || undefined;
}
