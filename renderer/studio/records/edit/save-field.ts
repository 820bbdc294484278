import { api, dataOf } from '../../../api/client.ts';
import type { CollectionPath } from '../../../api/queries.ts';
import { keys, queryClient } from '../../../api/queries.ts';
import type { Row } from '../../../api/types.ts';
import type { RowPage } from '../rows/row-queries.ts';
import { rowKeys } from '../rows/row-queries.ts';

/** A record as it was read: what a change of it names, so that nobody's work is lost. */
export type Base = Pick<Row, 'id' | 'revision'>;

/** Changes some fields of a record that is still as `base` says; else 412. What the page shows of it changes at once. */
export async function saveFields(
  at: CollectionPath,
  base: Base,
  values: Record<string, unknown>,
): Promise<Row> {
  const saved = await patchRecord(at, base, values);
  showSaved(at, saved);
  return saved;
}

/** The change alone, for who makes many. */
export function patchRecord(
  at: CollectionPath,
  { id, revision }: Base,
  values: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<Row> {
  return dataOf(
    api.PATCH('/databases/{database}/collections/{collection}/records/{id}', {
      params: {
        path: { ...at, id },
        header: { ...(revision && { 'If-Match': `"${revision}"` }), 'Idempotency-Key': crypto.randomUUID() },
      },
      body: values,
      signal,
    }),
  );
}

/** A record as it is now. */
export async function readRecord(at: CollectionPath, id: string, signal?: AbortSignal): Promise<Row> {
  return dataOf(
    api.GET('/databases/{database}/collections/{collection}/records/{id}', {
      params: { path: { ...at, id } },
      signal,
    }),
  );
}

/** In every page that has it, before the event of the change asks them anew. */
function showSaved(at: CollectionPath, saved: Row): void {
  queryClient.setQueryData(keys.record(at, saved.id), saved);
  queryClient.setQueriesData<RowPage>({ queryKey: rowKeys.all(at) }, (page) =>
    page?.rows.some(({ id }) => id === saved.id)
      ? { ...page, rows: page.rows.map((row) => (row.id === saved.id ? { ...row, ...saved } : row)) }
      : page,
  );
}
