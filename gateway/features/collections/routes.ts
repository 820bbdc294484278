import * as contract from '../../contract/collections.ts';
import { done, listQuery, noQuery } from '../../contract/lists.ts';
import { actorOf, answerWith, callerOf, claimOf } from '../../http/auth.ts';
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
      const { body, query } = request;
      if (query.dry_run) return service.check(callerOf(request), body, database);
      const answer = await service.once(
        claimOf(request),
        { input: { query, body }, status: 201 },
        async (keep) => {
          const created = await service.create(callerOf(request), actorOf(request), body, database, keep);
          request.logged = { db: created.database, collection: created.collection };
          return created;
        },
      );
      return answerWith(reply, answer);
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
    async (request, reply) => {
      const { body, params } = request;
      const answer = await service.once(claimOf(request), { input: { body }, status: 200 }, (keep) =>
        service.describe(callerOf(request), actorOf(request), params, body, keep),
      );
      return answerWith(reply, answer);
    },
  );
  app.delete(
    url,
    {
      config: { action: 'schema', checkedBy, mayBeGone: true },
      schema: {
        ...schema,
        summary: 'Delete a collection with all its records and files',
        response: { 204: done },
      },
    },
    async (request, reply) => {
      const { params } = request;
      const answer = await service.once(claimOf(request), { input: null, status: 204 }, (keep) =>
        service.drop(callerOf(request), actorOf(request), params, keep),
      );
      return answerWith(reply, answer);
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
