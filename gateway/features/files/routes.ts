import { recordFileParams, recordFileQuery } from '../../contract/records.ts';
import { callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { ResolveCollection } from '../collections/service.ts';
import { sendFile } from './send-file.ts';
import type { FileService } from './service.ts';

export interface FileRouteDeps {
  files: FileService;
  resolve: ResolveCollection;
}

/** Downloads of files. */
export function fileRoutes(app: App, { files, resolve }: FileRouteDeps): void {
  for (const path of ['/collections/:collection', '/databases/:database/collections/:collection']) {
    app.get(
      `${path}/records/:id/files/:field`,
      {
        config: { action: 'read', checkedBy: 'service' },
        schema: { params: recordFileParams, querystring: recordFileQuery },
      },
      async (request, reply) => {
        const { collection: name, database, id, field } = request.params;
        const collection = await resolve(callerOf(request), 'read', name, database);
        return sendFile(request, reply, await files.ofRecord(collection, id, field, request.query.n));
      },
    );
  }
}
