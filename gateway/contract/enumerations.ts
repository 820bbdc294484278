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

/** Types of events, of which every one is kept for a while, in the order of its commits. */
export const keptEventTypes = [
  'record.created',
  'record.updated',
  'record.deleted',
  'collection.created',
  'collection.updated',
  'collection.deleted',
  'schema.updated',
  'database.created',
  'database.updated',
  'database.deleted',
  'key.created',
  'key.updated',
  'key.deleted',
  'webhook.created',
  'webhook.updated',
  'webhook.deleted',
] as const;

/** Only told to who listens at the moment. */
export const liveEventTypes = [
  'job.created',
  'job.started',
  'job.progressed',
  'job.succeeded',
  'job.failed',
  'job.cancelled',
  'engine.starting',
  'engine.ready',
  'engine.stopping',
  'engine.stopped',
  'engine.failed',
] as const;

export const jobStates = ['waiting', 'running', 'succeeded', 'failed', 'cancelled'] as const;

/** Every kind of job, with what its progress counts. */
export const jobKinds = {
  write: { unit: 'records' },
  import: { unit: 'bytes' },
  'index.rebuild': { unit: 'chunks' },
  'webhook.delivery': { unit: 'deliveries' },
  'sample.load': { unit: 'records' },
} as const;
export type JobKindName = keyof typeof jobKinds;

/** Every `title_key` of a job, with the names of its `params`. */
export const jobTitles = {
  /** `action` is a `WriteAction`. */
  'job.write': ['action', 'collection', 'records'],
  'job.import': ['file', 'collection'],
  'job.index.rebuild': ['database', 'collection'],
  'job.webhook.delivery': ['webhook'],
  'job.sample.load': ['database'],
} as const;
export type JobTitleKey = keyof typeof jobTitles;

/** What a job of kind `write` does to its records. */
export type WriteAction = 'create' | 'replace' | 'patch' | 'delete' | 'batch' | 'delete many';
