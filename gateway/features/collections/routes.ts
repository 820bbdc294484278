import * as contract from '../../contract/collections.ts';
import { listQuery, noQuery } from '../../contract/lists.ts';
import { actorOf, callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { CollectionService } from './service.ts';

/** Collections of a database, and the same without one: then the only collection of that name is meant. */
export function collectionRoutes(app: App, service: CollectionService): void {
  addRoutes(app, service, '/databases/:database/collections', 'route');
  addRoutes(app, service, '/collections', 'service');
}

function addRoutes(app: App, service: CollectionService, url: string, checkedBy: 'route' | 'service'): void {
  const tags = ['collections'];
  app.post(
    url,
    {
      config: { action: 'schema', checkedBy, bodies: ['json', 'yaml'] },
      schema: {
        tags,
        summary: 'Create a collection from a schema',
        params: contract.collectionsParams,
        querystring: contract.createCollectionQuery,
        body: contract.schemaBody,
        response: { 200: contract.validSchema, 201: contract.createdCollection },
      },
    },
    async (request, reply) => {
      const { database } = request.params;
      if (request.query.dry_run) return service.check(callerOf(request), request.body, database);
      const created = await service.create(callerOf(request), actorOf(request), request.body, database);
      request.logged = { db: created.database, collection: created.collection };
      return reply.code(201).send(created);
    },
  );
  app.get(
    url,
    {
      config: { action: 'read', checkedBy },
      schema: {
        tags,
        summary: 'List collections',
        params: contract.collectionsParams,
        querystring: listQuery,
        response: { 200: contract.collectionList },
      },
    },
    (request) => service.list(callerOf(request), request.params.database, request.query),
  );
  addCollectionRoutes(app, service, `${url}/:collection`, checkedBy);
}

function addCollectionRoutes(
  app: App,
  service: CollectionService,
  url: string,
  checkedBy: 'route' | 'service',
): void {
  const schema = { tags: ['collections'], params: contract.collectionParams, querystring: noQuery };
  app.get(
    url,
    {
      config: { action: 'read', checkedBy },
      schema: { ...schema, summary: 'Get a schema', response: { 200: contract.collectionSchema } },
    },
    (request) => service.get(callerOf(request), request.params),
  );
  app.patch(
    url,
    {
      config: { action: 'schema', checkedBy },
      schema: {
        ...schema,
        summary: 'Change the description',
        body: contract.patchCollectionBody,
        response: { 200: contract.collectionSchema },
      },
    },
    (request) => service.describe(callerOf(request), actorOf(request), request.params, request.body),
  );
  app.delete(
    url,
    {
      config: { action: 'schema', checkedBy },
      schema: { ...schema, summary: 'Delete a collection with all its records and files' },
    },
    async (request, reply) => {
      await service.drop(callerOf(request), actorOf(request), request.params);
      return reply.code(204).send();
    },
  );
  app.get(
    `${url}/stats`,
    {
      config: { action: 'read', checkedBy },
      schema: { ...schema, summary: 'Counts and sizes', response: { 200: contract.collectionStats } },
    },
    (request) => service.stats(callerOf(request), request.params),
  );
}
