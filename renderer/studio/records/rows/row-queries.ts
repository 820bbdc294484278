import { queryOptions } from '@tanstack/react-query';
import { api, dataOf } from '../../../api/client.ts';
import type { CollectionPath } from '../../../api/queries.ts';
import { keys, queryClient } from '../../../api/queries.ts';
import type { Row } from '../../../api/types.ts';
import type { Filter } from '../filters/filter.ts';
import type { SortKey } from '../records-search.ts';
import type { RowAnchors, Start } from './row-anchors.ts';

/** Which records, in which order. */
export interface RowQuery {
  at: CollectionPath;
  filters: Filter | undefined;
  sort: readonly SortKey[] | undefined;
}

export interface RowPage {
  rows: Row[];
  /** How long the answer took, on its way too. */
  ms: number;
}

/** The most that the API gives at once, for what only wants to come past many rows. */
const stride = 1_000;

export const rowKeys = {
  all: (at: CollectionPath) => [...keys.contents(at), 'rows'] as const,
  of: ({ at, filters, sort }: RowQuery) => [...rowKeys.all(at), { filters, sort }] as const,
};

async function query(
  { at, filters, sort }: RowQuery,
  body: { fields: string[]; limit: number; count: boolean } & Start,
  signal: AbortSignal,
) {
  return dataOf(
    api.POST('/databases/{database}/collections/{collection}/query', {
      params: { path: at },
      body: {
        ...body,
        ...(filters && { filters }),
        ...(sort && { sort: [...sort] }),
      } as never,
      signal,
    }),
  );
}

/** How many records the filters let through. */
export const countQuery = (rows: RowQuery) =>
  queryOptions({
    queryKey: [...keys.contents(rows.at), 'count', rows.filters ?? null],
    queryFn: async ({ signal }) => {
      const { total } = await query(
        { ...rows, sort: undefined },
        { fields: ['id'], limit: 1, count: true },
        signal,
      );
      return total ?? 0;
    },
  });

/** One page of rows, with the values of `fields` alone; tells `anchors` where the next one begins. */
export const pageQuery = (
  rows: RowQuery,
  { page, fields, anchors }: { page: number; fields: string[]; anchors: RowAnchors },
) => {
  const start = anchors.startOf(page);
  const ofPage = [...rowKeys.of(rows), page] as const;
  return queryOptions<RowPage, Error, RowPage, readonly unknown[]>({
    queryKey: [...ofPage, fields, start ?? null],
    enabled: start !== undefined,
    gcTime: 60_000,
    queryFn: async ({ signal }): Promise<RowPage> => {
      const began = performance.now();
      const answer = await query(rows, { fields, limit: anchors.pageSize, count: false, ...start }, signal);
      const ms = performance.now() - began;
      anchors.learn(page, answer.records.length, answer.next_cursor);
      return { rows: answer.records, ms };
    },
    // Other columns, or a page that begins elsewhere now: what was there stays until the new rows are.
    placeholderData: () => newestOf(ofPage),
  });
};

function newestOf(ofPage: readonly unknown[]): RowPage | undefined {
  const known = queryClient
    .getQueryCache()
    .findAll({ queryKey: ofPage })
    .filter(({ state }) => state.data !== undefined);
  const newest = known.toSorted((one, other) => other.state.dataUpdatedAt - one.state.dataUpdatedAt)[0];
  return newest?.state.data as RowPage | undefined;
}

/**
 * Goes forward by cursors, with ids alone, to where `page` begins, and tells how far it is. The API leads no other way to
 * rows beyond the 10,000th.
 */
export async function goForward(
  rows: RowQuery,
  anchors: RowAnchors,
  page: number,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (share: number) => void },
): Promise<void> {
  const { pageSize } = anchors;
  const first = anchors.nearestBefore(page);
  let at = first;
  while (at < page && !signal.aborted) {
    const steps = Math.min(Math.floor(stride / pageSize), page - at);
    const start = anchors.startOf(at);
    if (!start) return;
    const answer = await query(
      rows,
      { fields: ['id'], limit: steps * pageSize, count: false, ...start },
      signal,
    );
    const count = answer.records.length;
    at += steps;
    if (answer.next_cursor === null) {
      const last = at - steps + Math.floor(Math.max(0, count - 1) / pageSize);
      anchors.learn(last, count - (last - at + steps) * pageSize, null);
      return;
    }
    anchors.learn(at - 1, pageSize, answer.next_cursor);
    onProgress((at - first) / (page - first));
  }
}

/** The ids of all that the filters let through, in order, `most` at most; what a long list asks for it asks in pieces. */
export async function collectIds(rows: RowQuery, most: number, signal: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  let start: Start = {};
  while (ids.length < most) {
    const limit = Math.min(stride, most - ids.length);
    const answer = await query(rows, { fields: ['id'], limit, count: false, ...start }, signal);
    ids.push(...answer.records.map(({ id }) => id));
    if (answer.next_cursor === null) break;
    start = { cursor: answer.next_cursor };
  }
  return ids;
}
