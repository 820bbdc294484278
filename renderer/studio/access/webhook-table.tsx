import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Webhook } from '../../api/types.ts';
import { Table } from '../../components/table/table.tsx';
import type { TableColumn } from '../../components/table/table.tsx';
import { useFormat } from '../format/use-format.ts';
import { webhookName } from './webhook-name.ts';
import { WebhookState } from './webhook-state.tsx';

interface WebhookTableProps {
  all: readonly Webhook[];
  selected: string | null;
  onSelect: (id: string | null) => void;
}

/** All webhooks; pressing a line opens the inspector. */
export function WebhookTable({ all, selected, onSelect }: WebhookTableProps) {
  const { t } = useTranslation('access');
  const { number, dateTime } = useFormat();
  const columns = useMemo(
    (): TableColumn<Webhook>[] => [
      {
        id: 'state',
        label: t('column.state'),
        width: '130px',
        cell: (webhook) => <WebhookState webhook={webhook} />,
      },
      { id: 'name', label: t('column.name'), width: '20%', isRowHeader: true, cell: webhookName },
      { id: 'url', label: t('column.url'), isMono: true, cell: ({ url }) => url },
      {
        id: 'types',
        label: t('column.types'),
        width: '20%',
        cell: ({ types }) => types?.join(', ') ?? t('webhooks.allTypes'),
      },
      {
        id: 'waiting',
        label: t('column.waiting'),
        width: '90px',
        isNumeric: true,
        cell: ({ waiting }) => number(waiting),
      },
      {
        id: 'last',
        label: t('column.last'),
        width: '150px',
        isNumeric: true,
        cell: ({ last_attempt: last }) => (last ? dateTime(last.at) : t('webhooks.noAttempt')),
      },
    ],
    [t, number, dateTime],
  );
  return (
    <Table label={t('webhooks.name')} columns={columns} rows={all} selected={selected} onSelect={onSelect} />
  );
}
