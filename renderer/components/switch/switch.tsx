import { Switch as AriaSwitch, Text, VisuallyHidden } from 'react-aria-components';
import { useId } from 'react';
import styles from './switch.module.css';

export interface SwitchProps {
  label: string;
  isLabelHidden?: boolean;
  description?: string;
  isSelected: boolean;
  onChange: (isSelected: boolean) => void;
  isDisabled?: boolean;
}

/** On or off, at once. */
export function Switch({ label, isLabelHidden = false, description, ...rest }: SwitchProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <AriaSwitch
        {...rest}
        className={styles.switch ?? ''}
        aria-describedby={description === undefined ? undefined : id}
      >
        <span className={styles.track} aria-hidden />
        {isLabelHidden ? <VisuallyHidden>{label}</VisuallyHidden> : label}
      </AriaSwitch>
      {description !== undefined && (
        <Text id={id} className={styles.help}>
          {description}
        </Text>
      )}
    </div>
  );
}
