import { useState } from 'react';
import { problemOf } from '../../../api/problem.ts';
import type { CollectionPath } from '../../../api/queries.ts';
import type { Row } from '../../../api/types.ts';
import type { ValueField } from '../../fields/field-types.ts';
import { parseTyped, textOf } from '../../fields/value-text.ts';
import { usePreferences } from '../../preferences.ts';
import { useFieldProblem } from '../../problems/use-field-problems.ts';
import { useProblemText } from '../../problems/use-problem-text.ts';
import { readRecord, saveFields } from './save-field.ts';

/** A change that somebody else's came before. */
export interface Conflict {
  theirs: Row;
  value: unknown;
}

/** One field of a record while it is edited: what was typed, what is wrong with it, and saving it. */
export function useFieldEdit(at: CollectionPath, field: ValueField, row: Row) {
  const messageOf = useFieldProblem();
  const problemText = useProblemText();
  const sentencesOf = (cause: unknown): string => {
    const { title, text: more } = problemText(cause);
    return `${title}. ${more}`;
  };
  const language = usePreferences((preferences) => preferences.language);
  const before = row[field.name] ?? null;
  const [text, setText] = useState(() => textOf(field, before, language));
  const [isSaving, setIsSaving] = useState(false);
  const [error, setError] = useState<string>();
  const [conflict, setConflict] = useState<Conflict | null>(null);

  /** Whether it is saved, or was as it is now. */
  const save = async (base: Row = row, value?: unknown): Promise<boolean> => {
    const typed = value === undefined ? parseTyped(field, text, language) : { value };
    if (typed.problem) {
      setError(messageOf(typed.problem));
      return false;
    }
    if (typed.value === (base[field.name] ?? null)) return true;
    setIsSaving(true);
    setError(undefined);
    try {
      await saveFields(at, base, { [field.name]: typed.value });
      return true;
    } catch (cause) {
      const problem = problemOf(cause);
      if (problem.status === 412) setConflict({ theirs: await readRecord(at, row.id), value: typed.value });
      else setError(problem.errors?.map(messageOf).join(' ') ?? sentencesOf(cause));
      return false;
    } finally {
      setIsSaving(false);
    }
  };
  const change = (next: string): void => {
    setText(next);
    setError(undefined);
  };
  return { text, change, error, isSaving, save, conflict, endConflict: () => setConflict(null), before };
}
