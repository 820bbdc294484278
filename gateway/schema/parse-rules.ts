import { limits } from '../contract/limits.ts';
import type { FieldType } from './field-types/field-type.ts';
import type { ObjectReader } from './object-reader.ts';
import type { Problems } from './problems.ts';
import type { ValueRules } from './types.ts';

/** Reads the keys that limit a value, each only where the type knows it. */
export function readRules(reader: ObjectReader, type: FieldType, problems: Problems): ValueRules {
  return {
    values: readValues(reader, type),
    ...readRange(reader, type, problems),
    maxLength: readMaxLength(reader, type),
    unit: reader.string('unit', limits.unitLength),
  };
}

function readValues(reader: ObjectReader, { rules }: FieldType): string[] | undefined {
  if (rules.values) {
    if (!reader.has('values')) {
      return reader.wrong('values', 'required', 'an enum lists its values', { reason: 'enum_values' });
    }
    return reader.strings('values', limits.enumValues, limits.enumValueLength);
  }
  if (reader.has('values')) {
    reader.wrong('values', 'not_applicable', 'is for fields of type enum only', { types: 'enum' });
  }
  return undefined;
}

function readRange(
  reader: ObjectReader,
  type: FieldType,
  problems: Problems,
): Pick<ValueRules, 'min' | 'max'> {
  const range: Pick<ValueRules, 'min' | 'max'> = {};
  for (const key of ['min', 'max'] as const) {
    const given = reader.raw(key);
    if (given === undefined) continue;
    if (!type.rules.range) {
      reader.wrong(key, 'not_applicable', 'is for numbers and dates only', {
        types: 'int, float, date, datetime',
      });
      continue;
    }
    const value = reader.within(key, () => type.check({})(given, problems));
    if (typeof value === 'number' || typeof value === 'string') range[key] = value;
  }
  if (range.min !== undefined && range.max !== undefined && range.min > range.max) {
    reader.wrong('max', 'contradiction', 'must not be less than min', { reason: 'max_below_min' });
  }
  return range;
}

function readMaxLength(reader: ObjectReader, { rules }: FieldType): number | undefined {
  if (rules.maxLength !== undefined) return reader.whole('max_length', 1, rules.maxLength);
  if (reader.has('max_length')) {
    reader.wrong('max_length', 'not_applicable', 'is for fields of type string and text only', {
      types: 'string, text',
    });
  }
  return undefined;
}
