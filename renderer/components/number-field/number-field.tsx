import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { NumberField as AriaNumberField, Group, Input } from 'react-aria-components';
import { FieldHelp, FieldLabel, hasError } from '../field/field.tsx';
import type { FieldProps } from '../field/field.tsx';
import styles from '../field/field.module.css';

export interface NumberFieldProps extends FieldProps {
  /** `null`: left empty. */
  value: number | null;
  /** Told with every key, not only when the field is left. */
  onChange: (value: number | null) => void;
  /** Takes no fractions. */
  isInteger?: boolean;
  /** How far the arrow keys go. A value outside of a range is for whoever checks: nothing typed is changed. */
  step?: number;
  unit?: ReactNode;
  size?: 'sm' | 'md';
  placeholder?: string;
  isNullWhenEmpty?: boolean;
  isReadOnly?: boolean;
  autoFocus?: boolean;
  id?: string;
}

const whole: Intl.NumberFormatOptions = { maximumFractionDigits: 0 };
const exact: Intl.NumberFormatOptions = { maximumFractionDigits: 20 };

/** A number as the reader's language writes it; arrow keys count up and down. */
export function NumberField({
  label,
  isLabelHidden,
  mark,
  description,
  error,
  value,
  onChange,
  isInteger = false,
  unit,
  size = 'md',
  placeholder,
  isNullWhenEmpty = false,
  ...rest
}: NumberFieldProps) {
  // What was told last: a value from outside that differs replaces what is typed, an echo does not.
  const [told, setTold] = useState(value);
  const [shown, setShown] = useState(value);
  if (value !== told) {
    setTold(value);
    setShown(value);
  }
  const tell = (next: number): void => {
    const wanted = Number.isNaN(next) ? null : next;
    if (wanted === told) return;
    setTold(wanted);
    onChange(wanted);
  };
  return (
    <AriaNumberField
      {...rest}
      className={styles.field ?? ''}
      value={shown ?? Number.NaN}
      onChange={(next) => {
        setShown(Number.isNaN(next) ? null : next);
        tell(next);
      }}
      formatOptions={isInteger ? whole : exact}
      commitBehavior="validate"
      isInvalid={hasError(error)}
      validationBehavior="aria"
      isWheelDisabled
    >
      {({ state }) => (
        <>
          <WhileTyping number={state.numberValue} tell={tell} />
          <FieldLabel label={label} isLabelHidden={isLabelHidden} mark={mark} isRequired={rest.isRequired} />
          <Group className={styles.box ?? ''} data-size={size}>
            <Input
              className={styles.input ?? ''}
              placeholder={isNullWhenEmpty ? 'null' : placeholder}
              data-null={isNullWhenEmpty || undefined}
            />
            {unit !== undefined && <span className={styles.unit}>{unit}</span>}
          </Group>
          <FieldHelp description={description} error={error} />
        </>
      )}
    </AriaNumberField>
  );
}

/** React Aria tells a number when the field is left; a form that is sent by a key must have it before. */
function WhileTyping({ number, tell }: { number: number; tell: (value: number) => void }) {
  useEffect(() => {
    tell(number);
    // Only what is typed counts here, not a new function.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [number]);
  return null;
}
