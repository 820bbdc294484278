import { collectionOperations, databaseOperations } from './databases.ts';
import { importOperations } from './imports.ts';
import { jobOperations } from './jobs.ts';
import type { Operation } from './operation.ts';
import { sampleOperations } from './samples.ts';
import { exportOperations, fileOperations, recordOperations, searchOperations } from './records.ts';
import { eventOperations, keyOperations, serverOperations } from './server.ts';
import { sessionOperations } from './sessions.ts';
import { webhookOperations } from './webhooks.ts';

export { headers, tags } from './operation.ts';
export type { Operation } from './operation.ts';

/**
 * Every operation by its method and path. Those below `/collections` are there below `/databases/{database}` too, where
 * they act on that database only.
 */
export const operations: Readonly<Record<string, Operation>> = {
  ...serverOperations,
  ...keyOperations,
  ...sessionOperations,
  ...jobOperations,
  ...eventOperations,
  ...webhookOperations,
  ...databaseOperations,
  ...collectionOperations,
  ...sampleOperations,
  ...recordOperations,
  ...exportOperations,
  ...importOperations,
  ...searchOperations,
  ...fileOperations,
};
