import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactNode } from 'react';
import { Table as AriaTable, Cell, Column, Row, TableBody, TableHeader } from 'react-aria-components';
import styles from './table.module.css';

export interface TableColumn<Item> {
  id: string;
  label: string;
  /** Before the label: the mark of a type. */
  mark?: ReactNode;
  /** `44px`, `20%`; without it what is left is shared. */
  width?: string;
  /** Numbers, sizes, counts: at the right. */
  isNumeric?: boolean;
  /** Ids, paths, JSON. */
  isMono?: boolean;
  /** What a row is called when it is read out; else the first column. */
  isRowHeader?: boolean;
  /** The head is not seen: a column of buttons. */
  isLabelHidden?: boolean;
  canSort?: boolean;
  cell: (item: Item) => ReactNode;
}

export interface TableSort {
  column: string;
  direction: 'ascending' | 'descending';
}

export interface TableProps<Item extends { id: string }> {
  label: string;
  columns: readonly TableColumn<Item>[];
  rows: readonly Item[];
  /** The row whose inspector is open. */
  selected?: string | null;
  /** Pressing a row, or the arrow keys; `null`: Esc. Without it rows are not pressed. */
  onSelect?: (id: string | null) => void;
  sort?: TableSort;
  onSort?: (sort: TableSort) => void;
  /** In the place of rows, where there are none. */
  empty?: ReactNode;
  /** A frame around it, among other things; else it goes from edge to edge. */
  isFramed?: boolean;
  /** What a cell reads from elsewhere, so that it is drawn again when that changes. */
  dependencies?: readonly unknown[];
}

/** A table of some hundred rows at most; of records see `data-grid`. */
export function Table<Item extends { id: string }>({
  label,
  columns,
  rows,
  selected = null,
  onSelect,
  sort,
  onSort,
  empty,
  isFramed = false,
  dependencies = [],
}: TableProps<Item>) {
  const header = columns.find(({ isRowHeader }) => isRowHeader) ?? columns[0];
  return (
    <AriaTable
      className={styles.table ?? ''}
      data-framed={isFramed || undefined}
      aria-label={label}
      selectionMode={onSelect ? 'single' : 'none'}
      selectionBehavior="replace"
      selectedKeys={selected === null ? [] : [selected]}
      onSelectionChange={(chosen) => {
        const [first] = chosen;
        onSelect?.(first === undefined ? null : String(first));
      }}
      sortDescriptor={sort}
      onSortChange={({ column, direction }) => onSort?.({ column: String(column), direction })}
    >
      <TableHeader columns={columns} dependencies={[header, sort, columns]}>
        {(column) => <Head column={column} isRowHeader={column === header} sort={sort} />}
      </TableHeader>
      <TableBody
        items={rows}
        dependencies={[columns, ...dependencies]}
        renderEmptyState={() => empty}
        className={styles.body ?? ''}
      >
        {(item) => (
          <Row
            id={item.id}
            columns={columns}
            dependencies={[columns, ...dependencies]}
            className={styles.row ?? ''}
          >
            {({ isNumeric, isMono, cell }) => (
              <Cell
                className={styles.cell ?? ''}
                data-numeric={isNumeric || undefined}
                data-mono={isMono || undefined}
              >
                {cell(item)}
              </Cell>
            )}
          </Row>
        )}
      </TableBody>
    </AriaTable>
  );
}

interface HeadProps<Item> {
  column: TableColumn<Item>;
  isRowHeader: boolean;
  sort: TableSort | undefined;
}

function Head<Item>({ column, isRowHeader, sort }: HeadProps<Item>) {
  const { id, label, mark, width, isNumeric, isLabelHidden, canSort = false } = column;
  const Arrow = sort?.direction === 'descending' ? ArrowDown : ArrowUp;
  return (
    <Column
      id={id}
      isRowHeader={isRowHeader}
      allowsSorting={canSort}
      textValue={label}
      className={styles.head ?? ''}
      style={{ width }}
      data-numeric={isNumeric || undefined}
      aria-label={isLabelHidden ? label : undefined}
    >
      {isLabelHidden ? null : (
        <span className={styles.headLine}>
          {mark}
          {label}
          {canSort && sort?.column === id && <Arrow size={12} strokeWidth={1.75} aria-hidden />}
        </span>
      )}
    </Column>
  );
}
