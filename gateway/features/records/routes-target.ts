import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAdmin, permits } from '../../access/permits.ts';
import { actorOf, answerWith, callerOf, claimOf } from '../../http/auth.ts';
import type { PresentedRecord, RecordService, RecordTarget } from './service.ts';

export interface RecordRouteDeps {
  records: RecordService;
  /** The same collection as it is now. */
  reload: (collection: RecordTarget['collection']) => Promise<RecordTarget['collection']>;
}

/** Who writes where. */
export function targetOf(request: FastifyRequest, reload: RecordRouteDeps['reload']): RecordTarget {
  const { collection } = request;
  const caller = callerOf(request);
  return {
    collection,
    reload: () => reload(collection),
    actor: actorOf(request),
    isAdmin: isAdmin(caller),
    mayRead: permits(caller, 'read', collection.databaseName, collection.name) === 'yes',
    idempotency: claimOf(request),
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
