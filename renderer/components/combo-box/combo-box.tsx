import { ChevronDown } from 'lucide-react';
import type { Key } from 'react-aria-components';
import { ComboBox as AriaComboBox, Button, Group, Input, ListBox, Popover } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { FieldHelp, FieldLabel, hasError } from '../field/field.tsx';
import type { FieldProps } from '../field/field.tsx';
import fieldStyles from '../field/field.module.css';
import menuStyles from '../menu/menu.module.css';
import { SelectOption } from '../select/select.tsx';
import type { SelectItem } from '../select/select.tsx';
import styles from './combo-box.module.css';

export interface ComboBoxProps extends FieldProps {
  items: readonly SelectItem<string>[];
  value: string | null;
  onChange: (value: string | null) => void;
  /** What is typed counts, whether it is in the list or not. */
  hasOwnValues?: boolean;
  placeholder?: string;
  isNullWhenEmpty?: boolean;
  size?: 'sm' | 'md';
  id?: string;
  autoFocus?: boolean;
}

/** One of a long list, found by typing. */
export function ComboBox({
  label,
  isLabelHidden,
  mark,
  description,
  error,
  items,
  value,
  onChange,
  hasOwnValues = false,
  placeholder,
  isNullWhenEmpty = false,
  size = 'md',
  ...rest
}: ComboBoxProps) {
  const { t } = useTranslation('components');
  const typed = {
    allowsCustomValue: true,
    inputValue: value ?? '',
    onInputChange: (text: string) => onChange(text === '' ? null : text),
  };
  const chosen = {
    value,
    onChange: (key: Key | null) => onChange(key === null ? null : String(key)),
  };
  return (
    <AriaComboBox
      {...rest}
      {...(hasOwnValues ? typed : chosen)}
      className={fieldStyles.field ?? ''}
      defaultItems={items}
      menuTrigger="focus"
      isInvalid={hasError(error)}
      validationBehavior="aria"
    >
      <FieldLabel label={label} isLabelHidden={isLabelHidden} mark={mark} isRequired={rest.isRequired} />
      <Group className={fieldStyles.box ?? ''} data-size={size} isInvalid={hasError(error)}>
        <Input
          className={fieldStyles.input ?? ''}
          placeholder={isNullWhenEmpty ? 'null' : placeholder}
          data-null={isNullWhenEmpty || undefined}
        />
        <Button className={styles.open ?? ''} aria-label={t('showList')}>
          <ChevronDown size={12} strokeWidth={1.75} aria-hidden />
        </Button>
      </Group>
      <FieldHelp description={description} error={error} />
      <Popover className={menuStyles.popover ?? ''} offset={4}>
        <ListBox<SelectItem<string>> className={menuStyles.list ?? ''}>
          {(item) => <SelectOption item={item} />}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
