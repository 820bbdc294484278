import { collectionParams } from '../../contract/collections.ts';
import { job } from '../../contract/jobs.ts';
import { actorOf, answerWith, callerOf, claimOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { LossService } from './service.ts';

/** What is done with a collection's search index; `scope` finds it. */
export function indexRoutes(scope: App, service: LossService): void {
  scope.post(
    '::rebuild',
    { config: { action: 'schema' }, schema: { params: collectionParams, response: { 202: job } } },
    async (request, reply) => {
      const answer = await service.once(claimOf(request), {}, (keep) =>
        service.rebuild({
          caller: callerOf(request),
          actor: actorOf(request),
          collection: request.collection,
          keep,
        }),
      );
      reply.header('location', `/jobs/${answer.body.id}`);
      return answerWith(reply, 202, answer);
    },
  );
}
