import { collectionParams } from '../../contract/collections.ts';
import { searchAnswer, searchBody } from '../../contract/records.ts';
import type { App } from '../../http/auth.ts';
import type { SearchService } from './service.ts';

/** Search in a collection; `scope` finds it. */
export function searchRoutes(scope: App, service: SearchService): void {
  scope.post(
    '/search',
    {
      config: { action: 'search' },
      schema: { params: collectionParams, body: searchBody, response: { 200: searchAnswer } },
    },
    ({ collection, body }) => service.search(collection, body),
  );
}
