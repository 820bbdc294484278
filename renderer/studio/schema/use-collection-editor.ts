import { useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
import { collectionsQuery } from '../../api/queries.ts';
import type { Problem } from '../../api/problem.ts';
import { planCreation } from './creation-plan.ts';
import { useCollectionDraft } from './draft-store.ts';
import type { CollectionDraft } from './draft-store.ts';
import { fieldRows, textOf } from './field-rows.ts';
import type { FieldRow } from './field-rows.ts';
import { rowAtLine, rowLines } from './row-lines.ts';
import { isObject, readDocument, readValue } from './schema-document.ts';
import { useDraftProblems } from './use-draft-problems.tsx';
import { useFieldActions } from './use-field-actions.ts';
import { useSettled } from './use-settled.ts';
import { useSchemaCheck } from './use-schema-check.ts';

export type CollectionEditing = ReturnType<typeof useCollectionEditor>;

/** A collection that is being described: the draft, what it says, what is wrong with it, and what is selected. */
export function useCollectionEditor(origin: string, begin: { yaml: string; database: string }) {
  const store = useCollectionDraft(origin, begin);
  const { draft, change } = store;
  const schema = useReadable(draft);
  const rows = useMemo(() => fieldRows(schema.value), [schema.value]);
  const [selectedId, select] = useState<string | null>(null);
  const selected = rows.find(({ id }) => id === selectedId) ?? rows[0];
  const fields = useFieldActions(rows, selected, change, select);
  const check = useSchemaCheck(draft.database, draft);
  const taken = useTaken(draft.database, schema.value);
  const [refusal, setRefusal] = useState<{ text: string; problem: Problem } | null>(null);
  const refused = refusal?.text === draft.text ? refusal.problem : undefined;
  const problem = check.problem ?? taken ?? refused;
  const problems = useDraftProblems(draft, rows, problem, fields.edit);
  const code = useCode(draft, rows, selected?.id, select);
  return {
    ...store,
    schema,
    name: textOf(isObject(schema.value) ? schema.value['name'] : undefined),
    rows,
    selected,
    fields,
    problem,
    problems,
    code,
    /** What creating it would make, when nothing is wrong with it. */
    plan: problem || !schema.isCurrent ? null : planCreation(schema.value),
    refuse: (given: Problem) => setRefusal({ text: draft.text, problem: given }),
    editing: useMemo(
      () => ({ edit: fields.edit, errorAt: problems.errorAt }),
      [fields.edit, problems.errorAt],
    ),
  };
}

/** Keys are not readable while they are typed. */
const typingMs = 1_000;

/** What the draft says; while its text can not be read, what it said last. `isCurrent`: it can be read, or could a moment ago. */
function useReadable({ text, format }: CollectionDraft): { value: unknown; isCurrent: boolean } {
  const value = useMemo(() => readValue({ text, format }), [text, format]);
  const [last, setLast] = useState(value);
  if (value !== undefined && value !== last) setLast(value);
  const wasReadable = useSettled(value !== undefined, typingMs);
  return { value: value ?? last, isCurrent: value !== undefined || wasReadable };
}

/** Whether there is a collection of that name already, which a check of the schema alone does not say. */
function useTaken(database: string, schema: unknown): Problem | undefined {
  const { data = [] } = useQuery(collectionsQuery);
  const name = textOf(isObject(schema) ? schema['name'] : undefined);
  const isTaken = data.some((one) => one.database_name === database && one.name === name);
  return useMemo(() => {
    if (!isTaken) return undefined;
    const message = `Database ${database} has a collection ${name} already.`;
    return {
      type: 'urn:frodb:problem:already_exists',
      title: 'Exists already',
      status: 409,
      detail: message,
      code: 'already_exists',
      errors: [{ path: 'name', code: 'already_exists', message, params: { name } }],
    };
  }, [isTaken, database, name]);
}

/** Keeps list and code together: who selects a field sees its lines, who goes to its lines selects it. */
function useCode(
  { text, format }: CollectionDraft,
  rows: readonly FieldRow[],
  selected: string | undefined,
  select: (rowId: string) => void,
) {
  const lines = useMemo(() => rowLines(text, readDocument(text), rows), [text, rows]);
  const [cursor, setCursor] = useState({ line: 1, column: 1 });
  const [revealed, setRevealed] = useState<{ rowId: string }>();
  // Only when somebody asks, and in the other format: not with every letter that moves its line.
  // oxlint-disable-next-line react/exhaustive-deps
  const revealLine = useMemo(() => revealed && lines.get(revealed.rowId), [revealed, format]);
  const onCursor = useCallback(
    (line: number, column: number) => {
      // What the form writes moves the cursor too.
      if (!document.activeElement?.closest('.cm-editor')) return;
      setCursor({ line, column });
      const row = rowAtLine(lines, line);
      if (row !== undefined && row !== selected) select(row);
    },
    [lines, selected, select],
  );
  const reveal = (rowId: string): void => {
    select(rowId);
    setRevealed({ rowId });
  };
  return { cursor, onCursor, revealLine, reveal };
}
