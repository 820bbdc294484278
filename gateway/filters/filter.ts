import type { FieldType, Shape } from '../schema/field-types/field-type.ts';
import type { JsonValue } from '../schema/json.ts';

/** What a condition looks at: a column, or something inside the items of an array column. */
export interface Target {
  /** As the caller wrote it: `year`, `rows.code`. */
  path: string;
  column: string;
  type: FieldType;
  /** What the type looks at: the field, the innermost one for a path; empty for what FroDB sets (`id`, `created_at`, …). */
  shape: Shape;
  /** It, or an array around it, is kept in the payload of points. */
  isFilterable: boolean;
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
  /** An array has this item; a text or json contains this part. */
  | { op: 'has' | 'contains'; value: JsonValue };

/** A parsed filter. `all` of nothing is true, `any` of nothing is false. */
export type Filter =
  Condition | { kind: 'all'; of: Filter[] } | { kind: 'any'; of: Filter[] } | { kind: 'not'; of: Filter };
