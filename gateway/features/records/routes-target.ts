import type { FastifyReply, FastifyRequest } from 'fastify';
import { isAdmin, permits } from '../../access/permits.ts';
import { actorOf, answerWith, callerOf, claimOf } from '../../http/auth.ts';
import type { RecordService, WriteTarget } from './service.ts';

export interface RecordRouteDeps {
  records: RecordService;
  /** The same collection as it is now. */
  reload: (collection: WriteTarget['collection']) => Promise<WriteTarget['collection']>;
}

/** Who writes where. */
export function targetOf(request: FastifyRequest, reload: RecordRouteDeps['reload']): WriteTarget {
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

/** Answers with what the service made, whose bodies have no type yet. */
export function answerUntyped(reply: FastifyReply, answer: Parameters<typeof answerWith>[1]): never {
  return answerWith(reply, answer) as never;
}
