/* Records, search and files. */

import { recordValues } from '../records.ts';
import * as example from './examples.ts';
import type { Operation } from './operation.ts';

/** Later, where `Prefer: respond-async` asks for that. */
const job = {
  ...example.job,
  kind: 'write',
  state: 'waiting',
  title_key: 'job.write',
  params: { action: 'create', collection: 'items', records: 1 },
  progress: { done: 0, total: 1, unit: 'records', detail: null },
  eta_seconds: null,
  attempts: 0,
  result: { record_ids: [example.recordId] },
  started_at: null,
  next_attempt_at: example.time,
};

export const recordOperations: Record<string, Operation> = {
  'POST /collections/{collection}/records': {
    id: 'createRecord',
    tag: 'records',
    summary: 'Create a record',
    description:
      'Values by the names of their fields, as JSON, or as a multipart body with the files in it. The record, its chunks and its files come to be together, or not at all. FroDB gives the id.',
    headers: ['Idempotency-Key', 'Prefer'],
    job,
    bodySchema: recordValues,
    body: { title: 'Kettle', price: 24.5, manual: { file_id: example.fileId } },
    answer: example.record,
  },
  'POST /collections/{collection}/records:batch': {
    id: 'createRecords',
    tag: 'records',
    summary: 'Create many records',
    description:
      'A JSON list, or one record a line (NDJSON), of at most 10,000. All or none of them; with `mode=partial` those that are valid (200).',
    headers: ['Idempotency-Key', 'Prefer'],
    job,
    bodySchema: recordValues.array(),
    body: [{ title: 'Kettle', price: 24.5 }, { title: 'Cup' }],
    answer: { created: 1, records: [{ id: example.recordId, revision: example.revision }] },
  },
  'POST /collections/{collection}/records:delete': {
    id: 'deleteRecords',
    tag: 'records',
    summary: 'Delete many records',
    description: 'All of them in one commit. Ids without a record count for nothing.',
    headers: ['Idempotency-Key', 'Prefer'],
    job,
    body: { ids: [example.recordId] },
    answer: { deleted: 1 },
  },
  'GET /collections/{collection}/records/{id}': {
    id: 'getRecord',
    tag: 'records',
    summary: 'Get a record',
    description: 'All its fields; its revision is the ETag.',
    answer: example.record,
  },
  'PATCH /collections/{collection}/records/{id}': {
    id: 'updateRecord',
    tag: 'records',
    summary: 'Change fields of a record',
    description:
      'Fields that are left out stay, null clears one; lists and objects are replaced whole. With If-Match only the revision that it names is changed, else 412.',
    headers: ['Idempotency-Key', 'If-Match', 'Prefer'],
    job,
    bodySchema: recordValues,
    body: { price: 19.9 },
    answer: { ...example.record, price: 19.9 },
  },
  'PUT /collections/{collection}/records/{id}': {
    id: 'replaceRecord',
    tag: 'records',
    summary: 'Replace a record',
    description:
      'Fields that are left out get their default or null, files too. Never creates a record. With If-Match only the revision that it names is replaced, else 412.',
    headers: ['Idempotency-Key', 'If-Match', 'Prefer'],
    job,
    bodySchema: recordValues,
    body: { title: 'Kettle', price: 19.9 },
    answer: { ...example.record, price: 19.9, manual: null },
  },
  'DELETE /collections/{collection}/records/{id}': {
    id: 'deleteRecord',
    tag: 'records',
    summary: 'Delete a record',
    description: 'With its files and chunks. With If-Match only the revision that it names, else 412.',
    headers: ['Idempotency-Key', 'If-Match', 'Prefer'],
    job,
    answer: { status: 'deleted', id: example.recordId },
  },
  'GET /collections/{collection}/records/{id}/vectors': {
    id: 'listRecordVectors',
    tag: 'records',
    summary: 'List the chunks of a record',
    description: 'What search finds it by: the chunks of its texts and files, with the place of each.',
    answer: {
      vectors: [
        {
          id: '019a3c5e-7a12-7e0a-bb21-d4c3b2a19087',
          field: 'manual',
          chunk_index: 0,
          text: 'Fill the kettle with cold water.',
          page: 1,
          boxes: [{ page: 1, l: 56.7, t: 702.1, r: 310.4, b: 688.9 }],
        },
      ],
    },
  },
  'POST /collections/{collection}/query': {
    id: 'queryRecords',
    tag: 'records',
    summary: 'Find records by their values',
    description:
      'Filters and sorting in one body. Records without a value sort last; the id decides between equals. `next_cursor` goes on where the page ends, and belongs to its filters and sort.',
    body: { filters: { price: { $lt: 30 } }, sort: [{ field: 'price', order: 'desc' }], limit: 20 },
    answer: { records: [example.record], total: 1, next_cursor: null },
  },
};

export const exportOperations: Record<string, Operation> = {
  'GET /collections/{collection}/export': {
    id: 'exportRecords',
    tag: 'records',
    summary: 'Export a collection',
    description:
      'All its records as they are at one moment, in the order of their ids, as one stream: NDJSON, or CSV with lists and objects as JSON and files as their URLs. A connection that ends before the answer does has not sent everything. 503 while as many run as may at once.',
  },
};

export const searchOperations: Record<string, Operation> = {
  'POST /collections/{collection}/search': {
    id: 'searchRecords',
    tag: 'search',
    summary: 'Search a collection',
    description:
      'Finds records by the words of their vectorised texts and files, best first, each with the chunks that match. Filters are those of a query.',
    body: { query: 'cold water', filters: { price: { $lt: 30 } }, limit: 10 },
    answer: {
      results: [
        {
          id: example.recordId,
          score: 7.31,
          record: example.record,
          files: [{ ...example.file, field: 'manual' }],
          highlights: [
            {
              field: 'manual',
              text: 'Fill the kettle with cold water.',
              ranges: [
                [21, 25],
                [26, 31],
              ],
              chunk_index: 0,
              score: 7.31,
              page: 1,
              boxes: [{ page: 1, l: 56.7, t: 702.1, r: 310.4, b: 688.9 }],
            },
          ],
        },
      ],
      total: 1,
      took_ms: 2.4,
    },
  },
};

export const fileOperations: Record<string, Operation> = {
  'GET /collections/{collection}/records/{id}/files/{field}': {
    id: 'downloadRecordFile',
    tag: 'files',
    summary: 'Download a file of a record',
    description:
      'Its bytes, whole or the one range that is asked for; its SHA-256 is the ETag. 410 for a file that the object store has lost.',
    headers: ['Range', 'If-Match', 'If-None-Match', 'If-Range'],
  },
  'GET /files': {
    id: 'listFiles',
    tag: 'files',
    summary: 'List the files of a collection’s records',
    description: 'In the order of their records, each with its record and field.',
    answer: example.listOf({ ...example.file, record: example.recordId, field: 'manual' }),
  },
  'POST /files': {
    id: 'uploadFile',
    tag: 'files',
    summary: 'Send a file for a record to take later',
    description:
      'As the one part `file` of a multipart body, or as the body itself with its `name`. It waits 24 hours for a record to take it; until then only the key that sent it and admins see it.',
    headers: ['Idempotency-Key'],
    answer: {
      id: example.fileId,
      name: example.file.name,
      size: example.file.size,
      content_type: example.file.content_type,
      sha256: example.sha256,
      expires_at: example.time,
    },
  },
  'GET /files/{id}': {
    id: 'downloadFile',
    tag: 'files',
    summary: 'Download a file by its id',
    description:
      'Of a record, or one that waits for its record. Whole or the one range that is asked for; its SHA-256 is the ETag. 410 for a file that the object store has lost.',
    headers: ['Range', 'If-Match', 'If-None-Match', 'If-Range'],
  },
};
