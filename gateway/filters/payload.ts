import type { PayloadIndex } from '../infra/vectors.ts';
import { typeOf } from '../schema/field-types/index.ts';
import { isObject, own } from '../schema/json.ts';
import type { JsonObject, JsonValue } from '../schema/json.ts';
import type { CollectionSchema, Field, RecordValues } from '../schema/types.ts';
import type { Target } from './filter.ts';

/**
 * The payload of a record's points: its filterable fields, null left out. Dates and times are whole milliseconds, so
 * that Qdrant can compare them exactly. Texts, json and files are not in it: Postgres answers for them.
 */
export function payloadOf(schema: CollectionSchema, values: RecordValues): Record<string, JsonValue> {
  return objectPayload(schema.fields, values, false);
}

/** The indexes that a Qdrant collection gets for what its payload holds. */
export function payloadIndexes(schema: CollectionSchema): PayloadIndex[] {
  return fieldIndexes(schema.fields, '', false);
}

/** The payload key of a target, `rows[].code` for what is inside an array; undefined where the payload does not have it. */
export function payloadKey({ path, type, shape, isFilterable }: Target): string | undefined {
  return isFilterable && type.payload(shape) ? path.replaceAll('.', '[].') : undefined;
}

/** `isKept`: an array around these fields is filterable, and with it all that it holds. */
function objectPayload(
  fields: Field[],
  values: Readonly<Record<string, JsonValue>>,
  isKept: boolean,
): JsonObject {
  const payload: JsonObject = {};
  for (const field of fields) {
    const value = own(values, field.name) ?? null;
    if (value === null) continue;
    const kept = fieldPayload(field, value, isKept || field.filterable);
    if (kept !== undefined) payload[field.name] = kept;
  }
  return payload;
}

function fieldPayload(field: Field, value: JsonValue, isKept: boolean): JsonValue | undefined {
  const { schema } = field;
  if (schema) {
    if (!Array.isArray(value) || fieldIndexes(schema, '', isKept).length === 0) return undefined;
    return value.map((item) => (isObject(item) ? objectPayload(schema, item as JsonObject, isKept) : {}));
  }
  const kept = typeOf(field).payload(field);
  if (!isKept || kept === undefined) return undefined;
  return Array.isArray(value) ? value.map(kept.value) : kept.value(value);
}

function fieldIndexes(fields: Field[], prefix: string, isKept: boolean): PayloadIndex[] {
  return fields.flatMap((field) => {
    const kept = isKept || field.filterable;
    if (field.schema) return fieldIndexes(field.schema, `${prefix}${field.name}[].`, kept);
    const payload = typeOf(field).payload(field);
    return kept && payload ? [{ field: `${prefix}${field.name}`, schema: payload.index }] : [];
  });
}
