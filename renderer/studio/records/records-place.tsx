import { useQuery } from '@tanstack/react-query';
import { useMemo, useRef } from 'react';
import type { CollectionPath } from '../../api/queries.ts';
import { statsQuery } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { CollectionSchema } from '../../api/types.ts';
import { isShown, orderColumns } from '../../components/data-grid/column-layout.ts';
import type { DataGridHandle } from '../../components/data-grid/grid-props.ts';
import { CollectionFrame } from '../collection/collection-frame.tsx';
import { BulkBar } from './bulk/bulk-bar.tsx';
import { useColumnLayout } from './column-layouts.ts';
import { RecordInspector } from './inspector/record-inspector.tsx';
import { queriedFields, recordColumns } from './record-columns.tsx';
import { RecordsActions } from './records-actions.tsx';
import { RecordsStatus } from './records-status.tsx';
import { RecordsTable } from './records-table.tsx';
import { RecordsToolbar } from './records-toolbar.tsx';
import type { Rights } from './rights.ts';
import { useRecordRows } from './rows/use-record-rows.ts';
import { useChecks } from './use-checks.ts';
import { useRecordsAddress } from './use-records-address.ts';
import { useRecordsCommands } from './use-records-commands.ts';
import { useRecordsSnippet } from './use-records-snippet.ts';

export interface RecordsPlaceProps {
  at: CollectionPath;
  schema: CollectionSchema;
}

/** Table, filters, inspector, and what is done with ticked records. */
export function RecordsPlace({ at, schema }: RecordsPlaceProps) {
  const { search, change } = useRecordsAddress();
  const grid = useRef<DataGridHandle>(null);
  const columns = useMemo(() => recordColumns(schema), [schema]);
  const { layout, setLayout } = useColumnLayout(at);
  const shown = useMemo(
    () => orderColumns(columns, layout).filter((column) => isShown(column, layout)),
    [columns, layout],
  );
  const fields = useMemo(() => queriedFields(schema, shown), [schema, shown]);
  const query = useMemo(
    () => ({ at, filters: search.filters, sort: search.sort }),
    [at, search.filters, search.sort],
  );
  useRecordsSnippet(at, search);
  const rows = useRecordRows(query, fields);
  const checks = useChecks(rows.rowAt);
  const rights = useRights(at);
  const { data: stats } = useQuery(statsQuery(at));
  const walk = useRecordsCommands({ at, rows, address: { search, change }, grid, rights });
  const isWorking = checks.ids.size > 0 && (rights.mayWrite || rights.mayDelete);
  return (
    <CollectionFrame
      at={at}
      tab="records"
      actions={<RecordsActions at={at} filters={search.filters} />}
      toolbar={
        isWorking ? (
          <BulkBar at={at} schema={schema} checks={checks} rights={rights} />
        ) : (
          <RecordsToolbar
            at={at}
            schema={schema}
            columns={columns}
            layout={layout}
            onLayoutChange={setLayout}
            isFetching={rows.isFetching}
          />
        )
      }
      status={<RecordsStatus rows={rows} all={stats?.records} isFiltered={search.filters !== undefined} />}
      inspector={
        search.record !== undefined && (
          <RecordInspector
            key={search.record}
            at={at}
            schema={schema}
            id={search.record}
            view={search.view ?? 'overview'}
            onViewChange={(view) => change({ view: view === 'overview' ? undefined : view }, false)}
            walk={walk}
            rights={rights}
            onClose={() => {
              change({ record: undefined, view: undefined });
              grid.current?.focus();
            }}
          />
        )
      }
    >
      <RecordsTable
        gridRef={grid}
        at={at}
        schema={schema}
        columns={columns}
        layout={layout}
        onLayoutChange={setLayout}
        rows={rows}
        query={query}
        checks={checks}
        rights={rights}
        all={stats?.records}
      />
    </CollectionFrame>
  );
}

function useRights({ database, collection }: CollectionPath): Rights {
  const can = useCan();
  return { mayWrite: can('write', database, collection), mayDelete: can('delete', database, collection) };
}
