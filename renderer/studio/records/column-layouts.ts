import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { CollectionPath } from '../../api/queries.ts';
import { emptyLayout } from '../../components/data-grid/grid-types.ts';
import type { GridLayout } from '../../components/data-grid/grid-types.ts';

/** What somebody made of each collection's columns; kept in this browser. */
const useLayouts = create<{ layouts: Record<string, GridLayout> }>()(
  persist(() => ({ layouts: {} as Record<string, GridLayout> }), { name: 'frodb.columns', version: 1 }),
);

export function useColumnLayout({ database, collection }: CollectionPath): {
  layout: GridLayout;
  setLayout: (layout: GridLayout) => void;
} {
  const place = `${database}/${collection}`;
  const layout = useLayouts(({ layouts }) => layouts[place] ?? emptyLayout);
  return {
    layout,
    setLayout: (next) => useLayouts.setState(({ layouts }) => ({ layouts: { ...layouts, [place]: next } })),
  };
}
