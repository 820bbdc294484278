import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '../../../api/client.ts';
import type { CollectionPath } from '../../../api/queries.ts';
import { keys, queryClient, statsQuery } from '../../../api/queries.ts';
import type { CollectionSchema } from '../../../api/types.ts';
import { ConfirmDialog } from '../../../components/confirm-dialog/confirm-dialog.tsx';
import type { Loss } from '../../../components/confirm-dialog/confirm-dialog.tsx';
import { filesOf } from '../../fields/file-value.ts';
import { useFormat } from '../../format/use-format.ts';
import { ProblemNote } from '../../problems/problem-note.tsx';
import { rowKeys } from '../rows/row-queries.ts';
import type { RowPage } from '../rows/row-queries.ts';

interface DeleteRecordsProps {
  at: CollectionPath;
  schema: CollectionSchema;
  ids: readonly string[];
  /** Of the one record, when it is one. */
  name?: string;
  onDeleted: () => void;
  onClose: () => void;
}

/** More are counted by the gateway when they are gone. */
const countedUpTo = 1_000;

/** Asks before records are deleted, with what goes with them; one request, all of them or none. */
export function DeleteRecords({ at, schema, ids, name, onDeleted, onClose }: DeleteRecordsProps) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const losses = useLosses(at, schema, ids);
  const remove = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/databases/{database}/collections/{collection}/records:delete', {
          params: { path: at },
          body: { ids: [...ids] },
        }),
      ),
    onSuccess: () => {
      dropRows(at, new Set(ids));
      onDeleted();
      onClose();
    },
  });
  const count = { count: ids.length, records: format.number(ids.length) };
  return (
    <ConfirmDialog
      title={name === undefined ? t('delete.titleMany', count) : t('delete.title', { name })}
      text={t('delete.text', count)}
      losses={losses}
      confirmLabel={t('delete.confirm', count)}
      isBusy={remove.isPending}
      error={remove.error ? <ProblemNote problem={remove.error} isWrite /> : undefined}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}

/** What the three stores lose, as far as it can be counted before. */
function useLosses(at: CollectionPath, schema: CollectionSchema, ids: readonly string[]): Loss[] {
  const { t } = useTranslation('records');
  const format = useFormat();
  const fileFields = schema.fields.filter(({ type }) => type === 'file').map(({ name }) => name);
  const isCounted = fileFields.length > 0 && ids.length <= countedUpTo;
  const { data: files } = useQuery({
    queryKey: [...keys.contents(at), 'losses', ids],
    enabled: isCounted,
    queryFn: async ({ signal }) => {
      const { records } = await dataOf(
        api.POST('/databases/{database}/collections/{collection}/query', {
          params: { path: at },
          body: { filters: { id: { $in: [...ids] } }, fields: fileFields, limit: countedUpTo, count: false },
          signal,
        }),
      );
      const all = records.flatMap((record) => fileFields.flatMap((name) => filesOf(record[name])));
      return {
        count: all.length,
        bytes: all.reduce((sum, { size }) => sum + size, 0),
      };
    },
  });
  const { data: stats } = useQuery(statsQuery(at));
  const hasChunks = (stats?.chunks ?? 0) > 0;
  return [
    { store: 'Postgres', label: t('delete.records'), count: format.number(ids.length) },
    ...(hasChunks ? [{ store: 'Qdrant', label: t('delete.chunks'), count: t('delete.allOfThem') }] : []),
    ...(files && files.count > 0
      ? [
          {
            store: t('delete.objects'),
            label: t('delete.files', { count: files.count, files: format.number(files.count) }),
            count: format.bytes(files.bytes),
          },
        ]
      : []),
  ];
}

/** They vanish at once; the event of the deletion asks the pages anew. */
function dropRows(at: CollectionPath, ids: ReadonlySet<string>): void {
  queryClient.setQueriesData<RowPage>({ queryKey: rowKeys.all(at) }, (page) =>
    page?.rows.some(({ id }) => ids.has(id))
      ? { ...page, rows: page.rows.filter(({ id }) => !ids.has(id)) }
      : page,
  );
  void queryClient.invalidateQueries({ queryKey: keys.contents(at) });
  void queryClient.invalidateQueries({ queryKey: keys.stats(at) });
}
