import * as contract from '../../contract/keys.ts';
import { done, listQuery } from '../../contract/lists.ts';
import { actorOf, answerWith, callerOf, claimOf, refuseIdempotencyKey } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { KeyService } from './service.ts';

export function keyRoutes(app: App, service: KeyService): void {
  app.get(
    '/api-keys',
    {
      config: { action: 'admin' },
      schema: { querystring: listQuery, response: { 200: contract.keyList } },
    },
    (request) => service.list(request.query),
  );
  app.post(
    '/api-keys',
    {
      config: { action: 'admin' },
      schema: {
        body: contract.createKeyBody,
        response: { 201: contract.createdKey },
      },
      preValidation: refuseIdempotencyKey,
    },
    async (request, reply) => reply.code(201).send(await service.create(actorOf(request), request.body)),
  );
  app.get(
    '/api-keys/self',
    {
      config: { action: 'any' },
      schema: { response: { 200: contract.ownKey } },
    },
    (request) => service.self(callerOf(request)),
  );
  oneKey(app, service);
}

function oneKey(app: App, service: KeyService): void {
  const schema = { params: contract.keyParams };
  app.get(
    '/api-keys/:id',
    {
      config: { action: 'admin' },
      schema: { ...schema, response: { 200: contract.apiKey } },
    },
    (request) => service.get(request.params.id),
  );
  app.patch(
    '/api-keys/:id',
    {
      config: { action: 'admin' },
      schema: {
        ...schema,
        body: contract.patchKeyBody,
        response: { 200: contract.apiKey },
      },
    },
    async (request, reply) => {
      const { body, params } = request;
      const answer = await service.once(claimOf(request), { body }, (keep) =>
        service.change(actorOf(request), params.id, body, keep),
      );
      return answerWith(reply, 200, answer);
    },
  );
  app.delete(
    '/api-keys/:id',
    {
      config: { action: 'admin' },
      schema: { ...schema, response: { 204: done } },
    },
    async (request, reply) => {
      const { id } = request.params;
      const answer = await service.once(claimOf(request), null, (keep) =>
        service.remove(actorOf(request), id, keep),
      );
      return answerWith(reply, 204, answer);
    },
  );
}
