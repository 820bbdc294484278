import { reason } from '../contract/problem-codes.ts';
import type { ExpectedType, Reason, ValueKind } from '../contract/problem-codes.ts';

const words = {
  boolean: 'true or false',
  string: 'a string',
  filled_string: 'a string that is not empty',
  number: 'a number',
  whole_number: 'a whole number',
  date: 'a date (YYYY-MM-DD)',
  datetime: 'a time (RFC 3339 with offset)',
  uuid: 'a UUID',
  list: 'a list',
  object: 'an object',
  json: 'JSON',
  file: 'a file, with a file name',
  file_id: 'null or {"file_id": "…"}',
  file_ids: 'a list of {file_id}',
  filters: 'a list of filters',
  sort: 'a list of {field, order}',
  sort_key: '{field, order}',
  records: 'a list of records',
  json_part: 'JSON, and no file',
  no_file: 'a value, and no file',
} satisfies Record<ExpectedType, string>;

const kinds = {
  null: 'null',
  list: 'a list',
  object: 'an object',
  string: 'a string',
  number: 'a number',
  boolean: 'a boolean',
  nothing: 'nothing',
} satisfies Record<ValueKind, string>;

/** Says that a value is not what it has to be: "must be a whole number, not a string". */
export function wrongType(expected: ExpectedType, value: unknown): Reason {
  const given = kindOf(value);
  const isAlike = (expected === 'whole_number' && given === 'number') || words[expected] === kinds[given];
  const instead = isAlike ? '' : `, not ${kinds[given]}`;
  return reason('wrong_type', `must be ${words[expected]}${instead}`, { expected, given });
}

/** The JSON type of a value. */
function kindOf(value: unknown): ValueKind {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'list';
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
    case 'object':
      return typeof value as ValueKind;
    default:
      return 'nothing';
  }
}
