import { Readable } from 'node:stream';
import contentDisposition from 'content-disposition';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { assertAnywhere } from '../../access/permits.ts';
import { collectionParams } from '../../contract/collections.ts';
import * as contract from '../../contract/imports.ts';
import { job, jobPath } from '../../contract/jobs.ts';
import { AppError, invalidInput } from '../../errors.ts';
import { answerWith, callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import { writeTargetOf } from '../../http/collection-scope.ts';
import type { ReloadCollection } from '../../http/collection-scope.ts';
import { readMultipart } from '../../http/multipart.ts';
import { readJson } from '../../http/read-text.ts';
import { readBy } from '../../http/validation.ts';
import type { ImportService, ImportSource } from './service.ts';

/** It reads nothing that is kept here, so that whoever may make a collection or fill one may ask. */
export function inspectRoute(app: App, imports: ImportService): void {
  app.post(
    '/imports::inspect',
    {
      config: { action: 'any', bodies: ['multipart'] },
      schema: { response: { 200: contract.inspectAnswer } },
    },
    (request) => {
      assertAnywhere(callerOf(request), ['schema', 'write']);
      return imports.inspect({
        parts: readMultipart(request),
        readOptions: (text) => readBy(contract.inspectOptions, readPart(text)),
      });
    },
  );
}

export interface ImportRouteDeps {
  imports: ImportService;
  reload: ReloadCollection;
}

/** Imports into a collection; `scope` finds it. */
export function importRoutes(scope: App, { imports, reload }: ImportRouteDeps): void {
  scope.post(
    '/imports',
    {
      config: { action: 'write', bodies: ['json', 'multipart'] },
      schema: {
        params: collectionParams,
        querystring: contract.importQuery,
        response: { 200: contract.dryRunAnswer, 202: job },
      },
    },
    async (request, reply) => {
      const target = writeTargetOf(request, reload);
      const source = sourceOf(request);
      if (request.query.dry_run) return imports.dryRun(target, source);
      const answer = await imports.start(target, source);
      reply.header('location', `/jobs/${answer.body.id}`);
      return answerWith(reply, 202, answer);
    },
  );
}

/** What imports have put aside; any key may ask for its own jobs. */
export function rejectedRoute(app: App, imports: ImportService): void {
  app.get(
    '/jobs/:id/rejected',
    {
      config: { action: 'any', on: 'service' },
      schema: { params: jobPath, response: { 200: contract.rejectedRows } },
    },
    async (request, reply) =>
      sendRows(request, reply, await imports.rejected(callerOf(request), request.params.id)),
  );
}

function sendRows(request: FastifyRequest, reply: FastifyReply, rows: Readable): FastifyReply {
  reply.headers({
    'content-type': 'application/x-ndjson',
    'content-disposition': contentDisposition('rejected.ndjson'),
    'content-security-policy': 'sandbox',
  });
  if (request.method !== 'HEAD') return reply.send(rows);
  rows.destroy();
  return reply.send(Readable.from([]));
}

function sourceOf(request: FastifyRequest): ImportSource {
  if (request.isMultipart()) {
    const readOptions = (text: string) => readBy(contract.importOptions, readPart(text));
    return { parts: readMultipart(request), readOptions };
  }
  const { file_id: fileId, ...options } = readBy(contract.importBody, request.body);
  return { fileId, options };
}

/** The part `options` of a form. Errors: 400 for what is no JSON. */
function readPart(text: string): unknown {
  try {
    return readJson(Buffer.from(text));
  } catch (error) {
    const problem = error instanceof AppError ? error.errors?.[0] : undefined;
    throw problem?.code === 'bad_json' ? invalidInput([{ ...problem, path: 'options' }]) : error;
  }
}
