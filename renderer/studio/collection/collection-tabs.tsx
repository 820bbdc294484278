import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import { statsQuery } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import { TabLinks } from '../../components/tabs/tab-links.tsx';
import { useFormat } from '../format/use-format.ts';

export type CollectionTab = 'records' | 'schema' | 'search' | 'settings';

/** The parts of one collection, those that the key may see. */
export function CollectionTabs({ at, current }: { at: CollectionPath; current: CollectionTab }) {
  const { t } = useTranslation('collections');
  const format = useFormat();
  const can = useCan();
  const { database, collection } = at;
  const may = (action: 'read' | 'search' | 'schema'): boolean => can(action, database, collection);
  const { data: stats } = useQuery({ ...statsQuery(at), enabled: may('read') });
  const root = '/collections/$database/$collection' as const;
  const count = stats && format.number(stats.records);
  const items = [
    { id: 'records' as const, to: root, isThere: may('read'), count },
    { id: 'schema' as const, to: `${root}/schema` as const, isThere: may('read') },
    { id: 'search' as const, to: `${root}/search` as const, isThere: may('search') },
    { id: 'settings' as const, to: `${root}/settings` as const, isThere: may('read') || may('schema') },
  ];
  return (
    <TabLinks
      label={t('tabs.label')}
      items={items
        .filter(({ isThere }) => isThere)
        .map(({ id, to, isThere: _isThere, ...rest }) => ({
          label: t(`tabs.${id}`),
          to,
          params: { ...at },
          isCurrent: id === current,
          ...rest,
        }))}
    />
  );
}
