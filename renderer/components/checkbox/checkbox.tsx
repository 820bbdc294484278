import { Check, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Checkbox as AriaCheckbox,
  CheckboxButton,
  CheckboxField,
  VisuallyHidden,
} from 'react-aria-components';
import type { FieldProps } from '../field/field.tsx';
import { FieldHelp, hasError } from '../field/field.tsx';
import styles from './checkbox.module.css';

export interface CheckboxProps extends Omit<FieldProps, 'mark'> {
  isSelected: boolean;
  /** Some of what it stands for. */
  isIndeterminate?: boolean;
  onChange: (isSelected: boolean) => void;
  autoFocus?: boolean;
}

/** Yes or no, of what is saved or done later; of what happens at once see `Switch`. */
export function Checkbox({ label, isLabelHidden = false, description, error, ...rest }: CheckboxProps) {
  const content = (
    <>
      <CheckMark isIndeterminate={rest.isIndeterminate} />
      {isLabelHidden ? <VisuallyHidden>{label}</VisuallyHidden> : label}
    </>
  );
  if (description === undefined && !hasError(error)) {
    return (
      <AriaCheckbox {...rest} className={styles.checkbox ?? ''}>
        {content}
      </AriaCheckbox>
    );
  }
  return (
    <CheckboxField
      {...rest}
      className={styles.field ?? ''}
      isInvalid={hasError(error)}
      validationBehavior="aria"
    >
      <CheckboxButton className={styles.checkbox ?? ''}>{content}</CheckboxButton>
      <div className={styles.help}>
        <FieldHelp description={description} error={error} />
      </div>
    </CheckboxField>
  );
}

/** The box itself; what is around it says by its attributes whether it is checked. */
export function CheckMark({ isIndeterminate = false }: { isIndeterminate?: boolean }): ReactNode {
  const Mark = isIndeterminate ? Minus : Check;
  return (
    <span className={styles.box} aria-hidden>
      <Mark size={12} strokeWidth={2} />
    </span>
  );
}
