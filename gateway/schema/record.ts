import type { FieldProblem } from '../errors.ts';
import type { CollectionSchema, FileRefs, RecordValues, ValidationMode } from './types.ts';

export interface ValidatedRecord {
  values: RecordValues;
  files: FileRefs;
  /** Empty when the record is valid; at most 100. */
  errors: FieldProblem[];
}

/**
 * Checks one record against its schema; nothing is coerced.
 * `at` is put before every path (`[17]` gives `[17].year`).
 */
export function validateRecord(
  schema: CollectionSchema,
  input: unknown,
  mode: ValidationMode,
  at = '',
): ValidatedRecord {
  throw new Error(`not built yet: ${schema.name} ${mode} ${at} ${typeof input}`);
}
