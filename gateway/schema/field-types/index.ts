import type { FieldTypeName } from '../../contract/enumerations.ts';
import { arrayType } from './array.ts';
import { boolean } from './boolean.ts';
import { date } from './date.ts';
import { datetime } from './datetime.ts';
import { enumeration } from './enum.ts';
import type { FieldType } from './field-type.ts';
import { file } from './file.ts';
import { float } from './float.ts';
import { int } from './int.ts';
import { json } from './json.ts';
import { string } from './string.ts';
import { text } from './text.ts';

/** Every type by its name in the contract. */
export const fieldTypes: { readonly [Name in FieldTypeName]: FieldType<Name> } = {
  string,
  text,
  int,
  float,
  boolean,
  date,
  datetime,
  enum: enumeration,
  array: arrayType(typeOf),
  file,
  json,
};

/** All that is known of the type of a field, or of the items of an array. */
export function typeOf({ type }: { type: FieldTypeName }): FieldType {
  return fieldTypes[type];
}

/** Its values are files, which have their own way through a write. */
export function holdsFiles(field: { type: FieldTypeName }): boolean {
  return typeOf(field).holds === 'files';
}
