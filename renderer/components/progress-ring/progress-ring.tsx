import type { CSSProperties } from 'react';
import { ProgressBar as AriaProgressBar } from 'react-aria-components';
import styles from './progress-ring.module.css';

/** How far something is, in 16 px; `value` is 0 to 1, `null`: nobody knows. */
export function ProgressRing({ label, value }: { label: string; value: number | null }) {
  return (
    <AriaProgressBar
      className={styles.ring ?? ''}
      aria-label={label}
      minValue={0}
      maxValue={1}
      value={value ?? undefined}
      isIndeterminate={value === null}
      data-unknown={value === null || undefined}
      style={{ '--share': `${(value ?? 0.25) * 100}%` } as CSSProperties}
    />
  );
}
