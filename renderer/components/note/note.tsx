import { CircleAlert, Info, TriangleAlert } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './note.module.css';

const icons = { neutral: Info, info: Info, warn: TriangleAlert, danger: CircleAlert } as const;

export interface NoteProps {
  tone?: 'neutral' | 'info' | 'warn' | 'danger';
  /** What happened. */
  title?: ReactNode;
  icon?: LucideIcon;
  /** What it means for the data, and what to do. */
  children?: ReactNode;
  /** Small buttons: under the text, or without a title at its end. */
  actions?: ReactNode;
  /** It is read out as soon as it appears; so are those of danger. */
  isAlert?: boolean;
}

/** Says what must be read, where it happened: what happened, what it means for the data, what to do. */
export function Note({
  tone = 'neutral',
  title,
  icon,
  children,
  actions,
  isAlert = tone === 'danger',
}: NoteProps) {
  const Icon = icon ?? icons[tone];
  return (
    <div className={styles.note} data-tone={tone} role={isAlert ? 'alert' : undefined}>
      <Icon size={16} strokeWidth={1.5} aria-hidden />
      <div className={title === undefined ? styles.line : styles.text}>
        {title !== undefined && <div className={styles.title}>{title}</div>}
        <div className={styles.body}>{children}</div>
        {actions !== undefined && <div className={styles.actions}>{actions}</div>}
      </div>
    </div>
  );
}
