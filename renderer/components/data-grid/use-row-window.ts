import { useVirtualizer } from '@tanstack/react-virtual';
import type { Range } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';

/** More rows than this are a window on them: browsers have no element higher than some 17 million pixels. */
const mostRows = 400_000;

interface RowWindowOptions {
  scroller: RefObject<HTMLDivElement | null>;
  rowCount: number;
  rowHeight: number;
  headHeight: number;
  /** Stays in the page wherever one scrolls, since it has the focus; −1 for none. */
  keptRow: number;
}

/** Which rows are on the page, and where; rows of any number, by one scroll position. */
export function useRowWindow({ scroller, rowCount, rowHeight, headHeight, keptRow }: RowWindowOptions) {
  const [base, setBase] = useState(0);
  const lastBase = useRef(0);
  const kept = keptRow - base;
  const count = Math.max(0, Math.min(mostRows, rowCount - base));
  // Its own state tells the page what to draw; the compiler's memory is not asked.
  // eslint-disable-next-line react/incompatible-library
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 4,
    paddingStart: headHeight,
    scrollPaddingStart: headHeight,
    useFlushSync: false,
    rangeExtractor: useCallback(
      ({ startIndex, endIndex, overscan, count: all }: Range) => {
        const first = Math.max(0, startIndex - overscan);
        const last = Math.min(all - 1, endIndex + overscan);
        const indexes = Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
        if (kept >= 0 && kept < first) indexes.unshift(kept);
        if (kept > last && kept < all) indexes.push(kept);
        return indexes;
      },
      [kept],
    ),
  });

  useLayoutEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  // The window follows: its rows are others, and what one sees stays where it is.
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element || lastBase.current === base) return;
    element.scrollTop -= (base - lastBase.current) * rowHeight;
    lastBase.current = base;
    element.dispatchEvent(new Event('scroll'));
  }, [base, rowHeight, scroller]);
  const middle = Math.floor(mostRows / 2);
  const first = virtualizer.range?.startIndex ?? 0;
  useEffect(() => {
    if (rowCount <= mostRows) setBase(0);
    else if (first < mostRows * 0.1 && base > 0) setBase(Math.max(0, base - middle));
    else if (first > mostRows * 0.9 && base + count < rowCount)
      setBase(Math.min(rowCount - mostRows, base + middle));
  }, [first, base, count, rowCount, middle]);

  const goTo = useCallback(
    (row: number, align: 'auto' | 'start' | 'center' = 'auto') => {
      const next =
        row >= base && row < base + count
          ? base
          : Math.max(0, Math.min(row - middle, rowCount - Math.min(mostRows, rowCount)));
      if (next === base) virtualizer.scrollToIndex(row - base, { align });
      else {
        setBase(next);
        lastBase.current = next;
        requestAnimationFrame(() => virtualizer.scrollToIndex(row - next, { align: 'center' }));
      }
    },
    [base, count, middle, rowCount, virtualizer],
  );
  return {
    items: virtualizer.getVirtualItems(),
    range: virtualizer.range,
    height: virtualizer.getTotalSize(),
    base,
    goTo,
  };
}
