import { useTranslation } from 'react-i18next';
import { Select } from '../../components/select/select.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { TypeMark } from '../../components/type-mark/type-mark.tsx';
import type { ValueField } from './field-types.ts';

export interface FieldEditorProps {
  field: ValueField;
  /** As it is typed: see `textOf` and `parseTyped`. */
  text: string;
  onChange: (text: string) => void;
  error?: string | undefined;
  label?: string;
  isLabelHidden?: boolean;
  autoFocus?: boolean;
  size?: 'sm' | 'md';
}

/** Where a list has no word for it. */
const nothing = '\u0000';

/** The control for one value of a field, in a cell, a filter, a change of many records. */
export function FieldEditor({ field, text, onChange, error, label = field.name, ...rest }: FieldEditorProps) {
  const { t } = useTranslation('records');
  const words = field.type === 'boolean' ? ['true', 'false'] : field.values;
  if (words && (field.type === 'boolean' || field.type === 'enum')) {
    const items = words.map((word) => ({ id: word, label: word }));
    return (
      <Select
        {...rest}
        label={label}
        error={error}
        items={field.required ? items : [...items, { id: nothing, label: 'null' }]}
        value={text === '' ? (field.required ? null : nothing) : text}
        placeholder={t('editor.choose')}
        onChange={(word) => onChange(word === nothing ? '' : word)}
      />
    );
  }
  return (
    <TextField
      {...rest}
      label={label}
      mark={rest.isLabelHidden ? undefined : <TypeMark type={field.type} />}
      error={error}
      value={text}
      onChange={onChange}
      unit={field.unit}
      isMultiline={field.type === 'text' || field.type === 'json'}
      isMono={field.type === 'json' || field.type === 'array'}
      isNullWhenEmpty={!field.required && hintOf(field) === undefined}
      placeholder={hintOf(field)}
    />
  );
}

/** How a time is written; the rest says itself. */
function hintOf({ type }: ValueField): string | undefined {
  if (type === 'date') return '2026-11-30';
  if (type === 'datetime') return '2026-11-30 14:05';
  return undefined;
}
