import { useTranslation } from 'react-i18next';
import type { Loss } from '../../components/confirm-dialog/confirm-dialog.tsx';
import { useFormat } from '../format/use-format.ts';
import type { Totals } from './add-stats.ts';

/** What will be gone, store by store, for the dialog that asks before; while it is being counted it says so. */
export function useLosses(totals: Totals | undefined): Loss[] {
  const { t } = useTranslation('collections');
  const format = useFormat();
  const show = (of: (stats: Totals) => string): string => (totals ? of(totals) : t('counting'));
  return [
    { store: 'Postgres', label: t('columns.records'), count: show(({ records }) => format.number(records)) },
    { store: 'Qdrant', label: t('columns.chunks'), count: show(({ chunks }) => format.number(chunks)) },
    {
      store: 'MinIO',
      label: t('columns.files'),
      count: show(({ files, bytes }) =>
        files === 0 ? format.number(0) : `${format.number(files)}, ${format.bytes(bytes.objects)}`,
      ),
    },
  ];
}
