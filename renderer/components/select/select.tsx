import { Check, ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import {
  Select as AriaSelect,
  Button,
  ListBox,
  ListBoxItem,
  Popover,
  SelectValue,
  Text,
} from 'react-aria-components';
import { FieldHelp, FieldLabel, hasError } from '../field/field.tsx';
import type { FieldProps } from '../field/field.tsx';
import fieldStyles from '../field/field.module.css';
import menuStyles from '../menu/menu.module.css';
import styles from './select.module.css';

export interface SelectItem<Id extends string> {
  id: Id;
  label: string;
  mark?: ReactNode;
  description?: string;
  isDisabled?: boolean;
}

export interface SelectProps<Id extends string> extends FieldProps {
  items: readonly SelectItem<Id>[];
  /** `null`: none yet. */
  value: Id | null;
  onChange: (value: Id) => void;
  placeholder?: string;
  size?: 'sm' | 'md';
  /** The element, for an error summary that leads here. */
  id?: string;
  autoFocus?: boolean;
}

/** One of a list that opens. */
export function Select<Id extends string>({
  label,
  isLabelHidden,
  mark,
  description,
  error,
  items,
  value,
  onChange,
  placeholder = '',
  size = 'md',
  ...rest
}: SelectProps<Id>) {
  return (
    <AriaSelect
      {...rest}
      className={fieldStyles.field ?? ''}
      placeholder={placeholder}
      value={value}
      onChange={(chosen) => {
        if (chosen !== null) onChange(chosen as Id);
      }}
      isInvalid={hasError(error)}
      validationBehavior="aria"
    >
      <FieldLabel label={label} isLabelHidden={isLabelHidden} mark={mark} isRequired={rest.isRequired} />
      <Button
        className={`${fieldStyles.box} ${styles.trigger}`}
        data-size={size}
        data-invalid={hasError(error) || undefined}
      >
        <SelectValue className={styles.value ?? ''} />
        <ChevronDown size={12} strokeWidth={1.75} aria-hidden />
      </Button>
      <FieldHelp description={description} error={error} />
      <Popover className={menuStyles.popover ?? ''} offset={4}>
        <ListBox items={items} className={menuStyles.list ?? ''}>
          {(item) => <SelectOption item={item} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

/** A line of the list that a select or a combo box opens. */
export function SelectOption({ item }: { item: SelectItem<string> }) {
  return (
    <ListBoxItem
      id={item.id}
      textValue={item.label}
      isDisabled={item.isDisabled}
      className={menuStyles.item ?? ''}
    >
      {({ isSelected }) => (
        <>
          {item.mark}
          <Text slot="label" className={styles.label}>
            {item.label}
          </Text>
          {item.description !== undefined && (
            <Text slot="description" className={menuStyles.description}>
              {item.description}
            </Text>
          )}
          {isSelected && <Check className={menuStyles.end} size={16} strokeWidth={1.5} aria-hidden />}
        </>
      )}
    </ListBoxItem>
  );
}
