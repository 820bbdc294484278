import * as contract from '../../contract/jobs.ts';
import { done } from '../../contract/lists.ts';
import { answerWith, callerOf, claimOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { JobService } from './service.ts';

/** Any key sees its own jobs; the service judges what else is asked for. */
const config = { action: 'any', on: 'service' } as const;

export function jobRoutes(app: App, service: JobService): void {
  app.get(
    '/jobs',
    { config, schema: { querystring: contract.jobsQuery, response: { 200: contract.jobList } } },
    (request) => service.list(callerOf(request), request.query),
  );
  const params = contract.jobPath;
  app.get(
    '/jobs/:id',
    { config, schema: { params, response: { 200: contract.jobWithAttempts } } },
    (request) => service.get(callerOf(request), request.params.id),
  );
  for (const action of ['cancel', 'retry'] as const) {
    app.post(
      `/jobs/:id([0-9A-Za-z-]+)::${action}`,
      { config, schema: { params, response: { 202: contract.job } } },
      async (request, reply) => {
        const answer = await service.once(claimOf(request), {}, (keep) =>
          service[action](callerOf(request), request.params.id, keep),
        );
        return answerWith(reply, 202, answer);
      },
    );
  }
  app.delete('/jobs/:id', { config, schema: { params, response: { 204: done } } }, async (request, reply) => {
    const answer = await service.once(claimOf(request), {}, (keep) =>
      service.remove(callerOf(request), request.params.id, keep),
    );
    return answerWith(reply, 204, answer);
  });
}
