import { collectionSchema } from '../../contract/collection-schema.ts';
import * as contract from '../../contract/collections.ts';
import { done, listQuery } from '../../contract/lists.ts';
import { actorOf, answerWith, callerOf, claimOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { CollectionService } from './service.ts';

/** Creates and lists the collections of a database; without one, those of the default database and of all. */
export function collectionRoutes(app: App, service: CollectionService): void {
  addRoutes(app, service, '/databases/:database/collections', 'database');
  addRoutes(app, service, '/collections', 'service');
}

function addRoutes(app: App, service: CollectionService, url: string, on: 'database' | 'service'): void {
  app.post(
    url,
    {
      config: { action: 'schema', on, bodies: ['json', 'yaml'] },
      schema: {
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
      const answer = await service.once(claimOf(request), { query, body }, async (keep) => {
        const created = await service.create(callerOf(request), actorOf(request), body, database, keep);
        request.logged = { db: created.database, collection: created.collection };
        return created;
      });
      return answerWith(reply, 201, answer);
    },
  );
  app.get(
    url,
    {
      config: { action: 'read', on },
      schema: {
        params: contract.collectionsParams,
        querystring: listQuery,
        response: { 200: contract.collectionList },
      },
    },
    (request) => service.list(callerOf(request), request.params.database, request.query),
  );
}

/** What is done with one collection; `scope` finds it. */
export function oneCollectionRoutes(scope: App, service: CollectionService): void {
  const schema = { params: contract.collectionParams };
  scope.get(
    '',
    {
      config: { action: 'read' },
      schema: { ...schema, response: { 200: collectionSchema } },
    },
    (request) => service.schemaOf(request.collection),
  );
  scope.patch(
    '',
    {
      config: { action: 'schema' },
      schema: {
        ...schema,
        body: contract.patchCollectionBody,
        response: { 200: collectionSchema },
      },
    },
    async (request, reply) => {
      const { body, collection } = request;
      const answer = await service.once(claimOf(request), { body }, (keep) =>
        service.describe(actorOf(request), collection, body, keep),
      );
      return answerWith(reply, 200, answer);
    },
  );
  scope.delete(
    '',
    {
      config: { action: 'schema', mayBeGone: true },
      schema: {
        ...schema,
        response: { 204: done },
      },
    },
    async (request, reply) => {
      const answer = await service.once(claimOf(request), null, (keep) => {
        if (request.gone) throw request.gone;
        return service.drop(actorOf(request), request.collection, keep);
      });
      return answerWith(reply, 204, answer);
    },
  );
  scope.get(
    '/stats',
    {
      config: { action: 'read' },
      schema: { ...schema, response: { 200: contract.collectionStats } },
    },
    (request) => service.stats(request.collection),
  );
}
