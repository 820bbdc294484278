import { Search, X } from 'lucide-react';
import type { Ref } from 'react';
import { SearchField as AriaSearchField, Button, Group, Input, Label } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import fieldStyles from '../field/field.module.css';
import styles from './search-field.module.css';

export interface SearchFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Enter. */
  onSubmit?: (value: string) => void;
  placeholder?: string;
  size?: 'sm' | 'md';
  autoFocus?: boolean;
  isDisabled?: boolean;
  inputRef?: Ref<HTMLInputElement>;
}

/** A field that narrows a list: Esc or the cross empties it. */
export function SearchField({ label, size = 'sm', placeholder, inputRef, ...rest }: SearchFieldProps) {
  const { t } = useTranslation('components');
  return (
    <AriaSearchField {...rest} className={fieldStyles.field ?? ''} autoComplete="off" spellCheck="false">
      <Label className={styles.label}>{label}</Label>
      <Group className={fieldStyles.box ?? ''} data-size={size} isDisabled={rest.isDisabled}>
        <Search size={16} strokeWidth={1.5} aria-hidden />
        <Input
          ref={inputRef}
          className={`${fieldStyles.input} ${styles.input}`}
          placeholder={placeholder ?? label}
        />
        {rest.value !== '' && (
          <Button className={styles.clear ?? ''} aria-label={t('clear')}>
            <X size={12} strokeWidth={1.75} aria-hidden />
          </Button>
        )}
      </Group>
    </AriaSearchField>
  );
}
