import type { HTMLInputAutoCompleteAttribute, ReactNode, Ref } from 'react';
import { TextField as AriaTextField, Group, Input, TextArea } from 'react-aria-components';
import { FieldHelp, FieldLabel, hasError } from '../field/field.tsx';
import type { FieldProps } from '../field/field.tsx';
import styles from '../field/field.module.css';

export interface TextFieldProps extends FieldProps {
  value: string;
  onChange: (value: string) => void;
  onBlur?: () => void;
  /** 28 (bars), 32 (forms). */
  size?: 'sm' | 'md';
  /** Stands in the box, after what is typed: `m³/s`. */
  unit?: ReactNode;
  isMultiline?: boolean;
  /** Lines of a field of many lines, before it grows. */
  rows?: number;
  type?: 'text' | 'password' | 'url' | 'email';
  placeholder?: string;
  /** Left empty, it is null, and shows that. */
  isNullWhenEmpty?: boolean;
  /** An id, a key, a path. */
  isMono?: boolean;
  isReadOnly?: boolean;
  maxLength?: number;
  autoFocus?: boolean;
  autoComplete?: HTMLInputAutoCompleteAttribute;
  name?: string;
  /** The element, for an error summary that leads here. */
  id?: string;
  inputRef?: Ref<HTMLInputElement & HTMLTextAreaElement>;
}

/** A line of text, or several. */
export function TextField({
  label,
  isLabelHidden,
  mark,
  description,
  error,
  size = 'md',
  unit,
  isMultiline = false,
  rows,
  placeholder,
  isNullWhenEmpty = false,
  isMono = false,
  autoComplete = 'off',
  inputRef,
  ...rest
}: TextFieldProps) {
  const input = {
    className: styles.input ?? '',
    placeholder: isNullWhenEmpty ? 'null' : placeholder,
    'data-null': isNullWhenEmpty || undefined,
    'data-mono': isMono || undefined,
    ref: inputRef,
  };
  return (
    <AriaTextField
      {...rest}
      className={styles.field ?? ''}
      autoComplete={autoComplete}
      spellCheck={isMono || rest.type === 'password' ? 'false' : undefined}
      isInvalid={hasError(error)}
      validationBehavior="aria"
    >
      <FieldLabel label={label} isLabelHidden={isLabelHidden} mark={mark} isRequired={rest.isRequired} />
      <Group
        className={styles.box ?? ''}
        data-size={size}
        data-multiline={isMultiline || undefined}
        isDisabled={rest.isDisabled}
        isInvalid={hasError(error)}
      >
        {isMultiline ? <TextArea {...input} rows={rows} /> : <Input {...input} />}
        {unit !== undefined && <span className={styles.unit}>{unit}</span>}
      </Group>
      <FieldHelp description={description} error={error} />
    </AriaTextField>
  );
}
