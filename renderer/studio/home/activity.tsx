import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { StateMark } from '../../components/state-mark/state-mark.tsx';
import styles from './activity.module.css';
import { ActivityWords } from './activity-words.tsx';
import { dayOf } from './recent.ts';
import type { Happening } from './recent.ts';
import { useRecent } from './use-recent.ts';

/** What happened lately, the newest first: writes as this window saw them, and the work that has ended. */
export function Activity() {
  const { t } = useTranslation('home');
  const format = useFormat();
  const recent = useRecent();
  const days = [...new Set(recent.map(({ at }) => dayOf(at)))];
  const nameOf = (day: string): string => {
    const [today, yesterday] = [0, 86_400_000].map((back) =>
      dayOf(new Date(Date.now() - back).toISOString()),
    );
    if (day === today) return t('activity.today');
    return day === yesterday ? t('activity.yesterday') : format.date(day);
  };
  return (
    <section className={styles.activity} aria-labelledby="home-activity">
      <h2 id="home-activity">
        {t('activity.title')}
        <Link to="/events">{t('activity.events')}</Link>
      </h2>
      {recent.length === 0 && <p className="muted">{t('activity.empty')}</p>}
      {days.map((day) => (
        <div key={day}>
          <h3>{nameOf(day)}</h3>
          <ul>
            {recent
              .filter(({ at }) => dayOf(at) === day)
              .map((happening) => (
                <Line key={happening.id} happening={happening} />
              ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Line({ happening }: { happening: Happening }) {
  const { t } = useTranslation('home');
  const format = useFormat();
  const { at, database } = happening;
  const hasFailed = happening.kind === 'job' && happening.job.state === 'failed';
  return (
    <li className={styles.line}>
      <time dateTime={at} title={format.dateTime(at)}>
        {format.time(at)}
      </time>
      <div>
        {hasFailed && <StateMark state="failed" label={t('activity.failed')} isLabelHidden />}
        <ActivityWords happening={happening} />
        {database !== null && <div className={styles.where}>{database}</div>}
      </div>
    </li>
  );
}
