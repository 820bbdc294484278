import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../../api/session.ts';
import type { ApiKey } from '../../api/types.ts';
import { Table } from '../../components/table/table.tsx';
import type { TableColumn } from '../../components/table/table.tsx';
import { Tag } from '../../components/tag/tag.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './access.module.css';
import { isExpired } from './key-rights.ts';
import { useRightsWords } from './use-rights-words.ts';

interface KeyTableProps {
  all: readonly ApiKey[];
  selected: string | null;
  onSelect: (id: string | null) => void;
}

/** All keys; pressing a line opens the inspector. */
export function KeyTable({ all, selected, onSelect }: KeyTableProps) {
  const { t } = useTranslation('access');
  const rights = useRightsWords();
  const { date } = useFormat();
  const ownId = useSession(({ key }) => key?.id);
  const columns = useMemo(
    (): TableColumn<ApiKey>[] => [
      {
        id: 'name',
        label: t('column.name'),
        width: '24%',
        isRowHeader: true,
        cell: ({ id, name }) => (
          <span className={styles.name}>
            <span className="cut">{name}</span>
            {id === ownId && <Tag tone="info">{t('own')}</Tag>}
          </span>
        ),
      },
      { id: 'type', label: t('column.type'), width: '110px', cell: ({ type }) => t(`type.${type}`) },
      { id: 'rights', label: t('column.rights'), cell: ({ permissions }) => rights.rules(permissions) },
      {
        id: 'prefix',
        label: t('column.prefix'),
        width: '170px',
        isMono: true,
        cell: ({ prefix }) => `${prefix}…`,
      },
      {
        id: 'expires',
        label: t('column.expires'),
        width: '120px',
        cell: (key) =>
          isExpired(key) ? (
            <Tag tone="danger">{t('expired')}</Tag>
          ) : key.expires_at === null ? (
            <span className="muted">{t('never')}</span>
          ) : (
            date(key.expires_at)
          ),
      },
    ],
    [t, rights, date, ownId],
  );
  return (
    <Table label={t('keys.name')} columns={columns} rows={all} selected={selected} onSelect={onSelect} />
  );
}
