import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import styles from './chip.module.css';

export interface ChipProps {
  /** What it is about: a field. */
  label: string;
  /** Between label and value: `is`, `>`. */
  operator?: string;
  value?: ReactNode;
  /** `on`: it is what narrows now. `bad`: it cannot be. `add`: makes another one. */
  tone?: 'default' | 'on' | 'bad' | 'add';
  /** Edits it; it takes ⌫ then, too, where it can be removed. */
  onPress?: () => void;
  onRemove?: () => void;
  isDisabled?: boolean;
}

/** A condition as one reads it: field, operator, value. */
export function Chip({ label, operator, value, tone = 'default', onPress, onRemove, isDisabled }: ChipProps) {
  const { t } = useTranslation('components');
  const words = (
    <>
      {tone === 'add' && <Plus size={12} strokeWidth={1.75} aria-hidden />}
      <span className={value === undefined ? undefined : styles.label}>
        {label}
        {operator !== undefined && ` ${operator}`}
      </span>
      {value !== undefined && <b>{value}</b>}
    </>
  );
  return (
    <span className={styles.chip} data-tone={tone}>
      {onPress || tone === 'add' ? (
        <Button
          className={styles.press ?? ''}
          onPress={onPress}
          isDisabled={isDisabled}
          onKeyDown={({ key }) => {
            if (key === 'Backspace' || key === 'Delete') onRemove?.();
          }}
        >
          {words}
        </Button>
      ) : (
        <span className={styles.words}>{words}</span>
      )}
      {onRemove && (
        <Button
          className={styles.remove ?? ''}
          onPress={onRemove}
          isDisabled={isDisabled}
          aria-label={t('remove', { what: operator === undefined ? label : `${label} ${operator}` })}
        >
          <X size={12} strokeWidth={1.75} aria-hidden />
        </Button>
      )}
    </span>
  );
}
