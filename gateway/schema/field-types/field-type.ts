import type { PayloadIndex } from '../../infra/vectors.ts';
import type { JsonValue } from '../json.ts';
import type { Field, ValueRules } from '../types.ts';
import type { Check } from './checks.ts';

/** What a type looks at of a field, or of the items of an array. */
export type Shape = ValueRules & Partial<Pick<Field, 'indexed' | 'unique' | 'items' | 'schema'>>;

export type OrderOperator = '$gt' | '$gte' | '$lt' | '$lte';

/** How the payload of a point holds a value. */
export interface Payload {
  index: PayloadIndex['schema'];
  /** A value as Postgres takes it, or an operand, as Qdrant compares it. */
  value: (value: JsonValue) => JsonValue;
}

/** All that a type knows. Whoever needs more of types than this adds it here, so that every type has to say it. */
export interface FieldType<Name extends string = string> {
  name: Name;
  /** One value, a list of items, or the staged files that a record names. */
  holds: 'value' | 'items' | 'files';

  /** Which keys of a field limit its values; `maxLength` is the most that `max_length` may be. */
  rules: { values?: true; range?: true; maxLength?: number };
  /** It has text that can be searched. */
  isSearchable: boolean;
  isUniquable: boolean;

  /** The Postgres type of the column, without its collation. */
  column: (shape: Shape) => string;
  /** What an index of the (quoted) column is over, as CREATE INDEX has it; undefined where there can be none. */
  index: (column: string, shape: Shape) => string | undefined;
  /** How points keep it to be filtered by; undefined where Postgres alone answers for it. */
  payload: (shape: Shape) => Payload | undefined;

  /** Checks a value that is not null by the rules of its field. Files have none: `readFiles` reads them. */
  check: (shape: Shape) => Check;
  /** A text part of a form is the value as it stands, or JSON. */
  textPart: 'plain' | 'json';
  /** Makes the API's form of Postgres' form of a value; undefined where both are the same. */
  present: (shape: Shape) => ((value: JsonValue) => JsonValue) | undefined;

  isSortable: boolean;
  /**
   * Checks what a filter compares a value with: by its type, not by its rules. What a field could never hold (too long,
   * not in the enum, out of range) simply matches nothing.
   */
  operand: (shape: Shape) => Check;
  /** False for an operand that no value ever equals. */
  canEqual: (operand: JsonValue, shape: Shape) => boolean;
  /** An object without operators is an operand, and not a list of conditions. */
  takesObjects: boolean;
  /** The operand of an order operator in its final form; undefined where there are none. */
  bound: ((operator: OrderOperator, operand: string | number) => string | number) | undefined;
  /** How `$contains` looks for its operand, and the check of that; undefined where nothing is contained. */
  contains: ((shape: Shape) => { op: 'has' | 'contains'; check: Check }) | undefined;
  /** `$like` works. */
  isLike: boolean;
}

type Own<Name extends string> = Pick<FieldType<Name>, 'name' | 'check'> & {
  column: string;
  payload: PayloadIndex['schema'] | Payload | undefined;
} & Partial<Omit<FieldType<Name>, 'column' | 'payload'>>;

/** A type of one value that compares and sorts: what it does not say itself is as most have it. */
export function scalarType<Name extends string>({ column, payload, ...own }: Own<Name>): FieldType<Name> {
  const kept = typeof payload === 'string' ? { index: payload, value: asItIs } : payload;
  return {
    holds: 'value',
    rules: {},
    isSearchable: false,
    isUniquable: true,
    column: () => column,
    index: (quoted) => `(${quoted})`,
    payload: () => kept,
    textPart: 'plain',
    present: () => undefined,
    isSortable: true,
    operand: () => own.check({}),
    canEqual: () => true,
    takesObjects: false,
    bound: (_operator, operand) => operand,
    contains: undefined,
    isLike: false,
    ...own,
  };
}

/** A type that Postgres keeps as JSON: nothing orders it, and an index or points know nothing of it. */
export function jsonType<Name extends string>(
  own: Pick<FieldType<Name>, 'name' | 'check'> & Partial<FieldType<Name>>,
): FieldType<Name> {
  return {
    ...scalarType({ name: own.name, check: own.check, column: 'jsonb', payload: undefined }),
    isUniquable: false,
    index: () => undefined,
    textPart: 'json',
    isSortable: false,
    bound: undefined,
    ...own,
  };
}

function asItIs(value: JsonValue): JsonValue {
  return value;
}
