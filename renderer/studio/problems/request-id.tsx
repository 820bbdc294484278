import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button/copy-button.tsx';
import styles from './request-id.module.css';

/** The id under which the log has the whole story. */
export function RequestId({ id }: { id: string }) {
  const { t } = useTranslation('problems');
  return (
    <span className={styles.id} title={t('requestId')}>
      {id}
      <CopyButton text={id} label={t('copyRequestId')} />
    </span>
  );
}
