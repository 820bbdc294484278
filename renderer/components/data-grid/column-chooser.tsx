import { GripVertical } from 'lucide-react';
import { useState } from 'react';
import { Button, GridList, GridListItem, useDragAndDrop } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { Button as WordButton } from '../button/button.tsx';
import { Checkbox } from '../checkbox/checkbox.tsx';
import { SearchField } from '../search-field/search-field.tsx';
import { Segmented } from '../segmented/segmented.tsx';
import styles from './column-chooser.module.css';
import { isShown, orderColumns, placeColumn, showColumn } from './column-layout.ts';
import { emptyLayout } from './grid-types.ts';
import type { GridColumn, GridLayout } from './grid-types.ts';

export interface ColumnChooserProps {
  columns: readonly GridColumn[];
  layout: GridLayout;
  onLayoutChange: (layout: GridLayout) => void;
  rowHeight: 28 | 32 | 40;
  onRowHeightChange: (height: 28 | 32 | 40) => void;
}

/** Fewer are found by a look. */
const searchedFrom = 16;
const heights = ['28', '32', '40'] as const;

/** Which columns there are, in which order, and how high the rows are. */
export function ColumnChooser(props: ColumnChooserProps) {
  const { columns, layout, onLayoutChange, rowHeight, onRowHeightChange } = props;
  const { t } = useTranslation('components');
  const [wanted, setWanted] = useState('');
  const ordered = orderColumns(columns, layout);
  const found = ordered.filter(({ name }) => name.includes(wanted.trim().toLowerCase()));
  const allShown = Object.fromEntries(columns.map(({ id }) => [id, true]));
  return (
    <div className={styles.chooser}>
      <div className={styles.head}>
        <span>{t('grid.columns')}</span>
        <span className={styles.end}>
          <WordButton
            size="sm"
            variant="ghost"
            onPress={() => onLayoutChange({ ...layout, shown: allShown })}
          >
            {t('grid.showAll')}
          </WordButton>
          <WordButton size="sm" variant="ghost" onPress={() => onLayoutChange(emptyLayout)}>
            {t('grid.reset')}
          </WordButton>
        </span>
      </div>
      {columns.length >= searchedFrom && (
        <SearchField
          label={t('grid.find')}
          value={wanted}
          onChange={setWanted}
          placeholder={t('grid.find')}
          size="sm"
        />
      )}
      <ColumnList {...props} found={found} />
      <div className={styles.foot}>
        <span>{t('grid.rowHeight')}</span>
        <Segmented
          label={t('grid.rowHeight')}
          size="sm"
          items={heights.map((id) => ({ id, label: id }))}
          value={String(rowHeight) as (typeof heights)[number]}
          onChange={(height) => onRowHeightChange(Number(height) as 28 | 32 | 40)}
        />
      </div>
    </div>
  );
}

function ColumnList({
  columns,
  layout,
  onLayoutChange,
  found,
}: ColumnChooserProps & { found: readonly GridColumn[] }) {
  const { t } = useTranslation('components');
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (ids) => [...ids].map((id) => ({ 'text/plain': String(id) })),
    onReorder: ({ keys, target }) => {
      const next = [...keys].reduce(
        (before, id) =>
          placeColumn(columns, before, String(id), String(target.key), target.dropPosition === 'after'),
        layout,
      );
      onLayoutChange(next);
    },
  });
  return (
    <GridList
      className={styles.list ?? ''}
      aria-label={t('grid.columns')}
      selectionMode="none"
      dragAndDropHooks={dragAndDropHooks}
      items={found}
      dependencies={[layout]}
      renderEmptyState={() => <p className={styles.none}>{t('grid.noneFound')}</p>}
    >
      {(column) => (
        <GridListItem className={styles.item ?? ''} textValue={column.name}>
          <Checkbox
            label={column.name}
            isLabelHidden
            isSelected={isShown(column, layout)}
            onChange={(isOn) => onLayoutChange(showColumn(layout, column.id, isOn))}
          />
          {column.mark}
          <span className="cut">{column.name}</span>
          <Button
            slot="drag"
            className={styles.grip ?? ''}
            aria-label={t('grid.move', { name: column.name })}
          >
            <GripVertical size={16} strokeWidth={1.5} aria-hidden />
          </Button>
        </GridListItem>
      )}
    </GridList>
  );
}
