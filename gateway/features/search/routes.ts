import { collectionParams, noQuery, searchAnswer, searchBody } from '../../contract/records.ts';
import { callerOf } from '../../http/auth.ts';
import type { App } from '../../http/auth.ts';
import type { ResolveCollection } from '../collections/service.ts';
import type { SearchService } from './service.ts';

export interface SearchRouteDeps {
  search: SearchService;
  resolve: ResolveCollection;
}

/** Search in a collection. */
export function searchRoutes(app: App, { search, resolve }: SearchRouteDeps): void {
  for (const path of ['/collections/:collection', '/databases/:database/collections/:collection']) {
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
        const { collection, database } = request.params;
        return search.search(await resolve(callerOf(request), 'search', collection, database), request.body);
      },
    );
  }
}
