import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/session.ts';
import { StateMark } from '../../components/state-mark/state-mark.tsx';
import { useFormat } from '../format/use-format.ts';
import { useEngineHealth } from './health.ts';
import type { EngineHealth } from './health.ts';
import styles from './title-bar.module.css';

/** Postgres, Qdrant, MinIO, in this order: the shape is the state, the place is the engine; one that failed is also named. */
export function EngineMarks() {
  const { t } = useTranslation();
  const format = useFormat();
  const can = useCan();
  const { engines } = useEngineHealth();
  const nameOf = ({ title, isFolder }: EngineHealth): string => (isFolder ? t('shell.fileFolder') : title);
  const wordsOf = (engine: EngineHealth): string => `${nameOf(engine)} ${t(`engineMark.${engine.state}`)}`;
  const failed = engines.filter(({ state }) => state === 'failed');
  const label = t('shell.enginesAre', { engines: engines.map(wordsOf).join(', ') });
  const content = (
    <>
      {engines.map(({ name, state }) => (
        <span key={name} aria-hidden>
          <StateMark state={state === 'unknown' ? 'waiting' : state} label="" isLabelHidden />
        </span>
      ))}
      {failed.length > 0 && (
        <span className={styles.failed}>
          {format.list(failed.map(nameOf))} {t('engineMark.failed')}
        </span>
      )}
    </>
  );
  if (!can('admin')) {
    return (
      <span className={styles.engines} role="img" aria-label={label} title={label}>
        {content}
      </span>
    );
  }
  return (
    <Link to="/engines" className={styles.engines} aria-label={label} title={label}>
      {content}
    </Link>
  );
}
