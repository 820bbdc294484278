import styles from './score-bar.module.css';

/** A hit's score beside the best one of the answer, 0 to 1; the number stands beside it as text. */
export function ScoreBar({ value }: { value: number }) {
  return (
    <span className={styles.bar} aria-hidden>
      <span style={{ width: `${Math.min(1, Math.max(0, value)) * 100}%` }} />
    </span>
  );
}
