import { limits } from '../contract/limits.ts';
import type { FieldProblem } from '../errors.ts';
import { isObject, own } from './json.ts';
import type { JsonValue } from './json.ts';
import { Problems } from './problems.ts';
import { isStorable, kindOf, show } from './text.ts';
import type { CollectionSchema, Field, FileRefs, RecordValues, ValidationMode } from './types.ts';
import { jsonCheck, scalarCheck } from './values.ts';
import type { Check } from './values.ts';

export interface ValidatedRecord {
  values: RecordValues;
  files: FileRefs;
  /** Empty when the record is valid; at most 100. */
  errors: FieldProblem[];
}

/** What FroDB sets on every record; never input, but readable, sortable and filterable. */
export const systemFields = ['id', 'created_at', 'updated_at', 'revision'] as const;

const isSystemField = new Set<string>(systemFields);
const noUploads: ReadonlyMap<string, number> = new Map();

/**
 * Checks one record against its schema; nothing is coerced.
 *
 * `at` is put before every path (`[17]` gives `[17].year`). `uploads` says how many file parts of a multipart
 * body came for a field: they count for `required` and the number of files, and `files` then holds what the
 * JSON names beside them ([] for nothing), to which the caller adds the uploaded ones.
 */
export function validateRecord(
  schema: CollectionSchema,
  input: unknown,
  mode: ValidationMode,
  at = '',
  uploads: ReadonlyMap<string, number> = noUploads,
): ValidatedRecord {
  const problems = new Problems(at);
  const values: RecordValues = {};
  const files: FileRefs = {};
  const result: ValidatedRecord = { values, files, errors: problems.list };
  if (!isObject(input)) {
    problems.add('wrong_type', `must be an object, not ${kindOf(input)}`);
    return result;
  }
  const fileIds = new Set<string>();
  let known = 0;
  for (const { field, check } of compile(schema.fields)) {
    const given = own(input, field.name);
    if (given !== undefined) known++;
    problems.enter(field.name);
    if (field.type === 'file') {
      const uploaded = uploads.get(field.name) ?? 0;
      if (given !== undefined || uploaded > 0 || mode !== 'patch') {
        files[field.name] = readFiles(field, given ?? null, uploaded, fileIds, problems);
      }
    } else if (given !== undefined || mode !== 'patch') {
      values[field.name] = readValue(field, check, given, problems);
    }
    problems.leave();
  }
  if (known < Object.keys(input).length) refuseUnknown(schema.fields, input, isSystemField, problems);
  return result;
}

/** The check of a field's value that is not null; file fields have none. */
export function fieldCheck(field: Field): Check {
  switch (field.type) {
    case 'array':
      return field.schema ? objectsCheck(field.schema) : itemsCheck(field);
    case 'json':
      return jsonCheck;
    case 'file':
      return (_value, problems) => problems.add('wrong_type', 'files have no value of their own');
    default:
      return scalarCheck(field.type, field, field.indexed || field.unique);
  }
}

interface CompiledField {
  field: Field;
  check: Check;
}

const compiledFields = new WeakMap<Field[], CompiledField[]>();

function compile(fields: Field[]): CompiledField[] {
  let compiled = compiledFields.get(fields);
  if (!compiled) {
    compiled = fields.map((field) => ({ field, check: fieldCheck(field) }));
    compiledFields.set(fields, compiled);
  }
  return compiled;
}

function readValue(field: Field, check: Check, given: unknown, problems: Problems): JsonValue {
  const value = given === undefined ? field.default : given;
  if (value === undefined || value === null) {
    if (field.required) problems.add('required', 'is required');
    return null;
  }
  // A default was checked with the schema.
  return given === undefined ? (field.default ?? null) : (check(value, problems) ?? null);
}

function refuseUnknown(
  fields: Field[],
  input: Record<string, unknown>,
  readOnly: ReadonlySet<string>,
  problems: Problems,
): void {
  const names = new Set(fields.map((field) => field.name));
  for (const key of Object.keys(input)) {
    if (names.has(key)) continue;
    if (readOnly.has(key)) problems.addAt(key, 'read_only', 'is set by FroDB and can not be given');
    else problems.addAt(key, 'unknown_key', `${show(key)} is not a field of this collection`);
  }
}

function listCheck(check: Check): Check {
  return (value, problems) => {
    if (!Array.isArray(value)) return problems.add('wrong_type', `must be a list, not ${kindOf(value)}`);
    const before = problems.list.length;
    const items = value.map((item: unknown, index) => {
      problems.enter(index);
      const checked = check(item, problems) ?? null;
      problems.leave();
      return checked;
    });
    return problems.list.length === before ? items : undefined;
  };
}

function itemsCheck(field: Field): Check {
  if (!field.items) return jsonCheck;
  const check = scalarCheck(field.items.type, field.items, field.indexed);
  return listCheck(check);
}

const nothing: ReadonlySet<string> = new Set();

function objectsCheck(fields: Field[]): Check {
  return listCheck((item, problems) => {
    if (!isObject(item)) return problems.add('wrong_type', `must be an object, not ${kindOf(item)}`);
    const object: Record<string, JsonValue> = {};
    let known = 0;
    for (const { field, check } of compile(fields)) {
      const given = own(item, field.name);
      if (given !== undefined) known++;
      problems.enter(field.name);
      object[field.name] = readValue(field, check, given, problems);
      problems.leave();
    }
    if (known < Object.keys(item).length) refuseUnknown(fields, item, nothing, problems);
    return object;
  });
}

function readFiles(
  field: Field,
  given: unknown,
  uploaded: number,
  seen: Set<string>,
  problems: Problems,
): FileRefs[string] {
  const refs = readFileRefs(field, given, seen, problems);
  const count = refs.length + uploaded;
  if (count === 0) {
    if (field.required && given === null) problems.add('required', 'is required');
    else if (field.required && Array.isArray(given) && given.length === 0) {
      problems.add('required', 'needs at least one file');
    }
    return null;
  }
  const most = field.multiple ? (field.maxFiles ?? limits.filesPerField) : 1;
  if (count > most) {
    problems.add('too_many_files', `takes at most ${most} file${most === 1 ? '' : 's'}`, { max: most });
  }
  return refs;
}

function readFileRefs(field: Field, given: unknown, seen: Set<string>, problems: Problems) {
  if (given === null) return [];
  if (!field.multiple) {
    const ref = readFileRef(given, seen, problems);
    return ref ? [ref] : [];
  }
  if (!Array.isArray(given)) {
    problems.add('wrong_type', `must be a list of {file_id}, not ${kindOf(given)}`);
    return [];
  }
  const refs: { file_id: string }[] = [];
  for (const [index, item] of given.entries()) {
    problems.enter(index);
    const ref = readFileRef(item, seen, problems);
    if (ref) refs.push(ref);
    problems.leave();
  }
  return refs;
}

function readFileRef(given: unknown, seen: Set<string>, problems: Problems) {
  const id: unknown = isObject(given) ? own(given, 'file_id') : undefined;
  if (!isObject(given) || typeof id !== 'string' || !isStorable(id)) {
    return problems.add('wrong_type', 'must be null or {"file_id": "…"}');
  }
  const extra = Object.keys(given).find((key) => key !== 'file_id');
  if (extra !== undefined) {
    return problems.addAt(
      extra,
      'unknown_key',
      `${show(extra)} is unknown: a file is given as {"file_id": "…"}`,
    );
  }
  if (seen.has(id)) return problems.add('duplicate', 'names a file that this record takes already');
  seen.add(id);
  return { file_id: id };
}
