import type { ReactNode } from 'react';
import styles from './key-values.module.css';

/** Facts, each with its name: a list of `KeyValue`. */
export function KeyValues({ children }: { children: ReactNode }) {
  return <dl className={styles.list}>{children}</dl>;
}

export interface KeyValueProps {
  label: ReactNode;
  /** Before the label: a type, a store. */
  mark?: ReactNode;
  children: ReactNode;
}

export function KeyValue({ label, mark, children }: KeyValueProps) {
  return (
    <>
      <dt>
        {mark}
        <span className={styles.label}>{label}</span>
      </dt>
      <dd>{children}</dd>
    </>
  );
}
