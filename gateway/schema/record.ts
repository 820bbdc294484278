import type { FieldProblem } from '../errors.ts';
import { readFiles } from './field-types/file.ts';
import { holdsFiles, typeOf } from './field-types/index.ts';
import { eachField, readFieldValue } from './field-values.ts';
import { isObject } from './json.ts';
import { Problems } from './problems.ts';
import type { CollectionSchema, FileRefs, RecordValues, ValidationMode } from './types.ts';
import { wrongType } from './wrong-type.ts';

export interface ValidatedRecord {
  values: RecordValues;
  files: FileRefs;
  /** Empty when the record is valid; at most 100. */
  errors: FieldProblem[];
}

/** What FroDB sets on every record; never input, but readable, sortable and filterable. */
export const systemFields = ['id', 'revision', 'created_at', 'updated_at'] as const;

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
    problems.addReason(wrongType('object', input));
    return result;
  }
  const fileIds = new Set<string>();
  const all = { fields: schema.fields, typeOf, readOnly: systemFields };
  eachField(all, input, problems, (field, check, given) => {
    if (holdsFiles(field)) {
      const uploaded = uploads.get(field.name) ?? 0;
      if (given !== undefined || uploaded > 0 || mode !== 'patch') {
        files[field.name] = readFiles(field, given ?? null, uploaded, fileIds, problems);
      }
    } else if (given !== undefined || mode !== 'patch') {
      values[field.name] = readFieldValue(field, check, given, problems);
    }
  });
  return result;
}
