import { useNavigate } from '@tanstack/react-router';
import type { RefObject } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionSchema, Row } from '../../api/types.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { useCommand } from '../commands/use-command.ts';
import { focusControl } from './control-props.ts';
import { useRecordForm } from './use-record-form.ts';

interface FormPageInput {
  at: CollectionPath;
  schema: CollectionSchema;
  record: Row | null;
  gone: 'collection' | 'record' | null;
}

/** The form's state, and what comes after a save: the record in its list, or an empty form for another one. */
export function useFormPage({
  at,
  schema,
  record,
  gone,
  scroll,
}: FormPageInput & { scroll: RefObject<HTMLElement | null> }) {
  const { t } = useTranslation('forms');
  const navigate = useNavigate();
  const [isAnother, setIsAnother] = useState(false);
  const [saved, setSaved] = useState<Row | null>(null);
  const goOn = (row: Row): void => {
    setSaved(row);
    state.beginAnew();
    scroll.current?.scrollTo({ top: 0 });
    const [first] = schema.fields;
    if (first) focusControl(first.name);
  };
  const state = useRecordForm({
    at,
    schema,
    record,
    onSaved: (row) => {
      if (isAnother && !record) goOn(row);
      else
        void navigate({ to: '/collections/$database/$collection', params: at, search: { record: row.id } });
    },
  });
  useCommand({
    id: 'record.save',
    title: record ? t('saveChanges') : t('save'),
    group: 'here',
    keys: 'mod+enter',
    isEnabled: gone === null,
    run: () => void state.save(),
  });
  return { state, saved, isAnother, setIsAnother };
}
