import { useTranslation } from 'react-i18next';
import type { Job } from '../../api/types.ts';
import { Section } from '../../components/section/section.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './job-inspector.module.css';
import { secondsBetween } from './seconds-between.ts';

/** Its last attempts, the newest first. */
export function JobAttempts({ job: { attempt_log: attempts } }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const format = useFormat();
  return (
    <Section title={t('one.attempts')} count={format.number(attempts.length)}>
      <ol>
        {attempts.toReversed().map(({ started_at: from, ended_at: to, error }) => (
          <li key={from} className={styles.attempt}>
            <span className={styles.line}>
              {format.dateTime(from)}
              <span className={styles.end}>{format.duration(secondsBetween(from, to))}</span>
            </span>
            {error && <span className={styles.bad}>{error.detail}</span>}
          </li>
        ))}
      </ol>
    </Section>
  );
}
