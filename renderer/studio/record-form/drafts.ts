import type { CollectionPath } from '../../api/queries.ts';
import type { FormValues } from './form-values.ts';

/** What somebody typed and has not saved; kept in this window until it is saved or discarded. */
export interface Draft {
  /** RFC 3339. */
  savedAt: string;
  values: FormValues;
  /** The revision that was being changed; null for a new record. */
  revision: string | null;
}

const keyOf = ({ database, collection }: CollectionPath, id: string | null): string =>
  `frodb.draft.${database}.${collection}.${id ?? 'new'}`;

export function readDraft(at: CollectionPath, id: string | null): Draft | null {
  const kept = sessionStorage.getItem(keyOf(at, id));
  return kept === null ? null : (JSON.parse(kept) as Draft);
}

/** Keeps a draft; false when the browser has no room for it. */
export function keepDraft(at: CollectionPath, id: string | null, draft: Draft): boolean {
  try {
    sessionStorage.setItem(keyOf(at, id), JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

export function discardDraft(at: CollectionPath, id: string | null): void {
  sessionStorage.removeItem(keyOf(at, id));
}
