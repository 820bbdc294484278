import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/problem.ts';
import styles from './collection-message.module.css';

/** In the place of a collection's page when its schema could not be read. */
export function CollectionUnread({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={styles.message} role="alert">
      <p>{problem.detail}</p>
      <button type="button" onClick={onRetry}>
        {t('action.retry')}
      </button>
    </div>
  );
}
