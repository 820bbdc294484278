import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  batchAnswer,
  batchQuery,
  collectionParams,
  deletedRecord,
  deleteManyAnswer,
} from '../../contract/records.ts';
import { deleteManyBody, noQuery, vectorsAnswer } from '../../contract/records.ts';
import { queryAnswer, queryBody, record, recordParams } from '../../contract/records.ts';
import { invalidField } from '../../errors.ts';
import { actorOf, callerOf } from '../../http/auth.ts';
import type { Action, App } from '../../http/auth.ts';
import type { ResolveCollection } from '../collections/service.ts';
import { readMultipart } from './multipart.ts';
import type { RecordAnswer, RecordBody, RecordService, WriteTarget } from './service.ts';

export interface RecordRouteDeps {
  records: RecordService;
  /** The collection that a path names, where the caller may do this; 403, 404 or 409 otherwise. */
  resolve: ResolveCollection;
}

/** Both kinds of path to a collection, with and without its database. */
export const collectionPaths = ['/collections/:collection', '/databases/:database/collections/:collection'];

const bodies = ['json', 'multipart'] as const;

/** Records of a collection. */
export function recordRoutes(app: App, deps: RecordRouteDeps): void {
  for (const path of collectionPaths) {
    createRoutes(app, path, deps);
    deleteManyRoute(app, path, deps);
    recordRoutesOf(app, `${path}/records/:id`, deps);
    queryRoutes(app, path, deps);
  }
}

function createRoutes(app: App, path: string, { records, resolve }: RecordRouteDeps): void {
  app.post(
    `${path}/records`,
    {
      config: { action: 'write', checkedBy: 'service', bodies },
      schema: { params: collectionParams, querystring: noQuery, response: { 201: record } },
    },
    async (request, reply) => {
      const target = await targetOf(resolve, request, request.params, 'write');
      return answer(reply, await records.create(target, bodyOf(request)));
    },
  );
  app.post(
    `${path}/records::batch`,
    {
      config: { action: 'write', checkedBy: 'service' },
      schema: {
        params: collectionParams,
        querystring: batchQuery,
        response: { 200: batchAnswer, 201: batchAnswer },
      },
    },
    async (request, reply) => {
      const target = await targetOf(resolve, request, request.params, 'write');
      return answer(reply, await records.createBatch(target, request.body, request.query.mode));
    },
  );
}

function deleteManyRoute(app: App, path: string, { records, resolve }: RecordRouteDeps): void {
  app.post(
    `${path}/records::delete`,
    {
      config: { action: 'delete', checkedBy: 'service' },
      schema: {
        params: collectionParams,
        querystring: noQuery,
        body: deleteManyBody,
        response: { 200: deleteManyAnswer },
      },
    },
    async (request, reply) => {
      const target = await targetOf(resolve, request, request.params, 'delete');
      return answer(reply, await records.removeMany(target, request.body.ids));
    },
  );
}

function recordRoutesOf(app: App, path: string, { records, resolve }: RecordRouteDeps): void {
  const schema = { params: recordParams, querystring: noQuery, response: { 200: record } };
  app.get(
    `${path}/vectors`,
    {
      config: { action: 'read', checkedBy: 'service' },
      schema: { ...schema, response: { 200: vectorsAnswer } },
    },
    async (request) => {
      const { collection: name, database, id } = request.params;
      return { vectors: await records.vectors(await resolve(callerOf(request), 'read', name, database), id) };
    },
  );
  app.get(path, { config: { action: 'read', checkedBy: 'service' }, schema }, async (request, reply) => {
    const { collection: name, database, id } = request.params;
    const collection = await resolve(callerOf(request), 'read', name, database);
    const found = await records.get(collection, id);
    return reply.header('etag', `"${String(found['revision'])}"`).send(found);
  });
  for (const [method, action] of [
    ['PATCH', 'patch'],
    ['PUT', 'replace'],
  ] as const) {
    app.route({
      method,
      url: path,
      config: { action: 'write', checkedBy: 'service', bodies },
      schema,
      handler: async (request, reply) => {
        const target = await targetOf(resolve, request, request.params, 'write');
        return answer(reply, await records[action](target, request.params.id, bodyOf(request)));
      },
    });
  }
  app.delete(
    path,
    {
      config: { action: 'delete', checkedBy: 'service' },
      schema: { ...schema, response: { 200: deletedRecord } },
    },
    async (request, reply) => {
      const target = await targetOf(resolve, request, request.params, 'delete');
      return answer(reply, await records.remove(target, request.params.id));
    },
  );
}

function queryRoutes(app: App, path: string, { records, resolve }: RecordRouteDeps): void {
  app.post(
    `${path}/query`,
    {
      config: { action: 'read', checkedBy: 'service' },
      schema: {
        params: collectionParams,
        querystring: noQuery,
        body: queryBody,
        response: { 200: queryAnswer },
      },
    },
    async (request) => {
      const { collection: name, database } = request.params;
      const collection = await resolve(callerOf(request), 'read', name, database);
      return records.query(collection, request.body);
    },
  );
}

async function targetOf(
  resolve: ResolveCollection,
  request: FastifyRequest,
  params: { collection: string; database?: string | undefined },
  action: Action,
): Promise<WriteTarget> {
  const caller = callerOf(request);
  const find = (): ReturnType<ResolveCollection> =>
    resolve(caller, action, params.collection, params.database);
  return {
    collection: await find(),
    reload: find,
    actor: actorOf(request),
    idempotency: claimOf(request),
    ifMatch: ifMatchOf(request),
  };
}

/** The claim of an Idempotency-Key: this key's, for this method and path. */
function claimOf(request: FastifyRequest): WriteTarget['idempotency'] {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(key)) {
    throw invalidField('idempotency-key', 'bad_header', 'must be 1 to 255 visible ASCII characters');
  }
  const [path = ''] = request.url.split('?');
  return { keyId: callerOf(request).keyId, method: request.method, path, key };
}

/** One or several revisions, quoted or bare; null for none and for `*`. */
function ifMatchOf({ headers }: FastifyRequest): string[] | null {
  const header = headers['if-match'];
  if (header === undefined || header.trim() === '*') return null;
  return header.split(',').map((revision) => revision.trim().replace(/^(?:W\/)?"(.*)"$/, '$1'));
}

function bodyOf(request: FastifyRequest): RecordBody {
  return request.isMultipart() ? { parts: readMultipart(request) } : { json: request.body };
}

function answer(reply: FastifyReply, { status, headers, body }: RecordAnswer): FastifyReply {
  return reply.code(status).headers(headers).send(body);
}
