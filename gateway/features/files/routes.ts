import { fileList, fileListQuery, fileParams } from '../../contract/files.ts';
import { recordFileParams, recordFileQuery } from '../../contract/records.ts';
import { callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import { sendFile } from './routes-download.ts';
import type { FileService } from './service.ts';

/** Download of a file by its id. */
export function fileRoutes(app: App, service: FileService): void {
  app.get(
    '/files/:id',
    {
      config: { action: 'read', on: 'service' },
      schema: { params: fileParams },
    },
    async (request, reply) =>
      sendFile(request, reply, await service.byId(callerOf(request), request.params.id)),
  );
}

/** List of the files of a collection; `scope` finds it. */
export function fileListRoutes(scope: App, service: FileService): void {
  scope.get(
    '/files',
    {
      config: { action: 'read' },
      schema: {
        querystring: fileListQuery,
        response: { 200: fileList },
      },
    },
    ({ collection, query }) => service.list(collection, query),
  );
}

/** Download of a file by its record and field; `scope` finds the collection. */
export function recordFileRoutes(scope: App, service: FileService): void {
  scope.get(
    '/records/:id/files/:field',
    {
      config: { action: 'read' },
      schema: { params: recordFileParams, querystring: recordFileQuery },
    },
    async (request, reply) => {
      const { id, field } = request.params;
      return sendFile(request, reply, await service.ofRecord(request.collection, id, field, request.query.n));
    },
  );
}
