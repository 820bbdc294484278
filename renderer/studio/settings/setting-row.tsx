import type { ReactNode } from 'react';
import styles from './settings.module.css';

/** One fact or choice: its name, and at the right what it is. */
export function SettingRow({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.row}>
      <span>{label}</span>
      <div className={styles.value}>{children}</div>
    </div>
  );
}
