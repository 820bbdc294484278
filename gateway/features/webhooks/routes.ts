import { done, listQuery } from '../../contract/lists.ts';
import * as contract from '../../contract/webhooks.ts';
import { invalidField } from '../../errors.ts';
import { actorOf, answerWith, callerOf, claimOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { WebhookService } from './service.ts';

/** Any key has its own webhooks; what they are sent, it may see. */
const config = { action: 'any', on: 'service' } as const;

export function webhookRoutes(app: App, service: WebhookService): void {
  app.get(
    '/webhooks',
    { config, schema: { querystring: listQuery, response: { 200: contract.webhookList } } },
    (request) => service.list(callerOf(request), request.query),
  );
  app.post(
    '/webhooks',
    { config, schema: { body: contract.createWebhookBody, response: { 201: contract.createdWebhook } } },
    async (request, reply) => {
      const { body } = request;
      const claim = claimOf(request);
      if (claim && body.secret === undefined) {
        const message = 'is only taken with a secret of yours: the answer holds one otherwise';
        throw invalidField('idempotency-key', 'not_allowed', message, { reason: 'secret_in_answer' });
      }
      const asker = { caller: callerOf(request), actor: actorOf(request) };
      const answer = await service.once(claim, { body }, (keep) => service.create(asker, body, keep));
      return answerWith(reply, 201, answer);
    },
  );
  oneWebhook(app, service);
  deliveries(app, service);
}

function oneWebhook(app: App, service: WebhookService): void {
  const params = contract.webhookPath;
  app.get('/webhooks/:id', { config, schema: { params, response: { 200: contract.webhook } } }, (request) =>
    service.get(callerOf(request), request.params.id),
  );
  app.patch(
    '/webhooks/:id',
    { config, schema: { params, body: contract.patchWebhookBody, response: { 200: contract.webhook } } },
    async (request, reply) => {
      const { body, params } = request;
      const asker = { caller: callerOf(request), actor: actorOf(request) };
      const answer = await service.once(claimOf(request), { body }, (keep) =>
        service.change(asker, params.id, body, keep),
      );
      return answerWith(reply, 200, answer);
    },
  );
  app.delete(
    '/webhooks/:id',
    { config, schema: { params, response: { 204: done } } },
    async (request, reply) => {
      const asker = { caller: callerOf(request), actor: actorOf(request) };
      const answer = await service.once(claimOf(request), null, (keep) =>
        service.remove(asker, request.params.id, keep),
      );
      return answerWith(reply, 204, answer);
    },
  );
}

function deliveries(app: App, service: WebhookService): void {
  app.get(
    '/webhooks/:id/deliveries',
    {
      config,
      schema: {
        params: contract.webhookPath,
        querystring: contract.deliveriesQuery,
        response: { 200: contract.deliveryList },
      },
    },
    (request) => service.deliveries(callerOf(request), request.params.id, request.query),
  );
  app.post(
    '/webhooks/:id/deliveries/:delivery([0-9A-Za-z-]+)::retry',
    { config, schema: { params: contract.deliveryPath, response: { 202: contract.delivery } } },
    async (request, reply) => {
      const answer = await service.once(claimOf(request), {}, (keep) =>
        service.retry(callerOf(request), request.params, keep),
      );
      return answerWith(reply, 202, answer);
    },
  );
}
