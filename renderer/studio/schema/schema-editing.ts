import { createContext, use } from 'react';
import type { ReactNode } from 'react';
import type { Document } from 'yaml';
import type { Path } from './schema-document.ts';

/** What the parts of the form share: how they change the schema, and what is wrong with it. */
export interface SchemaEditing {
  edit: (change: (document: Document) => void) => void;
  /** Beside which control it is shown: `fields.6.type`. */
  errorAt: (path: Path, key?: string) => ReactNode;
}

export const SchemaEditingContext = createContext<SchemaEditing | null>(null);

export function useSchemaEditing(): SchemaEditing {
  const editing = use(SchemaEditingContext);
  if (!editing) throw new Error('the form is not inside of an editor');
  return editing;
}
