import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';

/** What this FroDB is and runs on; to admins also where its data is, and how much room it has. */
export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => dataOf(api.GET('/system', { signal })),
});

/** What it is made of, and under which licences. */
export const licencesQuery = queryOptions({
  queryKey: ['licences'],
  queryFn: async ({ signal }) => (await dataOf(api.GET('/system/licences', { signal }))).items,
  staleTime: Infinity,
});
