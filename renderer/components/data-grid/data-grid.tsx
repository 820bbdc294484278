// Rows that lie where they are put are no table to a browser: the roles say what they are.
/* eslint-disable jsx-a11y/prefer-tag-over-role */
import type { CSSProperties } from 'react';
import { useTranslation } from 'react-i18next';
import { useCallback, useRef } from 'react';
import { placeColumn } from './column-layout.ts';
import styles from './data-grid.module.css';
import { GridHeader } from './grid-header.tsx';
import type { DataGridProps } from './grid-props.ts';
import { GridRow } from './grid-row.tsx';
import { ScrollBars } from './scroll-bars.tsx';
import { headHeight, useDataGrid } from './use-data-grid.ts';
import type { DataGridState } from './use-data-grid.ts';

/**
 * A table of any number of rows and columns, of which the page holds what is seen. One cell can be reached by Tab, arrows
 * move it; Enter opens its row, F2 or a double click edits it, Space ticks its row. On a head Enter sorts, Alt and the
 * arrows move the column, Shift and the arrows make it wider or narrower.
 */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const { rowCount, rowHeight, checks } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useDataGrid(props, scroller);
  return (
    <div className={styles.wrap} style={{ '--h-head': `${headHeight}px` } as CSSProperties}>
      <div
        ref={scroller}
        role="grid"
        aria-label={props.label}
        aria-rowcount={rowCount + 1}
        aria-colcount={grid.shown.length + (checks ? 1 : 0)}
        aria-multiselectable={checks !== undefined || undefined}
        className={styles.scroller}
        {...grid.handlers}
      >
        <div className={styles.space} style={{ height: grid.height, width: grid.total }}>
          <Head props={props} grid={grid} />
          <Rows props={props} grid={grid} />
        </div>
      </div>
      <ScrollBars
        scroller={scroller}
        above={grid.base * rowHeight}
        height={rowCount * rowHeight + headHeight}
        width={Math.max(grid.total, grid.width)}
        headHeight={headHeight}
        onScrollTo={grid.scrollTo}
      />
    </div>
  );
}

interface PartProps<Row> {
  props: DataGridProps<Row>;
  grid: DataGridState;
}

function Head<Row>({ props, grid }: PartProps<Row>) {
  const { columns, layout, onLayoutChange, checks } = props;
  return (
    <GridHeader
      placed={grid.placed}
      headers={grid.headerOf}
      width={grid.total}
      hasChecks={checks !== undefined}
      allChecked={checks?.all ?? 'none'}
      sort={props.sort}
      activeColumn={grid.cell.row === -1 ? grid.cell.column : null}
      onPlace={(id, other, isAfter) => onLayoutChange(placeColumn(columns, layout, id, other, isAfter))}
    />
  );
}

function Rows<Row>({ props, grid }: PartProps<Row>) {
  const { rowAt, rowKey, rowName, rowHeight, checks, edited } = props;
  const { t } = useTranslation('components');
  const checkLabel = useCallback((row: Row) => t('grid.check', { name: rowName(row) }), [t, rowName]);
  return (
    <div role="rowgroup">
      {grid.items.map(({ index, start }) => {
        const at = grid.base + index;
        const row = rowAt(at);
        const key = row === undefined ? null : rowKey(row);
        return (
          <GridRow
            // By its place, so that a row that comes takes over from the one that was waited for, and the focus with it;
            // what is being edited goes where its row goes.
            key={key !== null && edited?.key === key ? key : at}
            row={row}
            index={at}
            top={start}
            height={rowHeight}
            width={grid.total}
            placed={grid.placed}
            check={checks ? (key !== null && checks.has(key) ? 'on' : 'off') : 'none'}
            checkLabel={checkLabel}
            isSelected={key !== null && key === props.selectedKey}
            tint={row === undefined ? undefined : props.tintOf?.(row)}
            activeColumn={grid.cell.row === at ? grid.cell.column : null}
            editedColumn={key !== null && edited?.key === key ? edited.id : null}
            renderCell={props.renderCell}
            renderEditor={props.renderEditor}
            onEdited={grid.onEdited}
          />
        );
      })}
    </div>
  );
}
