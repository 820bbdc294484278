import { collectionPaths, recordFileParams, recordFileQuery } from '../../contract/records.ts';
import { callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import { sendFile } from './routes-download.ts';
import type { CollectionService, FileService } from './service.ts';

export interface FileRouteDeps {
  files: FileService;
  collections: Pick<CollectionService, 'resolve'>;
}

/** Downloads of files. */
export function fileRoutes(app: App, { files, collections }: FileRouteDeps): void {
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
