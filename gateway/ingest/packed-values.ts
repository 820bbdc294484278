import { JsonText, isLarge } from '../infra/large-json.ts';
import { unpackSlices } from '../infra/workers/slices.ts';
import type { Slices } from '../infra/workers/slices.ts';
import type { JsonValue } from '../schema/json.ts';
import type { CollectionSchema, RecordValues } from '../schema/types.ts';
import type { CheckedRecord } from './check-batch.ts';

/** A `CheckedRecord` on its way. */
export type PackedRecord = Omit<CheckedRecord, 'values'> & PackedValues;

/** A record's values on their way out of a worker: what is large, and nothing here has to look into, is JSON. */
export interface PackedValues {
  values: RecordValues;
  json: Record<string, string>;
}

export function packValues(schema: CollectionSchema, values: RecordValues): PackedValues {
  const packed: PackedValues = { values: {}, json: {} };
  const inPayload = new Set(schema.fields.filter(({ filterable }) => filterable).map(({ name }) => name));
  for (const [name, value] of Object.entries(values)) {
    const staysText = typeof value === 'object' && isLarge(value);
    if (staysText && !inPayload.has(name)) packed.json[name] = JSON.stringify(value);
    else packed.values[name] = value;
  }
  return packed;
}

export function unpackValues({ values, json }: PackedValues): RecordValues {
  const texts = Object.entries(json);
  if (texts.length === 0) return values;
  const unpacked = { ...values };
  // It is written as what it says wherever values are written.
  for (const [name, text] of texts) unpacked[name] = new JsonText(text) as unknown as JsonValue;
  return unpacked;
}

/** Records slice by slice, as they were checked. */
export async function* unpackRecords(records: Slices): AsyncGenerator<CheckedRecord[]> {
  for await (const some of unpackSlices<PackedRecord>(records)) {
    yield some.map(({ values, json, ...record }) => ({ ...record, values: unpackValues({ values, json }) }));
  }
}
