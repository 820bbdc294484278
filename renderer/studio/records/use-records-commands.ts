import { Columns3, Plus, RefreshCw } from 'lucide-react';
import { useRouter } from '@tanstack/react-router';
import type { RefObject } from 'react';
import { useHotkeys } from 'react-hotkeys-hook';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import { keys, queryClient } from '../../api/queries.ts';
import type { DataGridHandle } from '../../components/data-grid/grid-props.ts';
import { useCommand } from '../commands/use-command.ts';
import type { Rights } from './rights.ts';
import type { RecordRows } from './rows/use-record-rows.ts';
import type { useRecordsAddress } from './use-records-address.ts';

interface RecordsCommandsOptions {
  at: CollectionPath;
  rows: RecordRows;
  address: ReturnType<typeof useRecordsAddress>;
  grid: RefObject<DataGridHandle | null>;
  rights: Rights;
}

/** To the record before or after the open one, in the table's order; null where there is none. */
export interface Walk {
  toPrevious: (() => void) | null;
  toNext: (() => void) | null;
}

/** What the keyboard and the palette do on this page. */
export function useRecordsCommands({ at, rows, address, grid, rights }: RecordsCommandsOptions): Walk {
  const { t } = useTranslation('records');
  const router = useRouter();
  const { search, change } = address;
  const index = search.record === undefined ? null : rows.indexOf(search.record);
  const stepTo = (to: number) => {
    const row = rows.rowAt(to);
    if (index === null || !row) return null;
    return () => {
      change({ record: row.id }, false);
      grid.current?.goToRow(to);
    };
  };
  const walk: Walk = {
    toPrevious: stepTo((index ?? 0) - 1),
    toNext: stepTo((index ?? 0) + 1),
  };
  useCommand({
    id: 'records.new',
    title: t('new'),
    group: 'here',
    keys: 'n',
    icon: Plus,
    isEnabled: rights.mayWrite,
    run: () => void router.navigate({ to: '/collections/$database/$collection/new', params: at }),
  });
  useCommand({
    id: 'records.reload',
    title: t('reload'),
    group: 'here',
    keys: 'r',
    icon: RefreshCw,
    run: () => void queryClient.invalidateQueries({ queryKey: keys.collection(at) }),
  });
  useCommand({
    id: 'records.table',
    title: t('toTable'),
    group: 'here',
    keys: 't',
    icon: Columns3,
    run: () => grid.current?.focus(),
  });
  useCommand({
    id: 'records.next',
    title: t('inspector.next'),
    group: 'here',
    keys: 'j',
    isEnabled: walk.toNext !== null,
    run: () => walk.toNext?.(),
  });
  useCommand({
    id: 'records.previous',
    title: t('inspector.previous'),
    group: 'here',
    keys: 'k',
    isEnabled: walk.toPrevious !== null,
    run: () => walk.toPrevious?.(),
  });
  // In the table the arrows move the cell; outside, they walk through records.
  const isOutside = (event: KeyboardEvent): boolean =>
    !(event.target as Element).closest(
      '[role=grid], [role=menu], [role=tablist], [role=dialog], [role=listbox]',
    );
  useHotkeys(
    ['up', 'down'],
    (event) => {
      const step = event.key === 'ArrowUp' ? walk.toPrevious : walk.toNext;
      if (!step) return;
      event.preventDefault();
      step();
    },
    { enabled: search.record !== undefined, ignoreEventWhen: (event) => !isOutside(event) },
  );
  return walk;
}
