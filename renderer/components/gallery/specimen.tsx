import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { usePreferences } from '../../studio/preferences.ts';
import styles from './gallery.module.css';

/** Words of the page's own examples, in the language that is chosen. */
export function useSay(): (english: string, portuguese: string) => string {
  const language = usePreferences((preferences) => preferences.language);
  return (english, portuguese) => (language === 'pt' ? portuguese : english);
}

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.part}>
      <h2>{title}</h2>
      <div className={styles.stack}>{children}</div>
    </section>
  );
}

/**
 * A component with the name of its state. `force` puts on it what React Aria would while somebody hovers, presses or
 * comes by the keyboard: on the first element that matches `on`.
 */
export function Specimen({
  name,
  force,
  on = 'button, a',
  children,
}: {
  name: string;
  force?: 'hovered' | 'pressed' | 'focus-visible' | 'focus-within';
  on?: string;
  children: ReactNode;
}) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (force) frame.current?.querySelector(on)?.setAttribute(`data-${force}`, 'true');
  });
  return (
    <div ref={frame} className={styles.state}>
      {children}
      <span>{name}</span>
    </div>
  );
}
