import type { ReactNode } from 'react';
import { useHotkeys } from 'react-hotkeys-hook';
import { usePreferences } from '../preferences.ts';
import { InspectorGrip } from './inspector-grip.tsx';
import styles from './inspector.module.css';

export interface InspectorProps {
  /** What is shown, the heading of the column. */
  title: string;
  /** Icon buttons at the right of the heading. */
  actions?: ReactNode;
  tabs?: ReactNode;
  /** Stays at the bottom while the rest scrolls. */
  footer?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** The column on the right: a record, a hit, a key. Esc closes it; its left edge is dragged, or moved by arrow keys. */
export function Inspector({ title, actions, tabs, footer, onClose, children }: InspectorProps) {
  const width = usePreferences(({ inspectorWidth }) => inspectorWidth);
  // Esc is that of a dialog over it, as long as there is one.
  useHotkeys('escape', onClose, { ignoreEventWhen: hasDialog });
  return (
    <aside className={styles.inspector} style={{ width }} aria-label={title} data-inspector>
      <InspectorGrip />
      <header className={styles.head}>
        <h2 className="cut">{title}</h2>
        <span className={styles.grow} />
        {actions}
      </header>
      {tabs}
      <div className={styles.scroll}>{children}</div>
      {footer !== undefined && <footer className={styles.foot}>{footer}</footer>}
    </aside>
  );
}

function hasDialog(): boolean {
  return document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;
}
