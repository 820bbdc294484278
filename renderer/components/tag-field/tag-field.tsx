import { X } from 'lucide-react';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useState } from 'react';
import {
  Button,
  Group,
  Input,
  Tag,
  TagGroup,
  TagList,
  TextField as AriaTextField,
} from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { FieldHelp, FieldLabel, hasError } from '../field/field.tsx';
import type { FieldProps } from '../field/field.tsx';
import fieldStyles from '../field/field.module.css';
import styles from './tag-field.module.css';

export interface TagFieldProps extends FieldProps {
  value: readonly string[];
  onChange: (value: string[]) => void;
  placeholder?: string;
  id?: string;
}

/** A list of short texts: Enter adds one, lines that are pasted are one each, ⌫ takes the last away. */
export function TagField({
  label,
  isLabelHidden,
  mark,
  description,
  error,
  value,
  onChange,
  placeholder,
  ...rest
}: TagFieldProps) {
  const { t } = useTranslation('components');
  const [typed, setTyped] = useState('');
  const add = (...texts: string[]): void => {
    const wanted = texts.map((text) => text.trim()).filter((text) => text !== '');
    if (wanted.length > 0) onChange([...value, ...wanted]);
    setTyped('');
  };
  const press = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && typed.trim() !== '' && !event.metaKey && !event.ctrlKey) {
      event.preventDefault();
      add(typed);
    } else if (event.key === 'Backspace' && typed === '') onChange(value.slice(0, -1));
  };
  const paste = (event: ClipboardEvent): void => {
    const lines = event.clipboardData.getData('text').split(/\r?\n/);
    if (lines.length < 2) return;
    event.preventDefault();
    add(...lines);
  };
  return (
    <AriaTextField
      {...rest}
      className={fieldStyles.field ?? ''}
      value={typed}
      onChange={setTyped}
      onBlur={() => add(typed)}
      onKeyDown={press}
      isInvalid={hasError(error)}
      validationBehavior="aria"
      autoComplete="off"
    >
      <FieldLabel label={label} isLabelHidden={isLabelHidden} mark={mark} isRequired={rest.isRequired} />
      <Group
        className={`${fieldStyles.box} ${styles.box}`}
        isDisabled={rest.isDisabled}
        isInvalid={hasError(error)}
      >
        <Tags label={label} value={value} onChange={onChange} removes={(what) => t('remove', { what })} />
        <Input
          className={`${fieldStyles.input} ${styles.input}`}
          placeholder={value.length === 0 ? placeholder : undefined}
          onPaste={paste}
        />
      </Group>
      <FieldHelp description={description} error={error} />
    </AriaTextField>
  );
}

interface TagsProps {
  label: string;
  value: readonly string[];
  onChange: (value: string[]) => void;
  removes: (what: string) => string;
}

function Tags({ label, value, onChange, removes }: TagsProps) {
  if (value.length === 0) return null;
  return (
    <TagGroup
      className={styles.group ?? ''}
      aria-label={label}
      onRemove={(keys) => onChange(value.filter((_, index) => !keys.has(index)))}
    >
      <TagList className={styles.list ?? ''}>
        {value.map((text, index) => (
          <Tag key={index} id={index} textValue={text} className={styles.tag ?? ''}>
            <span className="cut">{text}</span>
            <Button slot="remove" className={styles.remove ?? ''} aria-label={removes(text)}>
              <X size={12} strokeWidth={1.75} aria-hidden />
            </Button>
          </Tag>
        ))}
      </TagList>
    </TagGroup>
  );
}
