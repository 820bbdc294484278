import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import type { Answer } from '../../api/types.ts';

export type Delivery = Answer<'/webhooks/{id}/deliveries', 'get'>['items'][number];
export const deliveryStates = [
  'waiting',
  'delivered',
  'dead',
] as const satisfies readonly Delivery['state'][];

/** The webhooks of this key; of an admin's all. */
export const webhooksQuery = queryOptions({
  queryKey: keys.webhooks,
  queryFn: async ({ signal }) =>
    (await dataOf(api.GET('/webhooks', { params: { query: { limit: 1_000 } }, signal }))).items,
});

export const deliveriesKey = (id: string) => [...keys.webhooks, id, 'deliveries'] as const;

/** What was sent and what waits, the newest first. */
export const deliveriesQuery = (id: string, state: Delivery['state'] | undefined) =>
  infiniteQueryOptions({
    queryKey: [...deliveriesKey(id), state],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        api.GET('/webhooks/{id}/deliveries', {
          params: { path: { id }, query: { limit: 20, state, cursor: pageParam } },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next_cursor: next }) => next ?? undefined,
  });
