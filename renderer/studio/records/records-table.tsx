import { useCallback, useMemo, useState } from 'react';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../api/queries.ts';
import type { CollectionSchema, Row } from '../../api/types.ts';
import { DataGrid } from '../../components/data-grid/data-grid.tsx';
import type { DataGridHandle, DataGridProps } from '../../components/data-grid/grid-props.ts';
import type { GridColumn, GridLayout, GridPoint } from '../../components/data-grid/grid-types.ts';
import { FieldValue } from '../fields/field-value.tsx';
import { isScalar, isSystemField } from '../fields/field-types.ts';
import { recordName } from '../fields/record-name.ts';
import { usePreferences } from '../preferences.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { copyText } from './copy-text.ts';
import { CellEditor } from './edit/cell-editor.tsx';
import { recordFields } from './record-columns.tsx';
import { RecordsMenu } from './records-menu.tsx';
import type { MenuTarget } from './records-menu.tsx';
import { RecordsNone } from './records-none.tsx';
import { sortBy } from './records-search.ts';
import styles from './records.module.css';
import type { Rights } from './rights.ts';
import type { RowQuery } from './rows/row-queries.ts';
import { collectIds } from './rows/row-queries.ts';
import type { RecordRows } from './rows/use-record-rows.ts';
import { mostChecked } from './use-checks.ts';
import type { Checks } from './use-checks.ts';
import { useNewRows } from './use-new-rows.ts';
import { useRecordsAddress } from './use-records-address.ts';

export interface RecordsTableProps {
  at: CollectionPath;
  schema: CollectionSchema;
  columns: readonly GridColumn[];
  layout: GridLayout;
  onLayoutChange: (layout: GridLayout) => void;
  rows: RecordRows;
  query: RowQuery;
  checks: Checks;
  rights: Rights;
  /** How many records the collection has. */
  all: number | undefined;
  gridRef: Ref<DataGridHandle>;
}

/** The table itself, or what stands in its place when there is nothing in it. */
export function RecordsTable(props: RecordsTableProps) {
  const { at, rows, query, all } = props;
  const { t } = useTranslation('records');
  if (rows.error && rows.rowCount === 0)
    return (
      <div className={styles.problem}>
        <ProblemNote problem={rows.error} what={t('notLoaded')} onRetry={rows.retry} />
      </div>
    );
  if (rows.total === 0 && rows.rowCount === 0) return <RecordsNone at={at} query={query} all={all} />;
  return (
    <>
      {rows.error && <ProblemNote problem={rows.error} what={t('notLoaded')} onRetry={rows.retry} />}
      <Grid {...props} />
    </>
  );
}

function Grid(props: RecordsTableProps) {
  const { at, schema, columns, layout, onLayoutChange, rows, rights, gridRef } = props;
  const { t } = useTranslation('records');
  const { search, change } = useRecordsAddress();
  const rowHeight = usePreferences((preferences) => preferences.density);
  const added = useNewRows(at);
  const [edited, setEdited] = useState<{ key: string; id: string } | null>(null);
  const [menu, setMenu] = useState<MenuTarget | null>(null);
  const fields = useMemo(() => new Map(recordFields(schema).map((field) => [field.name, field])), [schema]);
  const renderCell = useCallback(
    (row: Row, id: string) => {
      const field = fields.get(id);
      return field && <FieldValue field={field} value={row[id]} variant="cell" />;
    },
    [fields],
  );
  const canEdit = (id: string): boolean => {
    const field = fields.get(id);
    return rights.mayWrite && field !== undefined && !isSystemField(field) && isScalar(field);
  };
  const sort = search.sort ?? [];
  const open = (row: Row): void => {
    // A walk through records is one step of Back, not one for each.
    if (row.id !== search.record) change({ record: row.id }, search.record === undefined);
  };
  const gridChecks = useGridChecks(props);
  return (
    <>
      <DataGrid<Row>
        ref={gridRef}
        label={t('table', { collection: at.collection })}
        columns={columns}
        layout={layout}
        onLayoutChange={onLayoutChange}
        rowCount={rows.rowCount}
        rowAt={rows.rowAt}
        rowKey={keyOf}
        rowName={(row) => recordName(schema, row)}
        rowHeight={rowHeight}
        onRangeChange={rows.onRangeChange}
        renderCell={renderCell}
        selectedKey={search.record ?? null}
        onOpen={open}
        checks={gridChecks}
        tintOf={(row) => (added.has(row.id) ? 'new' : undefined)}
        sort={sort.map(({ field, order }) => ({ id: field, order }))}
        onSort={(id, isAdded) => {
          const next = sortBy(sort, id, isAdded);
          change({ sort: next.length > 0 ? next : undefined });
        }}
        onHeaderMenu={(id, point) => setMenu({ kind: 'head', id, point })}
        onCellMenu={(row: Row, id: string, point: GridPoint) => setMenu({ kind: 'cell', row, id, point })}
        onCopy={(row, id) => copyText(row[id])}
        edited={edited}
        onEdit={setEdited}
        canEdit={canEdit}
        renderEditor={(row, id, onDone) => {
          const field = fields.get(id);
          return field && <CellEditor at={at} schema={schema} field={field} row={row} onDone={onDone} />;
        }}
      />
      {menu && (
        <RecordsMenu
          columns={columns}
          layout={layout}
          onLayoutChange={onLayoutChange}
          target={menu}
          field={fields.get(menu.id)}
          canEdit={canEdit(menu.id)}
          onEdit={setEdited}
          onClose={() => setMenu(null)}
        />
      )}
    </>
  );
}

const keyOf = ({ id }: Row): string => id;

/** Check boxes, for keys that can do something with ticked records. */
function useGridChecks(props: RecordsTableProps): DataGridProps<Row>['checks'] {
  const { checks, rows, rights } = props;
  const onCheckAll = useCheckAll(props);
  if (!rights.mayWrite && !rights.mayDelete) return undefined;
  return {
    has: (id) => checks.ids.has(id),
    all: checks.ids.size === 0 ? 'none' : checks.ids.size >= rows.rowCount ? 'all' : 'some',
    onCheck: checks.check,
    onCheckAll,
  };
}

/** Ticks all that the filters show, as many as one may; the second time none. */
function useCheckAll({ checks, query, rows }: RecordsTableProps): () => void {
  const [abort, setAbort] = useState<AbortController | null>(null);
  return () => {
    abort?.abort();
    if (checks.ids.size > 0) return checks.set([]);
    const next = new AbortController();
    setAbort(next);
    // What is here is ticked at once.
    const here = Array.from({ length: rows.rowCount < 200 ? rows.rowCount : 200 }, (_, index) =>
      rows.rowAt(index),
    );
    checks.set(here.flatMap((row) => row?.id ?? []));
    void collectIds(query, mostChecked, next.signal).then(checks.set, () => undefined);
  };
}
