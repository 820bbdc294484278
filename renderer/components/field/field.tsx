import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { FieldError, Label, Text } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import styles from './field.module.css';

/** What every field has. */
export interface FieldProps {
  label: string;
  /** The label is there for those who hear it only. */
  isLabelHidden?: boolean;
  /** Stands before the label: the mark of a type. */
  mark?: ReactNode;
  description?: ReactNode;
  /** What is wrong with the value; nothing: it is right. */
  error?: ReactNode;
  isRequired?: boolean;
  isDisabled?: boolean;
}

/** Whether there is something wrong to tell. */
export function hasError(error: ReactNode): boolean {
  return error !== undefined && error !== null && error !== '' && error !== false;
}

type LabelProps = Pick<FieldProps, 'label' | 'isLabelHidden' | 'mark' | 'isRequired'>;

/** The line over a field. */
export function FieldLabel({ label, isLabelHidden = false, mark, isRequired = false }: LabelProps) {
  const { t } = useTranslation('components');
  return (
    <div className={styles.head} data-hidden={isLabelHidden || undefined}>
      {mark}
      <Label className={styles.name}>{label}</Label>
      {isRequired && (
        <span className={styles.required} aria-hidden>
          {t('required')}
        </span>
      )}
    </div>
  );
}

/** The lines under a field: what is wrong, and what it is for. */
export function FieldHelp({ description, error }: Pick<FieldProps, 'description' | 'error'>) {
  return (
    <>
      {hasError(error) && (
        <FieldError className={styles.error ?? ''}>
          <CircleAlert size={14} strokeWidth={1.5} aria-hidden />
          <span>{error}</span>
        </FieldError>
      )}
      {description !== undefined && description !== '' && (
        <Text slot="description" className={styles.help}>
          {description}
        </Text>
      )}
    </>
  );
}
