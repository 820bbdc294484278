import { job } from '../../contract/jobs.ts';
import { loadedSample } from '../../contract/samples.ts';
import { actorOf, answerWith, callerOf, claimOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { SampleService } from './service.ts';

export function sampleRoutes(app: App, service: SampleService): void {
  app.post(
    '/samples/demo::load',
    { config: { action: 'schema', on: 'service' }, schema: { response: { 200: loadedSample, 202: job } } },
    async (request, reply) => {
      const answer = await service.once(claimOf(request), {}, (keep) =>
        service.load({ caller: callerOf(request), actor: actorOf(request), keep }),
      );
      if (!('kind' in answer.body)) return answerWith(reply, 200, { ...answer, body: answer.body });
      reply.header('location', `/jobs/${answer.body.id}`);
      return answerWith(reply, 202, { ...answer, body: answer.body });
    },
  );
}
