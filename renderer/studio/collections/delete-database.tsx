import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { ConfirmDialog } from '../../components/confirm-dialog/confirm-dialog.tsx';
import { useFormat } from '../format/use-format.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import type { Totals } from './add-stats.ts';
import { useGo } from './use-go.ts';
import { useLosses } from './use-losses.ts';

interface DeleteDatabaseProps {
  name: string;
  collections: number;
  /** All that is in it; undefined until it is counted. */
  totals: Totals | undefined;
  onClose: () => void;
}

/** Asks before a database goes, with what goes with it. */
export function DeleteDatabase({ name, collections, totals, onClose }: DeleteDatabaseProps) {
  const { t } = useTranslation('collections');
  const format = useFormat();
  const go = useGo();
  const queries = useQueryClient();
  const losses = useLosses(totals);
  const remove = useMutation({
    mutationFn: () =>
      api.DELETE('/databases/{database}', {
        params: { path: { database: name }, query: collections > 0 ? { cascade: true } : {} },
      }),
    onSuccess: async () => {
      go({ details: undefined, database: undefined });
      await Promise.all(
        [keys.databases, keys.collections].map((queryKey) => queries.invalidateQueries({ queryKey })),
      );
    },
  });
  const count = { count: collections, shown: format.number(collections) };
  return (
    <ConfirmDialog
      title={t('deleteDatabaseTitle', { database: name })}
      text={t(collections === 0 ? 'deleteEmptyDatabaseText' : 'deleteText')}
      losses={collections === 0 ? [] : [{ label: t('columns.collections'), count: count.shown }, ...losses]}
      typeToConfirm={collections === 0 ? undefined : name}
      confirmLabel={collections === 0 ? t('deleteDatabase') : t('deleteDatabaseWith', count)}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
      isBusy={remove.isPending}
      error={remove.error ? <ProblemNote problem={remove.error} isWrite /> : undefined}
    />
  );
}
