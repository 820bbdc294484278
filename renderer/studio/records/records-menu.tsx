import { useTranslation } from 'react-i18next';
import type { Row } from '../../api/types.ts';
import { moveColumn, resizeColumn, showColumn } from '../../components/data-grid/column-layout.ts';
import type { GridColumn, GridLayout, GridPoint } from '../../components/data-grid/grid-types.ts';
import type { MenuItems } from '../../components/menu/menu.tsx';
import { PointMenu } from '../../components/menu/point-menu.tsx';
import type { ValueField } from '../fields/field-types.ts';
import { copyText } from './copy-text.ts';
import { addCondition } from './filters/filter.ts';
import { operatorsOf } from './filters/operators.ts';
import { useRecordsAddress } from './use-records-address.ts';

/** What a menu was opened on. */
export type MenuTarget =
  { kind: 'head'; id: string; point: GridPoint } | { kind: 'cell'; id: string; point: GridPoint; row: Row };

interface RecordsMenuProps {
  columns: readonly GridColumn[];
  layout: GridLayout;
  onLayoutChange: (layout: GridLayout) => void;
  target: MenuTarget;
  field: ValueField | undefined;
  canEdit: boolean;
  onEdit: (cell: { key: string; id: string }) => void;
  onClose: () => void;
}

/** The menu of a head, or of a cell, where the pointer is. */
export function RecordsMenu(props: RecordsMenuProps) {
  const { t } = useTranslation('records');
  const { target, onClose } = props;
  const ofHead = useHeadItems(props);
  const ofCell = useCellItems(props);
  return (
    <PointMenu
      label={t('menu.label', { field: target.id })}
      point={target.point}
      items={target.kind === 'head' ? ofHead : ofCell}
      onClose={onClose}
    />
  );
}

function useHeadItems({
  target: { id },
  field,
  columns,
  layout,
  onLayoutChange,
}: RecordsMenuProps): MenuItems {
  const { t } = useTranslation('records');
  const { change } = useRecordsAddress();
  const column = columns.find((one) => one.id === id);
  const isSortable = column?.isSortable ?? false;
  const { [id]: _own, ...otherWidths } = layout.widths;
  return [
    ...(isSortable
      ? ([
          {
            id: 'asc',
            label: t('sort.asc'),
            onAction: () => change({ sort: [{ field: id, order: 'asc' }] }),
          },
          {
            id: 'desc',
            label: t('sort.desc'),
            onAction: () => change({ sort: [{ field: id, order: 'desc' }] }),
          },
          'separator',
        ] as const)
      : []),
    {
      id: 'left',
      label: t('menu.left'),
      shortcut: 'alt+left',
      onAction: () => onLayoutChange(moveColumn(columns, layout, id, -1)),
    },
    {
      id: 'right',
      label: t('menu.right'),
      shortcut: 'alt+right',
      onAction: () => onLayoutChange(moveColumn(columns, layout, id, 1)),
    },
    {
      id: 'wider',
      label: t('menu.wider'),
      shortcut: 'shift+right',
      onAction: () =>
        onLayoutChange(resizeColumn(layout, id, (layout.widths[id] ?? column?.width ?? 120) + 64)),
    },
    {
      id: 'width',
      label: t('menu.width'),
      onAction: () => onLayoutChange({ ...layout, widths: otherWidths }),
    },
    'separator',
    { id: 'hide', label: t('menu.hide'), onAction: () => onLayoutChange(showColumn(layout, id, false)) },
    ...(field ? [{ id: 'name', label: t('menu.copyName'), onAction: () => copyText(id) }] : []),
  ];
}

function useCellItems(props: RecordsMenuProps): MenuItems {
  const { target, field, canEdit, onEdit } = props;
  const { t } = useTranslation('records');
  const { search, change } = useRecordsAddress();
  if (target.kind !== 'cell' || !field) return [];
  const { row, id } = target;
  const value = row[id] ?? null;
  const operators = operatorsOf(field);
  const filter = (operator: '$eq' | '$ne' | '$exists', operand: unknown): void =>
    change({ filters: addCondition(search.filters, { field: id, operator, value: operand }) });
  const isPlain = operators.includes('$eq') && typeof value !== 'object';
  return [
    { id: 'open', label: t('menu.open'), shortcut: 'enter', onAction: () => change({ record: row.id }) },
    ...(canEdit
      ? [{ id: 'edit', label: t('menu.edit'), shortcut: 'F2', onAction: () => onEdit({ key: row.id, id }) }]
      : []),
    { id: 'copy', label: t('menu.copy'), shortcut: 'mod+c', onAction: () => copyText(value) },
    { id: 'copyId', label: t('menu.copyId'), onAction: () => copyText(row.id) },
    'separator',
    ...(isPlain
      ? [
          { id: 'only', label: t('menu.only'), onAction: () => filter('$eq', value) },
          { id: 'without', label: t('menu.without'), onAction: () => filter('$ne', value) },
        ]
      : [
          { id: 'only', label: t('menu.onlyNull'), onAction: () => filter('$exists', false) },
          { id: 'without', label: t('menu.withoutNull'), onAction: () => filter('$exists', true) },
        ]),
  ];
}
