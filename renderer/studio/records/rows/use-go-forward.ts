import { useEffect, useState } from 'react';
import type { RowAnchors } from './row-anchors.ts';
import { goForward } from './row-queries.ts';
import type { RowQuery } from './row-queries.ts';

/** On the way to rows that no request reaches at once. */
export interface GoingForward {
  row: number;
  /** 0 to 1. */
  share: number;
  /** It did not come there. */
  error: unknown;
}

/** Goes to the pages in view when they are beyond what is known; null when one is there. */
export function useGoForward(
  query: RowQuery,
  anchors: RowAnchors,
  pages: readonly number[],
): GoingForward | null {
  const target = pages.find((page) => anchors.startOf(page) === undefined);
  const end = anchors.getEnd();
  const isPastEnd = target !== undefined && end !== null && target * anchors.pageSize >= end;
  const [state, setState] = useState<{ share: number; error: unknown }>({ share: 0, error: null });
  const wanted = isPastEnd ? undefined : target;
  useEffect(() => {
    if (wanted === undefined) return;
    const abort = new AbortController();
    setState({ share: 0, error: null });
    goForward(query, anchors, wanted, {
      signal: abort.signal,
      onProgress: (share) => setState({ share, error: null }),
    }).catch((error: unknown) => {
      if (!abort.signal.aborted) setState({ share: 0, error });
    });
    return () => abort.abort();
    // The query is another object with every paint; the anchors are another when it is another.
    // eslint-disable-next-line react/exhaustive-deps
  }, [anchors, wanted]);
  return wanted === undefined ? null : { row: wanted * anchors.pageSize, ...state };
}
