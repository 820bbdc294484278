import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import { statsQuery } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import { useFormat } from '../format/use-format.ts';
import styles from './collection-tabs.module.css';

export type CollectionTab = 'records' | 'schema' | 'search' | 'settings';

/** The parts of one collection, those that the key may see. */
export function CollectionTabs({ at, current }: { at: CollectionPath; current: CollectionTab }) {
  const { t } = useTranslation('collections');
  const format = useFormat();
  const can = useCan();
  const { database, collection } = at;
  const mayRead = can('read', database, collection);
  const { data: stats } = useQuery({ ...statsQuery(at), enabled: mayRead });
  const count = stats && format.number(stats.records);
  return (
    <nav className={styles.tabs} aria-label={t('tabs.label')}>
      {mayRead && (
        <Tab at={at} id="records" current={current} to="/collections/$database/$collection" count={count} />
      )}
      {mayRead && (
        <Tab at={at} id="schema" current={current} to="/collections/$database/$collection/schema" />
      )}
      {can('search', database, collection) && (
        <Tab at={at} id="search" current={current} to="/collections/$database/$collection/search" />
      )}
      {(mayRead || can('schema', database, collection)) && (
        <Tab at={at} id="settings" current={current} to="/collections/$database/$collection/settings" />
      )}
    </nav>
  );
}

interface TabProps {
  at: CollectionPath;
  id: CollectionTab;
  current: CollectionTab;
  to: `/collections/$database/$collection${'' | '/schema' | '/search' | '/settings'}`;
  count?: string | undefined;
}

function Tab({ at, id, current, to, count }: TabProps) {
  const { t } = useTranslation('collections');
  return (
    <Link
      to={to}
      params={at}
      className={styles.tab}
      aria-current={id === current ? 'page' : undefined}
      activeOptions={{ exact: true }}
    >
      {t(`tabs.${id}`)}
      {count !== undefined && <span className={styles.count}>{count}</span>}
    </Link>
  );
}
