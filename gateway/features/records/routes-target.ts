import type { FastifyReply, FastifyRequest } from 'fastify';
import { permits } from '../../access/permits.ts';
import { answerWith, callerOf } from '../../http/auth.ts';
import { writeTargetOf } from '../../http/collection-scope.ts';
import type { ReloadCollection } from '../../http/collection-scope.ts';
import type { PresentedRecord, RecordService, RecordTarget, WriteJobs } from './service.ts';

export interface RecordRouteDeps {
  records: RecordService;
  /** The same writes, done later. */
  writeJobs: WriteJobs;
  reload: ReloadCollection;
}

/** Who writes a record where, and on what condition. */
export function targetOf(request: FastifyRequest, reload: ReloadCollection): RecordTarget {
  const { databaseName, name } = request.collection;
  return {
    ...writeTargetOf(request, reload),
    mayRead: permits(callerOf(request), 'read', databaseName, name) === 'yes',
    ifMatch: ifMatchOf(request),
  };
}

/** One or several revisions, quoted or bare; null for none and for `*`. */
function ifMatchOf({ headers }: FastifyRequest): string[] | null {
  const header = headers['if-match'];
  if (header === undefined || header.trim() === '*') return null;
  return header.split(',').map((revision) => revision.trim().replace(/^(?:W\/)?"(.*)"$/, '$1'));
}

/** Answers with a record, and says its revision. */
export function answerRecord(
  reply: FastifyReply,
  status: number,
  answer: { body: PresentedRecord; isReplay: boolean },
): PresentedRecord {
  reply.header('etag', `"${answer.body.revision as string}"`);
  return answerWith(reply, status, answer);
}
