import type { ReactElement } from 'react';
import styles from './state-mark.module.css';

export type State = 'running' | 'starting' | 'slow' | 'waiting' | 'stopped' | 'failed';

/** Shape first, colour second, so that both eyes and printers tell them apart. */
const shapes: Record<State, ReactElement> = {
  running: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  starting: (
    <>
      <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.5" opacity=".4" />
      <path d="M5 1.4A3.6 3.6 0 0 1 8.6 5" fill="none" stroke="currentColor" strokeWidth="2" />
    </>
  ),
  slow: <path d="M5 .4 9.6 5 5 9.6.4 5z" fill="currentColor" />,
  waiting: (
    <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.5" strokeDasharray="2 2" />
  ),
  stopped: <circle cx="5" cy="5" r="3.6" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  failed: <path d="M5 .2 10 9.4H0z" fill="currentColor" />,
};

export interface StateMarkProps {
  state: State;
  /** The state in words. */
  label: string;
  /** The words are there for those who hear them only. */
  isLabelHidden?: boolean;
}

/** How something is: an engine, a job. */
export function StateMark({ state, label, isLabelHidden = false }: StateMarkProps) {
  const shape = (
    <svg viewBox="0 0 10 10" width={10} height={10} aria-hidden>
      {shapes[state]}
    </svg>
  );
  if (isLabelHidden) {
    return (
      <span className={styles.mark} data-state={state} role="img" aria-label={label}>
        {shape}
      </span>
    );
  }
  return (
    <span className={styles.row}>
      <span className={styles.mark} data-state={state}>
        {shape}
      </span>
      {label}
    </span>
  );
}
