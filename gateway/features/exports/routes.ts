import { Readable } from 'node:stream';
import contentDisposition from 'content-disposition';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { collectionParams } from '../../contract/collections.ts';
import { exportQuery, exportedRecords } from '../../contract/exports.ts';
import type { App } from '../../http/auth.ts';
import { readJsonParameter } from '../../http/read-text.ts';
import type { Export, ExportService } from './service.ts';

/** All records of a collection as one stream; `scope` finds it. */
export function exportRoutes(scope: App, service: ExportService): void {
  scope.get(
    '/export',
    {
      config: { action: 'read' },
      schema: { params: collectionParams, querystring: exportQuery, response: { 200: exportedRecords } },
    },
    async (request, reply) => {
      const { format, filters } = request.query;
      const given = filters === undefined ? undefined : readJsonParameter('filters', filters);
      return sendExport(request, reply, service.prepare(request.collection, format, given));
    },
  );
}

async function sendExport(
  request: FastifyRequest,
  reply: FastifyReply,
  { contentType, fileName, open }: Export,
): Promise<FastifyReply> {
  reply.headers({
    'content-type': contentType,
    'content-disposition': contentDisposition(fileName),
    'content-security-policy': 'sandbox',
  });
  // An empty stream: nothing is read, and how long it would be is not known.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  const closing = new AbortController();
  reply.raw.once('close', () => closing.abort());
  return reply.send(await open(closing.signal));
}
