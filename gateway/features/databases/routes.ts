import * as contract from '../../contract/databases.ts';
import { done, listQuery } from '../../contract/lists.ts';
import { actorOf, answerWith, callerOf, claimOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { DatabaseService } from './service.ts';

export function databaseRoutes(app: App, service: DatabaseService): void {
  app.get(
    '/databases',
    {
      config: { action: 'read', on: 'service' },
      schema: {
        querystring: listQuery,
        response: { 200: contract.databaseList },
      },
    },
    (request) => service.list(callerOf(request), request.query),
  );
  app.post(
    '/databases',
    {
      config: { action: 'schema', on: 'service' },
      schema: {
        body: contract.createDatabaseBody,
        response: { 201: contract.database },
      },
    },
    async (request, reply) => {
      const { body } = request;
      request.logged = { db: body.name };
      const answer = await service.once(claimOf(request), { body }, (keep) =>
        service.create(callerOf(request), actorOf(request), body, keep),
      );
      return answerWith(reply, 201, answer);
    },
  );
  oneDatabase(app, service);
}

function oneDatabase(app: App, service: DatabaseService): void {
  const schema = { params: contract.databaseParams };
  app.get(
    '/databases/:database',
    {
      config: { action: 'read', on: 'database' },
      schema: { ...schema, response: { 200: contract.database } },
    },
    (request) => service.get(request.params.database),
  );
  app.patch(
    '/databases/:database',
    {
      config: { action: 'schema', on: 'whole database' },
      schema: {
        ...schema,
        body: contract.patchDatabaseBody,
        response: { 200: contract.shownDatabase },
      },
    },
    async (request, reply) => {
      const { body, params } = request;
      const answer = await service.once(claimOf(request), { body }, (keep) =>
        service.change(actorOf(request), params.database, body, keep),
      );
      return answerWith(reply, 200, { ...answer, body: service.shownTo(callerOf(request), answer.body) });
    },
  );
  app.delete(
    '/databases/:database',
    {
      config: { action: 'schema', on: 'whole database' },
      schema: {
        ...schema,
        querystring: contract.deleteDatabaseQuery,
        response: { 204: done },
      },
    },
    async (request, reply) => {
      const { params, query } = request;
      const answer = await service.once(claimOf(request), { query }, (keep) =>
        service.remove(actorOf(request), params.database, query.cascade, keep),
      );
      return answerWith(reply, 204, answer);
    },
  );
}
