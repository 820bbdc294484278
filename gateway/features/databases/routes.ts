import * as contract from '../../contract/databases.ts';
import { listQuery } from '../../contract/lists.ts';
import { actorOf, callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { DatabaseService } from './service.ts';

export function databaseRoutes(app: App, service: DatabaseService): void {
  const tags = ['databases'];
  app.get(
    '/databases',
    {
      config: { action: 'read', checkedBy: 'service' },
      schema: {
        tags,
        summary: 'List databases',
        querystring: listQuery,
        response: { 200: contract.databaseList },
      },
    },
    (request) => service.list(callerOf(request), request.query),
  );
  app.post(
    '/databases',
    {
      config: { action: 'schema', checkedBy: 'service' },
      schema: {
        tags,
        summary: 'Create a database',
        body: contract.createDatabaseBody,
        response: { 201: contract.database },
      },
    },
    async (request, reply) => {
      const created = await service.create(callerOf(request), actorOf(request), request.body);
      request.logged = { db: created.name };
      return reply.code(201).send(created);
    },
  );
  oneDatabase(app, service, { tags, params: contract.databaseParams });
}

function oneDatabase(
  app: App,
  service: DatabaseService,
  schema: { tags: string[]; params: typeof contract.databaseParams },
): void {
  app.get(
    '/databases/:database',
    {
      config: { action: 'read' },
      schema: { ...schema, summary: 'Get a database', response: { 200: contract.database } },
    },
    (request) => service.get(request.params.database),
  );
  app.patch(
    '/databases/:database',
    {
      config: { action: 'schema', wholeDatabase: true },
      schema: {
        ...schema,
        summary: 'Change description and metadata',
        body: contract.patchDatabaseBody,
        response: { 200: contract.database },
      },
    },
    (request) => service.change(actorOf(request), request.params.database, request.body),
  );
  app.delete(
    '/databases/:database',
    {
      config: { action: 'schema', wholeDatabase: true },
      schema: { ...schema, summary: 'Delete a database', querystring: contract.deleteDatabaseQuery },
    },
    async (request, reply) => {
      const { database } = request.params;
      await service.remove(actorOf(request), database, request.query.cascade);
      return reply.code(204).send();
    },
  );
}
