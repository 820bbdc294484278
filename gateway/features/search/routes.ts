import { noQuery } from '../../contract/lists.ts';
import { collectionParams, collectionPaths, searchAnswer, searchBody } from '../../contract/records.ts';
import { callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { CollectionService, SearchService } from './service.ts';

export interface SearchRouteDeps {
  search: SearchService;
  collections: Pick<CollectionService, 'resolve'>;
}

/** Search in a collection. */
export function searchRoutes(app: App, { search, collections }: SearchRouteDeps): void {
  for (const path of collectionPaths) {
    app.post(
      `${path}/search`,
      {
        config: { action: 'search', checkedBy: 'service' },
        schema: {
          params: collectionParams,
          querystring: noQuery,
          body: searchBody,
          response: { 200: searchAnswer },
        },
      },
      async (request) => {
        return search.search(
          await collections.resolve(callerOf(request), 'search', request.params),
          request.body,
        );
      },
    );
  }
}
