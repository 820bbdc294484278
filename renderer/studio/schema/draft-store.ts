import { useCallback, useEffect, useRef, useState } from 'react';
import { draftOf } from './schema-document.ts';
import type { SchemaDraft } from './schema-document.ts';

/** What somebody is making in this window: a schema, and the database that it is for. */
export interface CollectionDraft extends SchemaDraft {
  database: string;
}

const keyOf = (origin: string): string => `frodb.new-collection.${origin}`;

function readDraft(origin: string): CollectionDraft | undefined {
  const kept = sessionStorage.getItem(keyOf(origin));
  return kept === null ? undefined : (JSON.parse(kept) as CollectionDraft);
}

/**
 * A draft that outlasts errors, reloads and a session that ends. `origin` says what it began from, each of which has a
 * draft of its own; `begin` is what that is.
 */
export function useCollectionDraft(origin: string, begin: { yaml: string; database: string }) {
  const fresh = (): CollectionDraft => ({ ...draftOf(begin.yaml), database: begin.database });
  const [draft, setDraft] = useState(() => readDraft(origin) ?? fresh());
  const latest = useRef(draft);
  const change = useCallback((next: (draft: CollectionDraft) => CollectionDraft) => {
    latest.current = next(latest.current);
    setDraft(latest.current);
  }, []);
  const isFresh =
    draft.database === begin.database &&
    draft.yaml === begin.yaml &&
    (draft.format === 'json' || draft.text === begin.yaml);
  useEffect(() => {
    if (isFresh) sessionStorage.removeItem(keyOf(origin));
    // Browsers keep some 5 million characters for a site, and the gateway takes 1 MB of YAML.
    else if (draft.text.length < 1_500_000) sessionStorage.setItem(keyOf(origin), JSON.stringify(draft));
  }, [draft, origin, isFresh]);
  return {
    draft,
    change,
    /** Nothing was changed since the beginning. */
    isFresh,
    startOver: (): void => change(fresh),
    /** It became a collection. */
    forget: (): void => sessionStorage.removeItem(keyOf(origin)),
  };
}
