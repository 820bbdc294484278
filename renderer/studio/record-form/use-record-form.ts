import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { problemOf } from '../../api/problem.ts';
import type { FieldProblem, Problem } from '../../api/problem.ts';
import { keys } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import type { CollectionSchema, Row } from '../../api/types.ts';
import { UploadFailed, whenUploaded } from '../uploads/uploads.ts';
import { changesBetween, toJson, uploadsIn, valuesOf } from './form-values.ts';
import type { FormValue, FormValues } from './form-values.ts';
import { mergeRecord } from './merge-record.ts';
import type { Merge } from './merge-record.ts';
import { readRecord, saveRecord } from './save-record.ts';
import { useFormValues } from './use-form-values.ts';

export interface RecordFormInput {
  at: CollectionPath;
  schema: CollectionSchema;
  /** The record that is changed; null: a new one. */
  record: Row | null;
  onSaved: (saved: Row) => void;
}

/** The record was saved by others meanwhile. */
export interface Conflict extends Merge {
  theirs: Row;
}

/** Why nothing was written. `errors` are those that are still to be put right. */
export interface FormRefusal {
  problem: Problem | null;
  errors: FieldProblem[];
  /** A file that did not arrive. */
  file?: UploadFailed | undefined;
  /** Another one with each attempt. */
  attempt: symbol;
}

/** What is typed in a record's form, its draft, and its way to the server. */
export function useRecordForm({ at, schema: { fields }, record, onSaved }: RecordFormInput) {
  const queries = useQueryClient();
  const form = useFormValues({ at, fields, record });
  const { base } = form;
  const [phase, setPhase] = useState<'typing' | 'waiting' | 'sending'>('typing');
  const [refusal, setRefusal] = useState<FormRefusal | null>(null);
  const [conflict, setConflict] = useState<Conflict | null>(null);

  const send = async (asNew: boolean): Promise<Row | null> => {
    setPhase('waiting');
    await Promise.all(uploadsIn(form.now()).map(whenUploaded));
    form.arrive();
    const { json, problems } = toJson(fields, form.now());
    if (problems.length > 0) {
      setRefusal(refused(null, problems));
      return null;
    }
    setPhase('sending');
    const changed = base && !asNew ? { id: base.id, revision: form.revision ?? '' } : null;
    return saveRecord({ at, json: changed ? changesBetween(form.before, json) : json, base: changed });
  };
  const compare = async ({ id }: Row): Promise<void> => {
    const theirs = await readRecord(at, id);
    const yours = toJson(fields, form.now()).json;
    setConflict({
      ...mergeRecord(form.before, yours, toJson(fields, valuesOf(fields, theirs)).json),
      theirs,
    });
  };
  const refuse = async (error: unknown): Promise<void> => {
    if (error instanceof UploadFailed) return setRefusal(refused(null, [], error));
    // Somebody took back a file that the record was waiting for.
    if (error instanceof DOMException && error.name === 'AbortError') return;
    const problem = problemOf(error);
    if (problem.status !== 412 || !base) return setRefusal(refused(problem, problem.errors));
    await compare(base).catch((why: unknown) => setRefusal(refused(problemOf(why))));
  };
  const save = async (asNew = false): Promise<void> => {
    if (phase !== 'typing') return;
    setConflict(null);
    setRefusal(null);
    try {
      const saved = await send(asNew);
      if (!saved) return;
      form.draft.forget();
      for (const queryKey of [keys.contents(at), keys.stats(at)])
        void queries.invalidateQueries({ queryKey });
      onSaved(saved);
    } catch (error) {
      await refuse(error);
    } finally {
      setPhase('typing');
    }
  };
  const begin = (next: Row | null): void => {
    setRefusal(null);
    setConflict(null);
    form.begin(next);
  };
  return {
    form,
    phase,
    refusal,
    conflict,
    save,
    set: (name: string, value: FormValue): void => {
      form.change({ ...form.now(), [name]: value });
      setRefusal((now) => now && withoutErrorsOf(name, now));
    },
    /** Takes values for the fields of a conflict, and goes on from the record as it is now. */
    settle: (chosen: FormValues, theirs: Row): void => {
      setConflict(null);
      form.rebase(theirs, { ...form.now(), ...chosen });
    },
    discard: () => begin(base),
    /** After a save: an empty form for the next one. */
    beginAnew: () => begin(null),
  };
}

export type RecordFormState = ReturnType<typeof useRecordForm>;

function refused(problem: Problem | null, errors: FieldProblem[] = [], file?: UploadFailed): FormRefusal {
  return { problem, errors, file, attempt: Symbol() };
}

/** Once somebody types in a field, what was wrong with it is over. */
function withoutErrorsOf(name: string, refusal: FormRefusal): FormRefusal | null {
  const errors = refusal.errors.filter(({ path }) => fieldOf(path) !== name);
  if (errors.length === refusal.errors.length) return refusal;
  return errors.length === 0 ? null : { ...refusal, errors };
}

/** The field of the form that a path leads into: `rows[1].depth` → `rows`. */
export function fieldOf(path: string): string {
  return path.split(/[.[]/, 1)[0] ?? path;
}
