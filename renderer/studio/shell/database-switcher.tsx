import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { Box, ChevronsUpDown } from 'lucide-react';
import { Button, MenuTrigger } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { databasesQuery } from '../../api/queries.ts';
import { MenuList } from '../../components/menu/menu.tsx';
import styles from './title-bar.module.css';

const all = '*';

/** Which database one is in; leads to the collections of another, or of all. */
export function DatabaseSwitcher() {
  const { t } = useTranslation();
  const { database: open } = useParams({ strict: false });
  const search: { database?: unknown } = useSearch({ strict: false });
  const chosen = typeof search.database === 'string' ? search.database : null;
  const current = open ?? chosen;
  const { data: databases = [] } = useQuery(databasesQuery);
  const entryOf = (id: string, label: string) => ({
    id,
    label,
    href: id === all ? '/collections' : `/collections?database=${encodeURIComponent(id)}`,
  });
  return (
    <MenuTrigger>
      <Button
        className={styles.button ?? ''}
        aria-label={`${t('shell.database')}: ${current ?? t('shell.allDatabases')}`}
      >
        <Box size={16} strokeWidth={1.5} aria-hidden />
        {current === null ? (
          t('shell.allDatabases')
        ) : (
          <span className={`mono cut ${styles.database}`}>{current}</span>
        )}
        <ChevronsUpDown size={12} strokeWidth={1.75} aria-hidden />
      </Button>
      <MenuList
        label={t('shell.database')}
        items={[
          {
            id: 'databases',
            title: t('shell.database'),
            items: [
              entryOf(all, t('shell.allDatabases')),
              ...databases.map(({ name }) => entryOf(name, name)),
            ],
            value: current ?? all,
          },
        ]}
      />
    </MenuTrigger>
  );
}
