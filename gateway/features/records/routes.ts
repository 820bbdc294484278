import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import {
  batchAnswer,
  collectionPaths,
  batchQuery,
  collectionParams,
  deletedRecord,
  deleteManyAnswer,
} from '../../contract/records.ts';
import { deleteManyBody, vectorsAnswer } from '../../contract/records.ts';
import { queryAnswer, queryBody, record, recordParams } from '../../contract/records.ts';
import { noQuery } from '../../contract/lists.ts';
import { answerWith, callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import { readMultipart } from './routes-multipart.ts';
import { targetOf } from './routes-target.ts';
import type { RecordRouteDeps } from './routes-target.ts';
import type { BatchBody, RecordBody } from './service.ts';

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

function createRoutes(app: App, path: string, { records, collections }: RecordRouteDeps): void {
  app.post(
    `${path}/records`,
    {
      config: { action: 'write', checkedBy: 'service', bodies, bigJson: 'bytes' },
      schema: { params: collectionParams, querystring: noQuery, response: { 201: record } },
    },
    async (request, reply) => {
      const target = await targetOf(collections, request, request.params, 'write');
      return answerWith(reply, await records.create(target, bodyOf(request)));
    },
  );
  app.post(
    `${path}/records::batch`,
    {
      config: { action: 'write', checkedBy: 'service', bodies: ['json', 'ndjson'], bigJson: 'bytes' },
      schema: {
        params: collectionParams,
        querystring: batchQuery,
        response: { 200: batchAnswer, 201: batchAnswer },
      },
    },
    async (request, reply) => {
      const target = await targetOf(collections, request, request.params, 'write');
      return answerWith(reply, await records.createBatch(target, batchOf(request), request.query.mode));
    },
  );
}

function deleteManyRoute(app: App, path: string, { records, collections }: RecordRouteDeps): void {
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
      const target = await targetOf(collections, request, request.params, 'delete');
      return answerWith(reply, await records.removeMany(target, request.body.ids));
    },
  );
}

function recordRoutesOf(app: App, path: string, { records, collections }: RecordRouteDeps): void {
  const schema = { params: recordParams, querystring: noQuery, response: { 200: record } };
  app.get(
    `${path}/vectors`,
    {
      config: { action: 'read', checkedBy: 'service' },
      schema: { ...schema, response: { 200: vectorsAnswer } },
    },
    async (request) => {
      const { id } = request.params;
      return {
        vectors: await records.vectors(
          await collections.resolve(callerOf(request), 'read', request.params),
          id,
        ),
      };
    },
  );
  app.get(path, { config: { action: 'read', checkedBy: 'service' }, schema }, async (request, reply) => {
    const { id } = request.params;
    const collection = await collections.resolve(callerOf(request), 'read', request.params);
    return answerWith(reply, await records.get(collection, id));
  });
  for (const [method, action] of [
    ['PATCH', 'patch'],
    ['PUT', 'replace'],
  ] as const) {
    app.route({
      method,
      url: path,
      config: { action: 'write', checkedBy: 'service', bodies, bigJson: 'bytes' },
      schema,
      handler: async (request, reply) => {
        const target = await targetOf(collections, request, request.params, 'write');
        return answerWith(reply, await records[action](target, request.params.id, bodyOf(request)));
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
      const target = await targetOf(collections, request, request.params, 'delete');
      return answerWith(reply, await records.remove(target, request.params.id));
    },
  );
}

function queryRoutes(app: App, path: string, { records, collections }: RecordRouteDeps): void {
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
      const collection = await collections.resolve(callerOf(request), 'read', request.params);
      return records.query(collection, request.body);
    },
  );
}

function batchOf({ body, headers }: FastifyRequest): BatchBody {
  if (Buffer.isBuffer(body)) return { json: body };
  if (body instanceof Readable) return { ndjson: body, size: Number(headers['content-length'] ?? 0) };
  return { records: body };
}

function bodyOf(request: FastifyRequest): RecordBody {
  if (Buffer.isBuffer(request.body)) return { bytes: request.body };
  return request.isMultipart() ? { parts: readMultipart(request) } : { json: request.body };
}
