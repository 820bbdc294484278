import type { ReactNode } from 'react';
import { useId } from 'react';
import styles from './settings-block.module.css';

/** A part of the settings: at the left what it is, at the right what can be done. */
export function SettingsBlock({
  title,
  text,
  children,
}: {
  title: string;
  text: ReactNode;
  children?: ReactNode;
}) {
  const id = useId();
  return (
    <section className={styles.block} aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        <p>{text}</p>
      </div>
      <div className={styles.content}>{children}</div>
    </section>
  );
}
