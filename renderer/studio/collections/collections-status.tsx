import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import type { Collection } from '../../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import { addStats, sizeOf } from './add-stats.ts';
import type { Stats } from './use-lazy-stats.ts';

interface CollectionsStatusProps {
  shown: readonly Collection[];
  statsOf: (at: CollectionPath) => Stats | undefined;
}

/** How many collections are shown, and how much is in them as soon as all of them were counted. */
export function CollectionsStatus({ shown, statsOf }: CollectionsStatusProps) {
  const { t } = useTranslation('collections');
  const format = useFormat();
  const known = shown.flatMap(
    ({ name, database_name }) => statsOf({ database: database_name, collection: name }) ?? [],
  );
  const totals = known.length === shown.length ? addStats(known) : undefined;
  return (
    <>
      <span>{t('count', { count: shown.length, shown: format.number(shown.length) })}</span>
      {totals && (
        <>
          <span>{t('recordCount', { count: totals.records, shown: format.number(totals.records) })}</span>
          <span>{format.bytes(sizeOf(totals))}</span>
        </>
      )}
    </>
  );
}
