import type { FieldProblem } from '../../api/problem.ts';
import type { Field, Row } from '../../api/types.ts';

/** A file in the form: one that the server has (of the record, or waiting for it), or one that is on its way. */
export type FormFile =
  | { kind: 'there'; fileId: string; name: string; size: number; contentType: string; isNew: boolean }
  | { kind: 'upload'; uploadId: string; name: string; size: number };

/** An object in a list of objects, with a key for React that stays when its neighbours go. */
export interface FormGroup {
  key: string;
  values: FormValues;
}

/**
 * What stands in a control. Texts, dates and JSON as they were typed (empty: null), lists of scalars as words, so that
 * nothing typed is lost before it is a value.
 */
export type FormValue =
  | { kind: 'text'; text: string }
  | { kind: 'number'; number: number | null }
  | { kind: 'boolean'; value: boolean | null }
  | { kind: 'words'; words: readonly string[] }
  | { kind: 'groups'; groups: readonly FormGroup[] }
  | { kind: 'files'; files: readonly FormFile[] };

/** Values by the names of their fields; every field has one. */
export type FormValues = Readonly<Record<string, FormValue>>;

/** A form as it is when nobody has typed: defaults, and nothing elsewhere. */
export function emptyValues(fields: readonly Field[]): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, formValue(field, field.default)]));
}

/** A form that shows a record. */
export function valuesOf(fields: readonly Field[], record: Row | Record<string, unknown>): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, formValue(field, record[field.name])]));
}

/** One value of a record, as its control shows it. */
export function formValue(field: Field, value: unknown): FormValue {
  switch (field.type) {
    case 'int':
    case 'float':
      return { kind: 'number', number: typeof value === 'number' ? value : null };
    case 'boolean':
      return { kind: 'boolean', value: typeof value === 'boolean' ? value : null };
    case 'json':
      return {
        kind: 'text',
        text: value === null || value === undefined ? '' : JSON.stringify(value, null, 2),
      };
    case 'file':
      return { kind: 'files', files: filesOf(value) };
    case 'array':
      return listValue(field, Array.isArray(value) ? value : []);
    case 'string':
    case 'text':
    case 'date':
    case 'datetime':
    case 'enum':
      return { kind: 'text', text: typeof value === 'string' ? value : '' };
  }
}

function listValue({ schema }: Field, items: unknown[]): FormValue {
  if (!schema) return { kind: 'words', words: items.map(wordOf) };
  return { kind: 'groups', groups: items.map((item) => formGroup(schema, item)) };
}

/** A group for one object; without one, an empty group. */
export function formGroup(fields: readonly Field[], item?: unknown): FormGroup {
  const values = isObject(item) ? valuesOf(fields, item) : emptyValues(fields);
  return { key: crypto.randomUUID(), values };
}

function filesOf(value: unknown): FormFile[] {
  return [value]
    .flat()
    .filter(isObject)
    .map((file) => ({
      kind: 'there',
      fileId: String(file['id']),
      name: String(file['name']),
      size: Number(file['size']),
      contentType: String(file['content_type']),
      isNew: false,
    }));
}

/** What a form says, as the API takes it. `problems`: what is no value yet, by path. */
export interface FormJson {
  json: Record<string, unknown>;
  problems: FieldProblem[];
}

/** Every field of the form as JSON; a file that is still on its way is `{file_id: null}`, see `uploadsIn`. */
export function toJson(fields: readonly Field[], values: FormValues, at = ''): FormJson {
  const json: Record<string, unknown> = {};
  const problems: FieldProblem[] = [];
  for (const field of fields) {
    const value = values[field.name] ?? formValue(field, undefined);
    json[field.name] = jsonOf(field, value, `${at}${field.name}`, problems);
  }
  return { json, problems };
}

function jsonOf(field: Field, value: FormValue, path: string, problems: FieldProblem[]): unknown {
  switch (value.kind) {
    case 'number':
      return value.number;
    case 'boolean':
      return value.value;
    case 'text':
      return field.type === 'json'
        ? parseJson(value.text, path, problems)
        : value.text === ''
          ? null
          : value.text;
    case 'words':
      return value.words.length === 0 && !field.required
        ? null
        : value.words.map((word) => itemOf(field, word));
    case 'groups':
      return groupsJson(field, value.groups, path, problems);
    case 'files': {
      const files = value.files.map((file) => ({ file_id: file.kind === 'there' ? file.fileId : null }));
      return field.multiple && files.length > 0 ? files : (files[0] ?? null);
    }
  }
}

function groupsJson(
  { schema = [], required }: Field,
  groups: readonly FormGroup[],
  path: string,
  problems: FieldProblem[],
) {
  if (groups.length === 0 && !required) return null;
  return groups.map(({ values }, index) => {
    const inner = toJson(schema, values, `${path}[${index}].`);
    problems.push(...inner.problems);
    return inner.json;
  });
}

function parseJson(text: string, path: string, problems: FieldProblem[]): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    problems.push({ path, code: 'bad_json', message: error instanceof Error ? error.message : '' });
    return null;
  }
}

/** A word of a list as its item; what is no value of the type stays a text, which the server refuses by its place. */
function itemOf({ items }: Field, word: string): unknown {
  const text = word.trim();
  if (items?.type === 'int' || items?.type === 'float') {
    return /^-?\d+(?:[.,]\d+)?$/.test(text) ? Number(text.replace(',', '.')) : word;
  }
  if (items?.type === 'boolean') return text === 'true' ? true : text === 'false' ? false : word;
  return word;
}

function wordOf(item: unknown): string {
  return typeof item === 'string' ? item : JSON.stringify(item);
}

/** The files of a form that are still on their way. */
export function uploadsIn(values: FormValues): string[] {
  return Object.values(values).flatMap((value) =>
    value.kind === 'files'
      ? value.files.flatMap((file) => (file.kind === 'upload' ? [file.uploadId] : []))
      : [],
  );
}

/** The keys whose values differ, for a PATCH: `{name: new value}`. */
export function changesBetween(
  before: Record<string, unknown>,
  after: Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => !isSame(value, before[name] ?? null)),
  );
}

/** Whether two JSON values are the same, whatever the order of their keys. */
export function isSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, index) => isSame(item, other[index]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => isSame(one[name], other[name]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
