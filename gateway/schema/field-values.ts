import type { Check } from './field-types/checks.ts';
import type { Shape } from './field-types/field-type.ts';
import { own } from './json.ts';
import type { JsonValue } from './json.ts';
import type { Problems } from './problems.ts';
import { show } from './text.ts';
import type { Field } from './types.ts';

interface CheckedField {
  field: Field;
  check: Check;
}

type TypeOf = (field: Field) => { check: (shape: Shape) => Check };

const checks = new WeakMap<Field[], CheckedField[]>();

/** Fields with the checks of their values, made once for each list of fields. */
function checkedFields(fields: Field[], typeOf: TypeOf): CheckedField[] {
  let checked = checks.get(fields);
  if (!checked) {
    checked = fields.map((field) => ({ field, check: typeOf(field).check(field) }));
    checks.set(fields, checked);
  }
  return checked;
}

/** The value of a field of a record or of an item: what was given, or its default, or null. */
export function readFieldValue(field: Field, check: Check, given: unknown, problems: Problems): JsonValue {
  const value = given === undefined ? field.default : given;
  if (value === undefined || value === null) {
    if (field.required) problems.add('required', 'is required');
    return null;
  }
  // A default was checked with the schema.
  return given === undefined ? (field.default ?? null) : (check(value, problems) ?? null);
}

/** Reads every field of a record or of an item; keys that are no fields are reported, those FroDB sets as `readOnly`. */
export function eachField(
  { fields, typeOf, readOnly = [] }: { fields: Field[]; typeOf: TypeOf; readOnly?: readonly string[] },
  input: Record<string, unknown>,
  problems: Problems,
  read: (field: Field, check: Check, given: unknown) => void,
): void {
  let known = 0;
  for (const { field, check } of checkedFields(fields, typeOf)) {
    const given = own(input, field.name);
    if (given !== undefined) known++;
    problems.enter(field.name);
    read(field, check, given);
    problems.leave();
  }
  if (known === Object.keys(input).length) return;
  const names = new Set(fields.map((field) => field.name));
  for (const key of Object.keys(input)) {
    if (names.has(key)) continue;
    if (readOnly.includes(key)) problems.addAt(key, 'read_only', 'is set by FroDB and can not be given');
    else
      problems.addAt(key, 'unknown_key', `${show(key)} is not a field of this collection`, {
        reason: 'field',
      });
  }
}
