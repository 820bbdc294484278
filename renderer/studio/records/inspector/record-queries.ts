import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../../api/client.ts';
import type { CollectionPath } from '../../../api/queries.ts';
import { keys } from '../../../api/queries.ts';
import { problemOf } from '../../../api/problem.ts';
import { readRecord } from '../edit/save-field.ts';

/** One record with all its fields. */
export const recordQuery = (at: CollectionPath, id: string) =>
  queryOptions({
    queryKey: keys.record(at, id),
    queryFn: ({ signal }) => readRecord(at, id, signal),
    retry: (failures, error) => [0, 503].includes(problemOf(error).status) && failures < 5,
  });

/** What search finds a record by. */
export const chunksQuery = (at: CollectionPath, id: string) =>
  queryOptions({
    queryKey: [...keys.record(at, id), 'chunks'],
    queryFn: async ({ signal }) =>
      (
        await dataOf(
          api.GET('/databases/{database}/collections/{collection}/records/{id}/vectors', {
            params: { path: { ...at, id } },
            signal,
          }),
        )
      ).vectors,
  });
