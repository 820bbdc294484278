import type { LucideIcon } from 'lucide-react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import styles from './segmented.module.css';

export interface SegmentedProps<Id extends string> {
  /** What is chosen, for those who do not see it. */
  label: string;
  items: readonly { id: Id; label: string; icon?: LucideIcon; isDisabled?: boolean }[];
  value: Id;
  onChange: (value: Id) => void;
  /** 24, 28, 40 (beside the search box). */
  size?: 'sm' | 'md' | 'lg';
  isDisabled?: boolean;
}

/** One of a few, all in sight. */
export function Segmented<Id extends string>({
  label,
  items,
  value,
  onChange,
  size = 'md',
  isDisabled,
}: SegmentedProps<Id>) {
  return (
    <ToggleButtonGroup
      className={styles.group ?? ''}
      data-size={size}
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      isDisabled={isDisabled}
      selectedKeys={[value]}
      onSelectionChange={(chosen) => {
        const [first] = chosen;
        if (first !== undefined) onChange(first as Id);
      }}
    >
      {items.map(({ id, label: word, icon: Icon, isDisabled: isOff }) => (
        <ToggleButton key={id} id={id} className={styles.item ?? ''} isDisabled={isOff}>
          {Icon && <Icon size={16} strokeWidth={1.5} aria-hidden />}
          {word}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
