import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { Note } from '../../components/note/note.tsx';
import { RadioGroup } from '../../components/radio-group/radio-group.tsx';
import { TypeMark } from '../../components/type-mark/type-mark.tsx';
import type { CollectionSchema, Field, Row } from '../../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import styles from './conflict-note.module.css';
import { formValue } from './form-values.ts';
import type { FormValue, FormValues } from './form-values.ts';
import type { Conflict } from './use-record-form.ts';

export interface ConflictNoteProps {
  schema: CollectionSchema;
  conflict: Conflict;
  /** What the form says now. */
  yours: FormValues;
  /** Values to take over; fields that are not in it stay as they are typed. */
  onSettle: (chosen: FormValues, theirs: Row) => void;
}

type Side = 'yours' | 'theirs';

/** A record that others saved meanwhile: what both changed is chosen field by field, the rest is taken over. */
export function ConflictNote({ schema, conflict, yours, onSettle }: ConflictNoteProps) {
  const { t } = useTranslation('forms');
  const format = useFormat();
  const { clashes, taken, theirs } = conflict;
  const [sides, setSides] = useState<Record<string, Side>>({});
  const fields = schema.fields.filter(({ name }) => clashes.includes(name));
  const settle = (): void => {
    const wanted = schema.fields.filter(({ name }) => taken.includes(name) || sides[name] === 'theirs');
    onSettle(
      Object.fromEntries(wanted.map((field) => [field.name, formValue(field, theirs[field.name])])),
      theirs,
    );
  };
  const count = clashes.length;
  return (
    <Note
      tone="warn"
      isAlert
      title={t('conflict.title')}
      actions={
        <Button size="sm" onPress={settle}>
          {t('conflict.use')}
        </Button>
      }
    >
      <p>
        {count === 0 ? t('conflict.noClash') : t('conflict.text', { count, number: format.number(count) })}{' '}
        {theirs.updated_at !== undefined && t('conflict.changedAt', { ago: format.ago(theirs.updated_at) })}
      </p>
      {fields.map((field) => (
        <Choice
          key={field.name}
          field={field}
          yours={yours[field.name] ?? formValue(field, undefined)}
          theirs={formValue(field, theirs[field.name])}
          side={sides[field.name] ?? 'yours'}
          onChange={(side) => setSides({ ...sides, [field.name]: side })}
        />
      ))}
      {taken.length > 0 && <p>{t('conflict.alsoChanged', { fields: format.list(taken) })}</p>}
    </Note>
  );
}

interface ChoiceProps {
  field: Field;
  yours: FormValue;
  theirs: FormValue;
  side: Side;
  onChange: (side: Side) => void;
}

function Choice({ field, yours, theirs, side, onChange }: ChoiceProps) {
  const { t } = useTranslation('forms');
  return (
    <div className={styles.choice}>
      <RadioGroup
        label={field.name}
        mark={<TypeMark type={field.type} />}
        items={[
          { id: 'yours', label: t('conflict.yours'), description: shown(yours) },
          { id: 'theirs', label: t('conflict.theirs'), description: shown(theirs) },
        ]}
        value={side}
        onChange={onChange}
      />
    </div>
  );
}

/** A value on one line: texts as they are, files by name, the rest as JSON. */
function shown(value: FormValue): string {
  switch (value.kind) {
    case 'text':
      return value.text === '' ? 'null' : value.text.slice(0, 300);
    case 'number':
      return String(value.number);
    case 'boolean':
      return String(value.value);
    case 'words':
      return value.words.join(', ').slice(0, 300);
    case 'files':
      return value.files.map(({ name }) => name).join(', ') || 'null';
    case 'groups':
      return JSON.stringify(value.groups.map(({ values }) => Object.values(values).map(shown))).slice(0, 300);
  }
}
