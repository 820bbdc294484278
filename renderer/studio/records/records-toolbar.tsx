import { ArrowDownUp, Columns3, RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { queryClient } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { keys } from '../../api/queries.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { ColumnChooser } from '../../components/data-grid/column-chooser.tsx';
import { isShown } from '../../components/data-grid/column-layout.ts';
import type { GridColumn, GridLayout } from '../../components/data-grid/grid-types.ts';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { MenuButton } from '../../components/menu/menu-button.tsx';
import { Popover } from '../../components/popover/popover.tsx';
import { useFormat } from '../format/use-format.ts';
import { prefer, usePreferences } from '../preferences.ts';
import { FilterBar } from './filters/filter-bar.tsx';
import styles from './records.module.css';
import { useRecordsAddress } from './use-records-address.ts';

interface RecordsToolbarProps {
  at: CollectionPath;
  schema: CollectionSchema;
  columns: readonly GridColumn[];
  layout: GridLayout;
  onLayoutChange: (layout: GridLayout) => void;
  isFetching: boolean;
}

/** Filters at the left; order, columns and reload at the right. */
export function RecordsToolbar({
  at,
  schema,
  columns,
  layout,
  onLayoutChange,
  isFetching,
}: RecordsToolbarProps) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const { search, change } = useRecordsAddress();
  const density = usePreferences((preferences) => preferences.density);
  const shown = columns.filter((column) => isShown(column, layout)).length;
  return (
    <>
      <FilterBar schema={schema} filter={search.filters} onChange={(filters) => change({ filters })} />
      <span className={styles.grow} />
      <SortMenu columns={columns} />
      <Popover
        label={t('columns.label')}
        placement="bottom end"
        trigger={
          <Button variant="ghost" icon={Columns3}>
            {t('columns.shown', { shown: format.number(shown), all: format.number(columns.length) })}
          </Button>
        }
      >
        <ColumnChooser
          columns={columns}
          layout={layout}
          onLayoutChange={onLayoutChange}
          rowHeight={density}
          onRowHeightChange={(height) => prefer({ density: height })}
        />
      </Popover>
      <IconButton
        icon={RefreshCw}
        label={t('reload')}
        shortcut="r"
        isBusy={isFetching}
        onPress={() => void queryClient.invalidateQueries({ queryKey: keys.collection(at) })}
      />
    </>
  );
}

/** The same as the heads of the columns do, for whoever does not know them. */
function SortMenu({ columns }: { columns: readonly GridColumn[] }) {
  const { t } = useTranslation('records');
  const { search, change } = useRecordsAddress();
  const [first, ...more] = search.sort ?? [];
  const sort = (field: string, order: 'asc' | 'desc'): void => change({ sort: [{ field, order }] });
  return (
    <MenuButton
      label={first ? first.field + (more.length > 0 ? ` +${more.length}` : '') : t('sort.button')}
      icon={ArrowDownUp}
      variant="ghost"
    >
      {[
        ...(first
          ? [
              {
                id: 'order',
                title: t('sort.order'),
                value: first.order,
                onChange: (order: string) => sort(first.field, order === 'asc' ? 'asc' : 'desc'),
                items: [
                  { id: 'asc', label: t('sort.asc') },
                  { id: 'desc', label: t('sort.desc') },
                ],
              },
              { id: 'none', label: t('sort.none'), onAction: () => change({ sort: undefined }) },
            ]
          : []),
        {
          id: 'field',
          title: t('sort.by'),
          value: first?.field ?? '',
          onChange: (field: string) => sort(field, first?.order ?? 'asc'),
          items: columns
            .filter(({ isSortable }) => isSortable)
            .map(({ id, name, mark }) => ({ id, label: name, mark })),
        },
      ]}
    </MenuButton>
  );
}
