import type { ReactNode } from 'react';
import { useId } from 'react';
import styles from './plan-section.module.css';

/** A part of a plan: its heading, and at the right of that what is known of it. */
export function PlanSection({
  title,
  end,
  children,
}: {
  title: string;
  end?: ReactNode;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id}>{title}</h2>
        {end !== undefined && <span className={styles.end}>{end}</span>}
      </div>
      {children}
    </section>
  );
}
