import { fileList, fileListQuery, fileParams } from '../../contract/files.ts';
import { noQuery } from '../../contract/lists.ts';
import { collectionPaths, recordFileParams, recordFileQuery } from '../../contract/records.ts';
import { callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import { sendFile } from './routes-download.ts';
import type { CollectionService, FileService } from './service.ts';

export interface FileRouteDeps {
  files: FileService;
  collections: Pick<CollectionService, 'resolve'>;
}

/** Lists and downloads of files. */
export function fileRoutes(app: App, { files, collections }: FileRouteDeps): void {
  const tags = ['files'];
  app.get(
    '/files',
    {
      config: { action: 'read', checkedBy: 'service' },
      schema: {
        tags,
        summary: 'List the files of a collection’s records',
        querystring: fileListQuery,
        response: { 200: fileList },
      },
    },
    (request) => files.list(callerOf(request), request.query),
  );
  app.get(
    '/files/:id',
    {
      config: { action: 'read', checkedBy: 'service' },
      schema: { tags, summary: 'Download a file', params: fileParams, querystring: noQuery },
    },
    async (request, reply) =>
      sendFile(request, reply, await files.byId(callerOf(request), request.params.id)),
  );
  for (const path of collectionPaths) {
    app.get(
      `${path}/records/:id/files/:field`,
      {
        config: { action: 'read', checkedBy: 'service' },
        schema: { params: recordFileParams, querystring: recordFileQuery },
      },
      async (request, reply) => {
        const { id, field } = request.params;
        const collection = await collections.resolve(callerOf(request), 'read', request.params);
        return sendFile(request, reply, await files.ofRecord(collection, id, field, request.query.n));
      },
    );
  }
}
