/* What the examples of the OpenAPI document are made of: one database, one collection, one record with one file. */

export const recordId = '019a3c5e-7a10-7c3e-9b1f-3f0c5a1d2e4b';
export const revision = '019a3c5e-7a11-7d02-8a44-90b1c2d3e4f5';
export const fileId = '019a3c5e-79f8-7b6a-a3d1-6c5b4a392817';
export const keyId = '019a3c5e-1b2c-7d3e-8f40-5a6b7c8d9e0f';
export const time = '2026-11-30T20:25:47.120Z';
export const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';

export const database = {
  id: 'k3x7q2mzr5wva',
  name: 'shop',
  description: 'Everything that we sell',
  metadata: { owner: 'sales' },
  created_at: time,
  updated_at: time,
};
export const schema = {
  name: 'items',
  description: 'What is for sale',
  fields: [
    { name: 'title', type: 'string', required: true, indexed: true },
    { name: 'price', type: 'float', min: 0 },
    { name: 'manual', type: 'file', vectorize: true },
  ],
  config: { chunk_size: 1_200, chunk_overlap: 200, language: 'auto', typo_tolerance: false },
};
export const file = {
  id: fileId,
  name: 'manual.pdf',
  size: 48_213,
  content_type: 'application/pdf',
  sha256,
  version_id: revision,
  url: `/files/${fileId}`,
  extraction: { status: 'done', pages: 4, chunks: 9 },
};
export const record = {
  id: recordId,
  revision,
  created_at: time,
  updated_at: time,
  title: 'Kettle',
  price: 24.5,
  manual: file,
};
export const key = {
  id: keyId,
  name: 'importer',
  type: 'custom',
  permissions: [{ databases: ['shop'], collections: '*', actions: ['read', 'write'] }],
};
export const storedKey = {
  ...key,
  prefix: 'frodb_custom_3f9a0c',
  databases: null,
  created_at: time,
  updated_at: time,
  expires_at: null,
};
export const engine = {
  name: 'qdrant',
  managed: true,
  state: 'ready',
  reason: null,
  pid: 4_711,
  port: 40_123,
  version: '1.16.2',
  uptime_seconds: 86_400,
  memory_bytes: 210_000_000,
  disk_bytes: 1_900_000_000,
  garbage: 0,
  losses: [],
};

export const job = {
  id: '019a3c5e-8b20-7a4d-b3c2-1f2e3d4c5b6a',
  kind: 'import',
  state: 'running',
  title_key: 'job.import',
  params: { file: 'items.csv' },
  database: 'shop',
  collection: 'items',
  progress: { done: 42_000, total: 100_000, unit: 'rows', detail: null },
  eta_seconds: 12,
  attempts: 1,
  error: null,
  result: null,
  created_by: keyId,
  created_at: time,
  started_at: time,
  ended_at: null,
  next_attempt_at: null,
};

const attempt = { at: time, status: 503, error: 'answered 503', ms: 12 };
export const webhook = {
  id: '019a3c5e-9c30-7b5e-a4d3-2a3f4e5d6c7b',
  name: 'stock',
  url: 'http://127.0.0.1:8080/frodb',
  types: ['record.*'],
  database: 'shop',
  collection: 'items',
  enabled: true,
  stopped_because: null,
  waiting: 1,
  last_attempt: { delivery_id: '748-91', ...attempt },
  created_by: keyId,
  created_at: time,
  updated_at: time,
};
export const delivery = {
  id: '748-91',
  type: 'record.created',
  at: time,
  database: 'shop',
  collection: 'items',
  state: 'waiting',
  attempts: 1,
  next_attempt_at: time,
  ended_at: null,
  attempt_log: [attempt],
};

/** The first and only page of a list. */
export function listOf(item: unknown) {
  return { items: [item], total: 1, next_cursor: null };
}
