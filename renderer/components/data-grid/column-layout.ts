import type { GridColumn, GridLayout } from './grid-types.ts';

/** All columns in the order that the layout gives them, new ones where they stand in `columns`. */
export function orderColumns(columns: readonly GridColumn[], { order }: GridLayout): GridColumn[] {
  const byId = new Map(columns.map((column) => [column.id, column]));
  const ordered = order.flatMap((id) => byId.get(id) ?? []);
  const rest = columns.filter(({ id }) => !order.includes(id));
  return [...ordered, ...rest];
}

export function isShown({ id, isExtra = false }: GridColumn, { shown }: GridLayout): boolean {
  return shown[id] ?? !isExtra;
}

/** The layout with `id` moved by `steps` among the columns that are shown. */
export function moveColumn(
  columns: readonly GridColumn[],
  layout: GridLayout,
  id: string,
  steps: number,
): GridLayout {
  const shown = orderColumns(columns, layout).filter((column) => isShown(column, layout));
  const from = shown.findIndex((column) => column.id === id);
  const to = Math.min(Math.max(from + steps, 0), shown.length - 1);
  const other = shown[to];
  return from < 0 || !other || to === from ? layout : placeColumn(columns, layout, id, other.id, to > from);
}

/** The layout with `id` before, or after, `other`. */
export function placeColumn(
  columns: readonly GridColumn[],
  layout: GridLayout,
  id: string,
  other: string,
  isAfter: boolean,
): GridLayout {
  if (id === other) return layout;
  const order = orderColumns(columns, layout)
    .map((column) => column.id)
    .filter((column) => column !== id);
  order.splice(order.indexOf(other) + (isAfter ? 1 : 0), 0, id);
  return { ...layout, order };
}

export function showColumn(layout: GridLayout, id: string, isOn: boolean): GridLayout {
  return { ...layout, shown: { ...layout.shown, [id]: isOn } };
}

export function resizeColumn(layout: GridLayout, id: string, width: number): GridLayout {
  return { ...layout, widths: { ...layout.widths, [id]: width } };
}
