import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { LiveEvent } from '../../api/live.ts';
import { useFormat } from '../format/use-format.ts';
import styles from './event-subject.module.css';

const idsAtMost = 10;

/** The way to what an event is about. */
export function EventSubject({ event }: { event: LiveEvent }) {
  const { t } = useTranslation('events');
  const { number } = useFormat();
  const { type, database, collection, record_ids: ids = [], job, key, webhook, engine } = event;
  // What was deleted has no page.
  if (type.endsWith('.deleted')) return null;
  if (database !== null && collection !== null && ids.length > 0) {
    return (
      <ul className={styles.list}>
        {ids.slice(0, idsAtMost).map((record) => (
          <li key={record} className="mono cut">
            <Link
              to="/collections/$database/$collection"
              params={{ database, collection }}
              search={{ record }}
            >
              {record}
            </Link>
          </li>
        ))}
        {ids.length > idsAtMost && (
          <li className="muted">
            {t('one.more', { count: ids.length - idsAtMost, number: number(ids.length - idsAtMost) })}
          </li>
        )}
      </ul>
    );
  }
  return (
    <p className={styles.list}>
      {job && (
        <Link to="/jobs" search={{ job: job.id }}>
          {t('one.toJob')}
        </Link>
      )}
      {key && (
        <Link to="/access" search={{ key: key.id }}>
          {t('one.toKey')}
        </Link>
      )}
      {webhook && (
        <Link to="/access/webhooks" search={{ webhook: webhook.id }}>
          {t('one.toWebhook')}
        </Link>
      )}
      {engine && <Link to="/engines">{t('one.toEngines')}</Link>}
    </p>
  );
}
