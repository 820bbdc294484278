import type { ReactNode } from 'react';
import styles from './empty-state.module.css';

export interface EmptyStateProps {
  /** What is missing. */
  title: string;
  /** One sentence: how it comes here, or why it does not show. */
  text?: ReactNode;
  /** One or two buttons. */
  actions?: ReactNode;
  /** In a frame, among other things. */
  isPanel?: boolean;
}

/** In the place of what is not there. */
export function EmptyState({ title, text, actions, isPanel = false }: EmptyStateProps) {
  return (
    <div className={styles.empty} data-panel={isPanel || undefined}>
      <div className={styles.title}>{title}</div>
      {text !== undefined && <div className={styles.text}>{text}</div>}
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
