import { useEffect, useMemo, useRef, useState } from 'react';
import type { CollectionPath } from '../../api/queries.ts';
import type { Field, Row } from '../../api/types.ts';
import { dropUpload, useUploads } from '../uploads/uploads.ts';
import { withArrived } from './arrived-files.ts';
import { changesBetween, emptyValues, toJson, uploadsIn, valuesOf } from './form-values.ts';
import type { FormValues } from './form-values.ts';
import { startOf, useDraftKeeper } from './use-draft.ts';

export interface FormValuesInput {
  at: CollectionPath;
  fields: readonly Field[];
  /** The record that is changed; null: a new one. */
  record: Row | null;
}

/** What is typed in a form, beside the record that it began with; kept as a draft. */
export function useFormValues({ at, fields, record: given }: FormValuesInput) {
  const id = given?.id ?? null;
  const [base, setBase] = useState(given);
  const initial = useMemo(() => (base ? valuesOf(fields, base) : emptyValues(fields)), [base, fields]);
  const [start, setStart] = useState(() => startOf(at, id, initial, base?.revision ?? null));
  const [values, setValues] = useState(start.values);
  const [revision, setRevision] = useState(start.revision);
  const draft = useDraftKeeper(at, id);
  const latest = useRef(values);

  const change = (next: FormValues, of = revision): void => {
    latest.current = next;
    setValues(next);
    draft.keep(next, of);
  };
  /** Puts files that have arrived in their places. */
  const arrive = (): void => {
    const next = withArrived(latest.current, useUploads.getState().uploads);
    if (next !== latest.current) change(next);
  };
  useUploadsSeen(arrive);

  const before = useMemo(() => toJson(fields, initial).json, [fields, initial]);
  const { json } = useMemo(() => toJson(fields, values), [fields, values]);
  return {
    values,
    json,
    changes: base ? changesBetween(before, json) : json,
    before,
    base,
    /** What the change began with; a draft may be older than the record. */
    revision,
    start,
    draft,
    /** The values as they are now, for what runs on while people type. */
    now: () => latest.current,
    change,
    arrive,
    /** Goes on with values on the record as it is by now. */
    rebase(record: Row, next: FormValues): void {
      setBase(record);
      setRevision(record.revision ?? null);
      change(next, record.revision ?? null);
    },
    /** Forgets what was typed: the form shows a record, or nothing. */
    begin(record: Row | null): void {
      for (const upload of uploadsIn(latest.current)) dropUpload(upload);
      draft.forget();
      const clean = record ? valuesOf(fields, record) : emptyValues(fields);
      const of = record?.revision ?? null;
      setBase(record);
      setRevision(of);
      setStart({ values: clean, revision: of, from: null, lost: [] });
      latest.current = clean;
      setValues(clean);
    },
  };
}

function useUploadsSeen(look: () => void): void {
  const latest = useRef(look);
  useEffect(() => {
    latest.current = look;
  });
  useEffect(() => {
    latest.current();
    return useUploads.subscribe(() => latest.current());
  }, []);
}
