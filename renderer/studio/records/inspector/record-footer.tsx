import { useTranslation } from 'react-i18next';
import type { Row } from '../../../api/types.ts';
import { CopyButton } from '../../../components/copy-button/copy-button.tsx';
import { KeyValue, KeyValues } from '../../../components/key-values/key-values.tsx';
import { useFormat } from '../../format/use-format.ts';
import styles from './inspector.module.css';

/** Which revision of the record this is, and when it was written. */
export function RecordFooter({ record: { id, revision = '', created_at, updated_at } }: { record: Row }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const isChanged = updated_at !== undefined && updated_at !== created_at;
  return (
    <div className={styles.footer}>
      <KeyValues>
        <KeyValue label={t('inspector.id')}>
          <Id id={id} label={t('inspector.copyId')} />
        </KeyValue>
        <KeyValue label={t('inspector.revision')}>
          <Id id={revision} label={t('inspector.copyRevision')} />
        </KeyValue>
        <KeyValue label={t('inspector.written')}>
          {created_at !== undefined && <time dateTime={created_at}>{format.dateTime(created_at)}</time>}
          {isChanged && `, ${t('inspector.changed', { time: format.dateTime(updated_at) })}`}
        </KeyValue>
      </KeyValues>
    </div>
  );
}

/** Its two ends, which tell it from others; the whole is copied. */
function Id({ id, label }: { id: string; label: string }) {
  return (
    <span className={styles.id}>
      <span className="mono" title={id}>
        {id.slice(0, 8)}…{id.slice(-4)}
      </span>
      <CopyButton text={id} label={label} />
    </span>
  );
}
