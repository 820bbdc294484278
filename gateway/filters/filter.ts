import type { JsonValue } from '../schema/json.ts';
import type { Field, FieldType } from '../schema/types.ts';

/** What a condition looks at: a column, or something inside the items of an array column. */
export interface Target {
  /** As the caller wrote it: `year`, `rows.code`. */
  path: string;
  column: string;
  type: FieldType | 'uuid';
  /** The field itself, the innermost one for a path; undefined for what FroDB sets (`id`, `created_at`, …). */
  field: Field | undefined;
  /** The column's field. */
  root: Field | undefined;
  /** The keys inside the items, outermost first; empty for the column itself. */
  inside: string[];
}

/**
 * One condition. For a path into an array it holds when it holds for some item, `isNegated` included; an empty list
 * counts as one null item.
 */
export interface Condition {
  kind: 'condition';
  target: Target;
  test: Test;
  /** `$ne`, `$nin`, `$exists: true`: true for null wherever the test is not. */
  isNegated: boolean;
}

export type Test =
  | { op: 'eq'; value: JsonValue }
  | { op: 'in'; values: JsonValue[]; orNull: boolean }
  | { op: 'gt' | 'gte' | 'lt' | 'lte'; value: string | number }
  | { op: 'null' }
  | { op: 'like'; pattern: string }
  /** An array has this item. */
  | { op: 'has'; item: JsonValue }
  | { op: 'contains'; value: JsonValue };

/** A parsed filter. `all` of nothing is true, `any` of nothing is false. */
export type Filter =
  Condition | { kind: 'all'; of: Filter[] } | { kind: 'any'; of: Filter[] } | { kind: 'not'; of: Filter };
