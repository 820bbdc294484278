import { useCallback, useMemo, useRef, useState } from 'react';
import type { Row } from '../../api/types.ts';

/** More than this are not ticked at once: it is what one request deletes. */
export const mostChecked = 10_000;

/** The ticked records, by id; they stay ticked when the table shows others. */
export function useChecks(rowAt: (index: number) => Row | undefined) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const lastIndex = useRef<number | null>(null);

  const check = useCallback(
    (row: Row, index: number, isRange: boolean): void => {
      setIds((before) => {
        const isOn = !before.has(row.id);
        const next = new Set(before);
        const from = isRange && lastIndex.current !== null ? lastIndex.current : index;
        for (let at = Math.min(from, index); at <= Math.max(from, index); at++) {
          const id = rowAt(at)?.id;
          if (id === undefined) continue;
          if (isOn) next.add(id);
          else next.delete(id);
        }
        lastIndex.current = index;
        return next;
      });
    },
    [rowAt],
  );
  const set = useCallback((next: Iterable<string>) => setIds(new Set(next)), []);
  return useMemo(() => ({ ids, check, set }), [ids, check, set]);
}

export type Checks = ReturnType<typeof useChecks>;
