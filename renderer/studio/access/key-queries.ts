import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';

/** All API keys, without the keys themselves; for admins. */
export const apiKeysQuery = queryOptions({
  queryKey: keys.apiKeys,
  queryFn: async ({ signal }) =>
    (await dataOf(api.GET('/api-keys', { params: { query: { limit: 1_000 } }, signal }))).items,
});
