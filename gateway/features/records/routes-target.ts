import type { FastifyRequest } from 'fastify';
import { actorOf, callerOf, claimOf, isAdmin, mayRead } from '../../http/auth.ts';
import type { CollectionService, RecordService, WriteTarget } from './service.ts';

export interface RecordRouteDeps {
  records: RecordService;
  /** The collection that a path names, where the caller may do this; 403, 404 or 409 otherwise. */
  collections: Pick<CollectionService, 'resolve' | 'reload'>;
}

/** Who writes where: 403, 404 or 409 where the caller may not. */
export async function targetOf(
  collections: RecordRouteDeps['collections'],
  request: FastifyRequest,
  place: Parameters<CollectionService['resolve']>[2],
  action: Parameters<CollectionService['resolve']>[1],
): Promise<WriteTarget> {
  const collection = await collections.resolve(callerOf(request), action, place);
  return {
    collection,
    reload: () => collections.reload(collection),
    actor: actorOf(request),
    isAdmin: isAdmin(request),
    mayRead: mayRead(request, collection),
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
