/** The types that one value has: those of fields, and of the items of an array. */
export const scalarTypeNames = [
  'string',
  'text',
  'int',
  'float',
  'boolean',
  'date',
  'datetime',
  'enum',
] as const;
export type ScalarTypeName = (typeof scalarTypeNames)[number];

export const fieldTypeNames = [...scalarTypeNames, 'array', 'file', 'json'] as const;
export type FieldTypeName = (typeof fieldTypeNames)[number];

/** Where a field's value can be kept, besides its column. */
export const storeNames = ['postgres', 'qdrant', 'qdrant_payload', 'minio'] as const;

/** What a filter can ask of a field. */
export const operators = [
  '$eq',
  '$ne',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$in',
  '$nin',
  '$exists',
  '$contains',
  '$like',
] as const;
export type Operator = (typeof operators)[number];

/** The languages that search knows. */
export const languages = ['pt', 'en'] as const;
