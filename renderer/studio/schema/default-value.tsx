import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DateField } from '../../components/date-field/date-field.tsx';
import { NumberField } from '../../components/number-field/number-field.tsx';
import { Select } from '../../components/select/select.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { setKey } from './edit-fields.ts';
import styles from './field-editor.module.css';
import { textOf } from './field-rows.ts';
import type { FieldRow } from './field-rows.ts';
import { useSchemaEditing } from './schema-editing.ts';
import { numberOf } from './value-rules.tsx';

/** What fills the field where a record leaves it out; empty: nothing does. */
export function DefaultValue({ row }: { row: FieldRow }) {
  const { t } = useTranslation('schema');
  const { edit, errorAt } = useSchemaEditing();
  const { field, path, type } = row;
  const given = field['default'];
  const set = (value: unknown): void => edit((document) => setKey(document, path, 'default', value));
  const common = {
    label: t('keys.default'),
    size: 'sm' as const,
    error: errorAt(path, 'default'),
    description: t('help.default'),
  };
  switch (type) {
    case 'int':
    case 'float':
      return (
        <NumberField
          {...common}
          isInteger={type === 'int'}
          unit={textOf(field['unit']) || undefined}
          value={numberOf(given)}
          onChange={(value) => set(value ?? undefined)}
        />
      );
    case 'date':
    case 'datetime':
      return (
        <DateField
          {...common}
          kind={type}
          value={typeof given === 'string' ? given : null}
          onChange={(value) => set(value ?? undefined)}
        />
      );
    case 'boolean':
      return (
        <Choice
          {...common}
          words={['true', 'false']}
          given={given}
          onChoose={(word) => set(word && word === 'true')}
        />
      );
    case 'enum':
      return (
        <Choice
          {...common}
          words={Array.isArray(field['values']) ? field['values'].map(textOf) : []}
          given={given}
          onChoose={set}
        />
      );
    case 'array':
    case 'json':
      return <JsonDefault key={row.id} {...common} given={given} onChange={set} />;
    default:
      return (
        <div className={type === 'text' ? styles.wide : undefined}>
          <TextField
            {...common}
            isMultiline={type === 'text'}
            value={textOf(given)}
            onChange={(text) => set(text === '' ? undefined : text)}
          />
        </div>
      );
  }
}

interface ChoiceProps {
  label: string;
  size: 'sm';
  error: ReactNode;
  description: string;
  words: readonly string[];
  given: unknown;
  onChoose: (word: string | undefined) => void;
}

const none = '';

function Choice({ words, given, onChoose, ...common }: ChoiceProps) {
  const { t } = useTranslation('schema');
  const value = given === undefined ? none : textOf(given);
  const all = words.includes(value) || value === none ? words : [...words, value];
  return (
    <Select
      {...common}
      items={[{ id: none, label: t('help.noDefault') }, ...all.map((word) => ({ id: word, label: word }))]}
      value={value}
      onChange={(word) => onChoose(word === none ? undefined : word)}
    />
  );
}

interface JsonDefaultProps {
  label: string;
  error: ReactNode;
  description: string;
  given: unknown;
  onChange: (value: unknown) => void;
}

/** JSON goes into the schema when it can be read; until then it stays here, and says so. */
function JsonDefault({ label, error, description, given, onChange }: JsonDefaultProps) {
  const { t } = useTranslation('schema');
  const written = given === undefined ? '' : JSON.stringify(given);
  const [typed, setTyped] = useState(written);
  const value = read(typed);
  const isTyping = value === unreadable || JSON.stringify(value ?? null) === JSON.stringify(given ?? null);
  const change = (text: string): void => {
    setTyped(text);
    const next = read(text);
    if (next !== unreadable) onChange(next);
  };
  return (
    <div className={styles.wide}>
      <TextField
        label={label}
        description={description}
        isMono
        isMultiline
        rows={1}
        value={isTyping ? typed : written}
        onChange={change}
        error={value === unreadable ? t('help.noJson') : error}
      />
    </div>
  );
}

const unreadable = Symbol('unreadable');

function read(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return unreadable;
  }
}
