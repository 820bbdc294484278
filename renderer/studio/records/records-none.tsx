import { Plus, Upload } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import { Button } from '../../components/button/button.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { useFormat } from '../format/use-format.ts';
import type { RowQuery } from './rows/row-queries.ts';
import { useRecordsAddress } from './use-records-address.ts';

interface RecordsNoneProps {
  at: CollectionPath;
  query: RowQuery;
  all: number | undefined;
}

/** In the table's place: there are no records, or the filters hide them all. */
export function RecordsNone({ at, query, all }: RecordsNoneProps) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const can = useCan();
  const { change } = useRecordsAddress();
  const mayWrite = can('write', at.database, at.collection);
  const place = `/collections/${at.database}/${at.collection}`;
  if (query.filters)
    return (
      <EmptyState
        title={t('none.hidden')}
        text={all === undefined ? undefined : t('none.hiddenText', { count: all, all: format.number(all) })}
        actions={<Button onPress={() => change({ filters: undefined })}>{t('filter.clear')}</Button>}
      />
    );
  return (
    <EmptyState
      title={t('none.title')}
      text={t(mayWrite ? 'none.text' : 'none.readOnly')}
      actions={
        mayWrite && (
          <>
            <Button icon={Plus} href={`${place}/new`}>
              {t('new')}
            </Button>
            <Button icon={Upload} href={`${place}/import`}>
              {t('import')}
            </Button>
          </>
        )
      }
    />
  );
}
