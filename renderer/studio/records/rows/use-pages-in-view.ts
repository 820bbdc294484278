import { useCallback, useEffect, useMemo, useState } from 'react';

/** Somebody who drags the scroll bar over half a million rows does not want those between. */
const settleMs = 120;

/** The pages that are in view, with those beside them; of a far jump only where it ends. */
export function usePagesInView(pageSize: number) {
  const [wanted, setWanted] = useState({ first: 0, last: 0 });
  const [settled, setSettled] = useState({ first: 0, last: 0 });
  const onRangeChange = useCallback(
    (firstRow: number, lastRow: number): void => {
      // The page that comes next in either direction, before one is there.
      const first = Math.max(0, Math.floor((firstRow - pageSize / 2) / pageSize));
      const last = Math.floor((lastRow + pageSize / 2) / pageSize);
      setWanted((before) => (before.first === first && before.last === last ? before : { first, last }));
    },
    [pageSize],
  );
  const isNear = wanted.first <= settled.last + 1 && wanted.last >= settled.first - 1;
  if (isNear && (wanted.first !== settled.first || wanted.last !== settled.last)) setSettled(wanted);
  useEffect(() => {
    if (isNear) return;
    const timer = setTimeout(() => setSettled(wanted), settleMs);
    return () => clearTimeout(timer);
  }, [isNear, wanted]);
  const pages = useMemo(
    () => Array.from({ length: settled.last - settled.first + 1 }, (_, index) => settled.first + index),
    [settled],
  );
  return { pages, onRangeChange };
}
