import { z } from 'zod';
import { limits } from './limits.ts';
import { listOf, listQuery, time } from './lists.ts';
import { fileObject } from './records.ts';

const place = {
  collection: z.string().describe('Name of the collection'),
  database: z.string().optional().describe('Where several databases have a collection of that name'),
};

export const uploadQuery = z.strictObject({
  ...place,
  name: z.string().max(limits.uploadNameLength).optional().describe('Of a bare file; a part has its own'),
});

/** Read as a stream, so that nothing of it is checked here. */
export const uploadBody = z
  .unknown()
  .describe('Multipart with one part `file`, or the bare bytes of a file of any type with `name`');

export const stagedUpload = z.object({
  id: z.string().describe('A record takes it by {"<field>": {"file_id": id}}'),
  name: z.string(),
  size: z.int().describe('Bytes'),
  content_type: z.string(),
  sha256: z.string(),
  expires_at: time.describe('Until then a record can take it'),
});

export const fileParams = z.strictObject({ id: z.string().describe('Id of a file (UUID)') });

export const fileListQuery = listQuery.extend(place);
export const fileItem = fileObject.extend({
  record: z.string().describe('Id of its record'),
  field: z.string(),
});
export const fileList = listOf(fileItem);

export type StagedUploadAnswer = z.infer<typeof stagedUpload>;
export type FileItem = z.infer<typeof fileItem>;
