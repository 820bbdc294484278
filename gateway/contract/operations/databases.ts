/* Databases and collections. */

import * as example from './examples.ts';
import type { Operation } from './operation.ts';

export const databaseOperations: Record<string, Operation> = {
  'GET /databases': {
    id: 'listDatabases',
    tag: 'databases',
    summary: 'List databases',
    description: 'Those on which the key has any right, in the order of their names.',
    answer: example.listOf(example.database),
  },
  'POST /databases': {
    id: 'createDatabase',
    tag: 'databases',
    summary: 'Create a database',
    description:
      'The key must have the right to change schemas in all of it. 409 when there is one of that name.',
    headers: ['Idempotency-Key'],
    body: {
      name: example.database.name,
      description: example.database.description,
      metadata: example.database.metadata,
    },
    answer: example.database,
  },
  'GET /databases/{database}': {
    id: 'getDatabase',
    tag: 'databases',
    summary: 'Get a database',
    description: 'Its description and its metadata.',
    answer: example.database,
  },
  'PATCH /databases/{database}': {
    id: 'updateDatabase',
    tag: 'databases',
    summary: 'Change description and metadata',
    description: 'What is left out stays; metadata is replaced whole. A name can not be changed.',
    headers: ['Idempotency-Key'],
    body: { description: example.database.description },
    answer: example.database,
  },
  'DELETE /databases/{database}': {
    id: 'deleteDatabase',
    tag: 'databases',
    summary: 'Delete a database',
    description:
      '409 while it has collections, unless `cascade` deletes them too. The database `default` stays.',
    headers: ['Idempotency-Key'],
  },
};

export const collectionOperations: Record<string, Operation> = {
  'GET /collections': {
    id: 'listCollections',
    tag: 'collections',
    summary: 'List collections',
    description:
      'Those on which the key has any right, in the order of database and name; without a database in the path, of all databases.',
    answer: example.listOf({
      name: 'items',
      database_name: 'shop',
      schema: example.schema,
      created_at: example.time,
      updated_at: example.time,
    }),
  },
  'POST /collections': {
    id: 'createCollection',
    tag: 'collections',
    summary: 'Create a collection from a schema',
    description:
      'Makes its table and, as far as the schema needs them, its Qdrant collection and its bucket: all of them, or none. Without a database in the path, in `default`. With `dry_run` the schema is only checked.',
    headers: ['Idempotency-Key'],
    body: example.schema,
    answer: {
      status: 'created',
      database: 'shop',
      collection: 'items',
      postgres_table: 'd_k3x7q2mzr5wva.c_m4p2zq7xk5row',
      qdrant_collection: 'c_m4p2zq7xk5row_1',
      minio_bucket: 'frodb-items-m4p2zq7xk5row',
    },
  },
  'GET /collections/{collection}': {
    id: 'getCollection',
    tag: 'collections',
    summary: 'Get a schema',
    description: 'The schema as it was given, with all defaults; posted again, it makes the same collection.',
    answer: example.schema,
  },
  'PATCH /collections/{collection}': {
    id: 'updateCollection',
    tag: 'collections',
    summary: 'Change the description',
    description: 'null or an empty text takes it away.',
    headers: ['Idempotency-Key'],
    body: { description: example.schema.description },
    answer: example.schema,
  },
  'DELETE /collections/{collection}': {
    id: 'deleteCollection',
    tag: 'collections',
    summary: 'Delete a collection with all its records and files',
    description: 'It is gone when this answers; its points and its files are cleared away after that.',
    headers: ['Idempotency-Key'],
  },
  'POST /collections/{collection}:rebuild': {
    id: 'rebuildIndex',
    tag: 'collections',
    summary: 'Build a collection’s search index anew',
    description:
      'From what Postgres has, by a job; one that is under way already is the answer. From the moment it begins until it is done, search of this collection answers 503 with `progress`; records and queries work, and writes go into the new index. Cancelled before it begins, the old index stays; after that FroDB begins it again by itself within a minute. 409 for a collection that has no index.',
    headers: ['Idempotency-Key'],
    answer: {
      ...example.job,
      kind: 'index.rebuild',
      state: 'waiting',
      title_key: 'job.index.rebuild',
      params: { database: 'shop', collection: 'items' },
      progress: { done: 0, total: null, unit: 'chunks', detail: null },
      eta_seconds: null,
      started_at: null,
      next_attempt_at: example.time,
    },
  },
  'GET /collections/{collection}/stats': {
    id: 'getCollectionStats',
    tag: 'collections',
    summary: 'Get counts and sizes',
    description: 'Counts are exact; how much Qdrant takes is estimated.',
    answer: {
      records: 1_200,
      chunks: 9_400,
      files: 1_100,
      bytes: { postgres: 8_400_000, qdrant: 21_000_000, objects: 730_000_000 },
      changed_at: example.time,
    },
  },
};
