import { RadioGroup as AriaRadioGroup, Radio } from 'react-aria-components';
import { FieldHelp, FieldLabel, hasError } from '../field/field.tsx';
import type { FieldProps } from '../field/field.tsx';
import fieldStyles from '../field/field.module.css';
import styles from './radio-group.module.css';

export interface RadioGroupProps<Id extends string> extends FieldProps {
  items: readonly { id: Id; label: string; description?: string; isDisabled?: boolean }[];
  value: Id | null;
  onChange: (value: Id) => void;
  /** In a row, of few and short ones. */
  isRow?: boolean;
}

/** One of a few, each with its words. */
export function RadioGroup<Id extends string>({
  label,
  isLabelHidden,
  mark,
  description,
  error,
  items,
  onChange,
  isRow = false,
  ...rest
}: RadioGroupProps<Id>) {
  return (
    <AriaRadioGroup
      {...rest}
      className={fieldStyles.field ?? ''}
      orientation={isRow ? 'horizontal' : 'vertical'}
      onChange={(chosen) => onChange(chosen as Id)}
      isInvalid={hasError(error)}
      validationBehavior="aria"
    >
      <FieldLabel label={label} isLabelHidden={isLabelHidden} mark={mark} isRequired={rest.isRequired} />
      <div className={styles.items} data-row={isRow || undefined}>
        {items.map(({ id, label: word, description: help, isDisabled }) => (
          <Radio key={id} value={id} isDisabled={isDisabled} className={styles.radio ?? ''}>
            <span className={styles.dot} aria-hidden />
            <span>
              {word}
              {help !== undefined && <span className={styles.help}>{help}</span>}
            </span>
          </Radio>
        ))}
      </div>
      <FieldHelp description={description} error={error} />
    </AriaRadioGroup>
  );
}
