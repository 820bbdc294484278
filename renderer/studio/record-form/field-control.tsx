import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ComboBox } from '../../components/combo-box/combo-box.tsx';
import { DateField } from '../../components/date-field/date-field.tsx';
import { NumberField } from '../../components/number-field/number-field.tsx';
import { RadioGroup } from '../../components/radio-group/radio-group.tsx';
import { Select } from '../../components/select/select.tsx';
import { TagField } from '../../components/tag-field/tag-field.tsx';
import { TextField } from '../../components/text-field/text-field.tsx';
import { TypeMark } from '../../components/type-mark/type-mark.tsx';
import type { Field } from '../../api/types.ts';
import { controlId } from './control-props.ts';
import type { FieldControlProps } from './control-props.ts';
import { FilesControl } from './files-control.tsx';
import type { FormValue } from './form-values.ts';
import { GroupsControl } from './groups-control.tsx';
import { JsonControl } from './json-control.tsx';

/** Above so many, an enum is found by typing. */
const mostInSelect = 12;

/** The control that fits a field's type. */
export function FieldControl(props: FieldControlProps) {
  const { field, value, onChange, path, help, errorAt } = props;
  const shared = {
    id: controlId(path),
    label: field.name,
    mark: <TypeMark type={field.type} />,
    description: help(field),
    isRequired: field.required === true,
    error: errorAt(path, value.kind === 'words'),
  };
  switch (value.kind) {
    case 'number':
      return (
        <NumberField
          {...shared}
          value={value.number}
          onChange={(number) => onChange({ kind: 'number', number })}
          isInteger={field.type === 'int'}
          unit={field.unit}
          isNullWhenEmpty={field.required !== true}
        />
      );
    case 'boolean':
      return <BooleanControl shared={shared} value={value.value} onChange={onChange} />;
    case 'words':
      return (
        <TagField {...shared} value={value.words} onChange={(words) => onChange({ kind: 'words', words })} />
      );
    case 'groups':
      return (
        <GroupsControl {...props} groups={value.groups}>
          {(inner) => <FieldControl {...inner} />}
        </GroupsControl>
      );
    case 'files':
      return <FilesControl {...props} files={value.files} />;
    case 'text':
      if (field.type === 'json') return <JsonControl {...props} text={value.text} />;
      return (
        <TextControl
          field={field}
          shared={shared}
          text={value.text}
          onChange={(text) => onChange({ kind: 'text', text })}
        />
      );
  }
}

interface Shared {
  id: string;
  label: string;
  mark: ReactNode;
  description: string;
  isRequired: boolean;
  error: ReactNode;
}

interface TextControlProps {
  field: Field;
  shared: Shared;
  text: string;
  onChange: (text: string) => void;
}

function TextControl({ field, shared, text, onChange }: TextControlProps) {
  const isNullWhenEmpty = !shared.isRequired;
  const take = (next: string | null): void => onChange(next ?? '');
  const value = text === '' ? null : text;
  if (field.type === 'date' || field.type === 'datetime')
    return <DateField {...shared} kind={field.type} value={value} onChange={take} />;
  if (field.type !== 'enum') {
    const isMultiline = field.type === 'text';
    return (
      <TextField
        {...shared}
        value={text}
        onChange={take}
        isMultiline={isMultiline}
        rows={isMultiline ? 4 : undefined}
        unit={field.unit}
        isNullWhenEmpty={isNullWhenEmpty}
      />
    );
  }
  return <EnumControl field={field} shared={shared} value={value} onChange={take} />;
}

/** Stands for null among the words of an enum, none of which is empty. */
const none = '\u0000';

interface EnumControlProps {
  field: Field;
  shared: Shared;
  value: string | null;
  onChange: (value: string | null) => void;
}

function EnumControl({ field, shared, value, onChange }: EnumControlProps) {
  const { t } = useTranslation('forms');
  const words = (field.values ?? []).map((word) => ({ id: word, label: word }));
  const isNullable = !shared.isRequired;
  if (words.length > mostInSelect)
    return (
      <ComboBox {...shared} items={words} value={value} onChange={onChange} isNullWhenEmpty={isNullable} />
    );
  return (
    <Select
      {...shared}
      items={isNullable ? [{ id: none, label: t('none') }, ...words] : words}
      value={value ?? (isNullable ? none : null)}
      placeholder={t('choose')}
      onChange={(chosen) => onChange(chosen === none ? null : chosen)}
    />
  );
}

interface BooleanControlProps {
  shared: Shared;
  value: boolean | null;
  onChange: (value: FormValue) => void;
}

/** Three ways where null is one of them. */
function BooleanControl({ shared: { id, ...shared }, value, onChange }: BooleanControlProps) {
  const { t } = useTranslation('forms');
  const items = (['true', 'false', 'null'] as const)
    .filter((word) => word !== 'null' || !shared.isRequired)
    .map((word) => ({ id: word, label: t(`boolean.${word}`) }));
  const chosen = value === null && shared.isRequired ? null : (String(value) as 'true' | 'false' | 'null');
  return (
    <div id={id}>
      <RadioGroup
        {...shared}
        items={items}
        value={chosen}
        onChange={(word) => onChange({ kind: 'boolean', value: word === 'null' ? null : word === 'true' })}
        isRow
      />
    </div>
  );
}
