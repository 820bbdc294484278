// Rows that lie where they are put are no table to a browser: the roles say what they are.
/* eslint-disable jsx-a11y/prefer-tag-over-role */
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import styles from './data-grid.module.css';
import type { PlacedColumn } from './grid-row.tsx';
import type { GridSort } from './grid-types.ts';
import { useColumnDrag } from './use-column-drag.ts';
import type { GridHeader as Header } from './use-grid-columns.ts';

export interface GridHeaderProps {
  placed: readonly PlacedColumn[];
  headers: ReadonlyMap<string, Header>;
  width: number;
  hasChecks: boolean;
  /** Of the check box that checks all. */
  allChecked: 'none' | 'some' | 'all';
  sort: readonly GridSort[];
  activeColumn: number | null;
  onPlace: (id: string, other: string, isAfter: boolean) => void;
}

/** The heads: a click sorts, with Shift as a further key; dragged to another place, or at its right edge to another width. */
export function GridHeader(props: GridHeaderProps) {
  const { placed, width, hasChecks, activeColumn } = props;
  const columnDrag = useColumnDrag(props.onPlace);
  return (
    <div role="rowgroup" className={styles.head} style={{ width }}>
      <div role="row" aria-rowindex={1} className={styles.headRow}>
        {hasChecks && <CheckAll {...props} isActive={activeColumn === -1} />}
        {placed.map((place) => (
          <HeaderCell key={place.column.id} {...props} place={place} columnDrag={columnDrag} />
        ))}
      </div>
    </div>
  );
}

function CheckAll({ allChecked, isActive }: GridHeaderProps & { isActive: boolean }) {
  const { t } = useTranslation('components');
  return (
    <div
      role="columnheader"
      aria-colindex={1}
      className={styles.checkCell}
      data-cell="-1:-1"
      tabIndex={isActive ? 0 : -1}
    >
      <input
        type="checkbox"
        className={styles.check}
        checked={allChecked === 'all'}
        ref={(element) => {
          if (element) element.indeterminate = allChecked === 'some';
        }}
        readOnly
        tabIndex={-1}
        aria-label={t('grid.checkAll')}
      />
    </div>
  );
}

interface HeaderCellProps extends GridHeaderProps {
  place: PlacedColumn;
  columnDrag: ReturnType<typeof useColumnDrag>;
}

function HeaderCell({ place, columnDrag, ...props }: HeaderCellProps) {
  const { drag } = columnDrag;
  const { column, left, width, isLast } = place;
  const { sort, headers, activeColumn } = props;
  const { t } = useTranslation('components');
  const key = sort.find(({ id }) => id === column.id);
  const rank = sort.length > 1 && key ? sort.indexOf(key) + 1 : 0;
  const resize = headers.get(column.id)?.getResizeHandler();
  return (
    <div
      role="columnheader"
      aria-colindex={place.index + (props.hasChecks ? 2 : 1)}
      aria-sort={key ? (key.order === 'asc' ? 'ascending' : 'descending') : undefined}
      className={styles.headCell}
      data-right={column.isRight || undefined}
      data-last={isLast || undefined}
      data-drop={drag && drag.over === column.id ? (drag.isAfter ? 'after' : 'before') : undefined}
      data-dragged={drag?.id === column.id || undefined}
      data-cell={`-1:${place.index}`}
      data-column={column.id}
      tabIndex={activeColumn === place.index ? 0 : -1}
      style={{ left, width }}
      title={[column.name, column.unit, column.description].filter(Boolean).join('\n')}
      onPointerDown={(event) => columnDrag.start(event, column.id)}
    >
      <span className={styles.name}>
        {column.mark}
        <span className="cut">{column.name}</span>
        {column.unit !== undefined && <span className={styles.unit}>{column.unit}</span>}
        {key &&
          (key.order === 'asc' ? <ArrowUp size={12} aria-hidden /> : <ArrowDown size={12} aria-hidden />)}
        {rank > 0 && <span className={styles.rank}>{rank}</span>}
      </span>
      <span
        className={styles.grip}
        title={t('grid.width')}
        aria-hidden
        onPointerDown={(event) => event.stopPropagation()}
        onClick={(event) => event.stopPropagation()}
        onMouseDown={resize}
        onTouchStart={resize}
      />
    </div>
  );
}
