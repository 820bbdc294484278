import { z } from 'zod';
import { collectionParams } from './collections.ts';
import { filter, sort } from './filters.ts';
import { judgedByService } from './judged-by-service.ts';
import { limits } from './limits.ts';
import { time } from './lists.ts';
import { inPath } from './names.ts';
import { refusal } from './problem-codes.ts';
import { fieldProblem } from './problems.ts';

const uuid = z.string();

export const extraction = z.object({
  status: z.enum(['done', 'empty', 'failed', 'none']),
  pages: z.number().int(),
  chunks: z.number().int(),
  reason: z.string().optional(),
});

export const lostFile = z.object({
  reason: z.enum(['missing', 'damaged']).describe('The object is gone, or has other bytes'),
  since: time.describe('When it was noticed'),
});

export const fileObject = z.object({
  id: uuid,
  name: z.string(),
  size: z.number().int().describe('Bytes'),
  content_type: z.string(),
  sha256: z.string(),
  version_id: uuid.describe('The revision that put it'),
  url: z.string(),
  extraction,
  lost: lostFile.optional().describe('Only of a file that the object store has lost'),
});

/** A record, flat: what FroDB sets on it, then its fields. */
export const record = z
  .looseObject({
    id: uuid,
    revision: uuid.optional(),
    created_at: time.optional(),
    updated_at: time.optional(),
  })
  .describe(
    'The record, flat: id, revision, created_at, updated_at and its fields; a write without the right to read is answered without the fields',
  );

export const recordParams = collectionParams.extend({ id: inPath.record });
export const recordFileParams = recordParams.extend({ field: inPath.field });

export const recordFileQuery = z.strictObject({
  n: z.int().min(0).max(limits.filesPerField).default(0).describe('Which of several files, from 0'),
});
export const batchQuery = z.strictObject({
  mode: z
    .enum(['whole', 'partial'])
    .default('whole')
    .describe('whole: all or none; partial: those that are valid'),
});

export const deletedRecord = z.object({ status: z.literal('deleted'), id: uuid });

/** A record as it is sent: its collection's schema says which keys it takes, and of which types. */
export const recordValues = z
  .record(z.string(), z.unknown())
  .describe("Values by the names of the collection's fields; a file is {file_id}, or null");

export const batchAnswer = z.union([
  z.object({ created: z.number().int(), records: z.array(z.object({ id: uuid, revision: uuid })) }),
  z.object({
    created: z.number().int(),
    failed: z.number().int(),
    results: z.array(
      z.union([
        z.object({ index: z.number().int(), id: uuid }),
        z.object({ index: z.number().int(), status: z.number().int(), errors: z.array(fieldProblem) }),
      ]),
    ),
  }),
]);
/** What became of a batch: of all records in `whole` mode, of each in `partial` mode. */
export type BatchAnswer = z.infer<typeof batchAnswer>;

/** What a job that writes says of it: the ids from the start, the rest when it is done. */
export const writeResult = z.object({
  record_ids: z.array(uuid).describe('Of the records that are written, in the order of the request'),
  revision: uuid.optional().describe('Of a record or batch that was written'),
  deleted: z.int().optional().describe('How many records there were to delete'),
  failed: z
    .array(z.object({ index: z.int(), status: z.int(), errors: z.array(fieldProblem) }))
    .optional()
    .describe('Of a batch with mode=partial: the records that were not taken'),
});
export type WriteResult = z.infer<typeof writeResult>;

const filters = judgedByService(filter).optional();

export const queryBody = z.strictObject({
  filters,
  sort: judgedByService(sort).optional(),
  fields: z
    .array(z.string())
    .max(limits.schemaFields + 4)
    .optional(),
  limit: z.number().int().min(1).max(limits.listLimit).default(limits.listLimitDefault),
  cursor: z.string().max(limits.cursorLength).optional(),
  offset: z.number().int().min(0).max(limits.offset).optional(),
  count: z.boolean().optional(),
});
export const queryAnswer = z.object({
  records: z.array(record),
  total: z.number().int().nullable(),
  next_cursor: z.string().nullable(),
});

export const searchBody = z.strictObject({
  query: z
    .string()
    .max(limits.searchQueryLength)
    .refine((query) => query.trim() !== '', { error: 'must not be blank', params: refusal('blank') }),
  filters,
  limit: z.number().int().min(1).max(limits.searchLimit).default(limits.searchLimitDefault),
  offset: z.number().int().min(0).max(limits.searchLimit).default(0),
  fields: queryBody.shape.fields,
});

const box = z.object({ page: z.number().int(), l: z.number(), t: z.number(), r: z.number(), b: z.number() });

export const searchAnswer = z.object({
  results: z.array(
    z.object({
      id: uuid,
      score: z.number(),
      record,
      files: z.array(fileObject.extend({ field: z.string() })),
      highlights: z.array(
        z.object({
          field: z.string(),
          text: z.string(),
          ranges: z
            .array(z.tuple([z.number().int(), z.number().int()]))
            .describe('UTF-16 units, end exclusive'),
          chunk_index: z.number().int(),
          score: z.number(),
          page: z.number().int().nullable(),
          boxes: z.array(box).describe('Points, from the bottom left'),
        }),
      ),
    }),
  ),
  total: z.number().int().describe('Number of results'),
  took_ms: z.number(),
});

export const deleteManyBody = z.strictObject({ ids: z.array(uuid).min(1).max(limits.batchRecords) });
export const deleteManyAnswer = z.object({ deleted: z.number().int() });

export const vectorsAnswer = z.object({
  vectors: z.array(
    z.object({
      id: uuid.describe('Of the point'),
      field: z.string(),
      chunk_index: z.number().int(),
      text: z.string(),
      page: z.number().int().nullable(),
      boxes: z.array(box),
    }),
  ),
});

export type FileObject = z.infer<typeof fileObject>;
export type QueryBody = z.infer<typeof queryBody>;
