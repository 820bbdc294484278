import { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { collectionParams } from '../../contract/collections.ts';
import { batchAnswer, batchQuery, deletedRecord, deleteManyAnswer } from '../../contract/records.ts';
import { deleteManyBody, vectorsAnswer } from '../../contract/records.ts';
import { queryAnswer, queryBody, record, recordParams } from '../../contract/records.ts';
import { job } from '../../contract/jobs.ts';
import { answerWith } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import { readMultipart } from '../../http/multipart.ts';
import { answerJob, prefersAsync } from '../../http/prefer.ts';
import { answerRecord, targetOf } from './routes-target.ts';
import type { RecordRouteDeps } from './routes-target.ts';
import type { BatchBody, RecordBody } from './service.ts';

const bodies = ['json', 'multipart'] as const;
/** Of every write. */
const mayRespondAsync = true;

/** Records of a collection; `scope` finds it. */
export function recordRoutes(scope: App, deps: RecordRouteDeps): void {
  createRoutes(scope, deps);
  deleteManyRoute(scope, deps);
  recordRoutesOf(scope, deps);
  queryRoutes(scope, deps);
}

function createRoutes(scope: App, { records, writeJobs, reload }: RecordRouteDeps): void {
  scope.post(
    '/records',
    {
      config: { action: 'write', bodies, bigJson: 'bytes', mayRespondAsync },
      schema: { params: collectionParams, response: { 201: record, 202: job } },
    },
    async (request, reply) => {
      const target = targetOf(request, reload);
      if (prefersAsync(request)) return answerJob(reply, await writeJobs.create(target, bodyOf(request)));
      return answerRecord(reply, 201, await records.create(target, bodyOf(request)));
    },
  );
  scope.post(
    '/records::batch',
    {
      config: { action: 'write', bodies: ['json', 'ndjson'], bigJson: 'bytes', mayRespondAsync },
      schema: {
        params: collectionParams,
        querystring: batchQuery,
        response: { 200: batchAnswer, 201: batchAnswer, 202: job },
      },
    },
    async (request, reply) => {
      const target = targetOf(request, reload);
      const { mode } = request.query;
      if (prefersAsync(request))
        return answerJob(reply, await writeJobs.createBatch(target, batchOf(request), mode));
      const answer = await records.createBatch(target, batchOf(request), mode);
      return answerWith(reply, mode === 'whole' ? 201 : 200, answer);
    },
  );
}

function deleteManyRoute(scope: App, { records, writeJobs, reload }: RecordRouteDeps): void {
  scope.post(
    '/records::delete',
    {
      config: { action: 'delete', mayRespondAsync },
      schema: {
        params: collectionParams,
        body: deleteManyBody,
        response: { 200: deleteManyAnswer, 202: job },
      },
    },
    async (request, reply) => {
      const target = targetOf(request, reload);
      const { ids } = request.body;
      if (prefersAsync(request)) return answerJob(reply, await writeJobs.removeMany(target, ids));
      return answerWith(reply, 200, await records.removeMany(target, ids));
    },
  );
}

function recordRoutesOf(scope: App, { records, writeJobs, reload }: RecordRouteDeps): void {
  const path = '/records/:id';
  const schema = { params: recordParams, response: { 200: record } };
  scope.get(
    `${path}/vectors`,
    {
      config: { action: 'read' },
      schema: { ...schema, response: { 200: vectorsAnswer } },
    },
    async ({ collection, params }) => ({ vectors: await records.vectors(collection, params.id) }),
  );
  scope.get(path, { config: { action: 'read' }, schema }, async ({ collection, params }, reply) =>
    answerRecord(reply, 200, { body: await records.get(collection, params.id), isReplay: false }),
  );
  for (const [method, action] of [
    ['PATCH', 'patch'],
    ['PUT', 'replace'],
  ] as const) {
    scope.route({
      method,
      url: path,
      config: { action: 'write', bodies, bigJson: 'bytes', mayRespondAsync },
      schema: { ...schema, response: { ...schema.response, 202: job } },
      handler: async (request, reply) => {
        const target = targetOf(request, reload);
        const { id } = request.params;
        if (prefersAsync(request))
          return answerJob(reply, await writeJobs[action](target, id, bodyOf(request)));
        return answerRecord(reply, 200, await records[action](target, id, bodyOf(request)));
      },
    });
  }
  scope.delete(
    path,
    {
      config: { action: 'delete', mayRespondAsync },
      schema: { ...schema, response: { 200: deletedRecord, 202: job } },
    },
    async (request, reply) => {
      const target = targetOf(request, reload);
      const { id } = request.params;
      if (prefersAsync(request)) return answerJob(reply, await writeJobs.remove(target, id));
      return answerWith(reply, 200, await records.remove(target, id));
    },
  );
}

function queryRoutes(scope: App, { records }: RecordRouteDeps): void {
  scope.post(
    '/query',
    {
      config: { action: 'read' },
      schema: {
        params: collectionParams,
        body: queryBody,
        response: { 200: queryAnswer },
      },
    },
    ({ collection, body }) => records.query(collection, body),
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
