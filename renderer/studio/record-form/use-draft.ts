import { useCallback, useEffect, useRef, useState } from 'react';
import type { CollectionPath } from '../../api/queries.ts';
import { useUploads } from '../uploads/uploads.ts';
import { withoutLost } from './arrived-files.ts';
import { discardDraft, keepDraft, readDraft } from './drafts.ts';
import type { FormValues } from './form-values.ts';

const keepAfterMs = 250;

export interface DraftStart {
  values: FormValues;
  revision: string | null;
  /** Of the draft that the form begins with; null: it begins without one. */
  from: string | null;
  /** Files that were on their way when the page was left. */
  lost: string[];
}

/** What a form begins with: its draft where there is one that fits its fields, else `initial`. */
export function startOf(
  at: CollectionPath,
  id: string | null,
  initial: FormValues,
  revision: string | null,
): DraftStart {
  const draft = readDraft(at, id);
  if (!draft) return { values: initial, revision, from: null, lost: [] };
  const { values: kept, lost } = withoutLost(draft.values, useUploads.getState().uploads);
  return { values: fitting(initial, kept), revision: draft.revision, from: draft.savedAt, lost };
}

/** The values of a draft whose fields are still there, and still of their kind. */
export function fitting(initial: FormValues, kept: FormValues): FormValues {
  return Object.fromEntries(
    Object.entries(initial).map(([name, value]) => {
      const typed = kept[name];
      return [name, typed?.kind === value.kind ? typed : value];
    }),
  );
}

/** Whether the draft is kept, and since when; `none`: there is nothing to keep. */
export type DraftState = { state: 'none' | 'failed' } | { state: 'kept'; at: string };

/** Keeps what is typed while it is typed; `keep` after a moment, and at once when the page is left. */
export function useDraftKeeper(at: CollectionPath, id: string | null) {
  const [state, setState] = useState<DraftState>({ state: 'none' });
  const waiting = useRef<{ values: FormValues; revision: string | null } | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const flush = useCallback((): void => {
    clearTimeout(timer.current);
    if (!waiting.current) return;
    const savedAt = new Date().toISOString();
    const isKept = keepDraft(at, id, { savedAt, ...waiting.current });
    waiting.current = null;
    setState(isKept ? { state: 'kept', at: savedAt } : { state: 'failed' });
  }, [at, id]);
  useEffect(() => {
    window.addEventListener('pagehide', flush);
    return () => {
      window.removeEventListener('pagehide', flush);
      flush();
    };
  }, [flush]);
  return {
    state,
    keep(values: FormValues, revision: string | null): void {
      waiting.current = { values, revision };
      clearTimeout(timer.current);
      timer.current = setTimeout(flush, keepAfterMs);
    },
    forget(): void {
      clearTimeout(timer.current);
      waiting.current = null;
      discardDraft(at, id);
      setState({ state: 'none' });
    },
  };
}
