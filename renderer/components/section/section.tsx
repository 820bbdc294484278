import type { ReactNode } from 'react';
import styles from './section.module.css';

export interface SectionProps {
  title: string;
  count?: ReactNode;
  /** At the right of the title: a link, a small button. */
  end?: ReactNode;
  children: ReactNode;
}

/** A part of an inspector, between lines. */
export function Section({ title, count, end, children }: SectionProps) {
  return (
    <section className={styles.section}>
      <div className={styles.head}>
        <h3>{title}</h3>
        {count !== undefined && <span className={styles.count}>{count}</span>}
        {end !== undefined && <span className={styles.end}>{end}</span>}
      </div>
      {children}
    </section>
  );
}
