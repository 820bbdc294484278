import { ProgressBar as AriaProgressBar } from 'react-aria-components';
import styles from './progress-bar.module.css';

export interface ProgressBarProps {
  /** What goes on, for those who do not see it. */
  label: string;
  /** 0 to 1; `null`: nobody knows how far it is. */
  value: number | null;
  isFailed?: boolean;
}

/** How far something is. */
export function ProgressBar({ label, value, isFailed = false }: ProgressBarProps) {
  return (
    <AriaProgressBar
      className={styles.bar ?? ''}
      aria-label={label}
      minValue={0}
      maxValue={1}
      value={value ?? undefined}
      isIndeterminate={value === null}
      data-failed={isFailed || undefined}
      data-unknown={value === null || undefined}
    >
      <span style={value === null ? undefined : { width: `${Math.min(1, Math.max(0, value)) * 100}%` }} />
    </AriaProgressBar>
  );
}
