import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Row } from '../../../api/types.ts';
import { CopyButton } from '../../../components/copy-button/copy-button.tsx';
import { TextValue } from '../../fields/text-value.tsx';
import styles from './inspector.module.css';

/** The record as GET gives it. */
export function RecordJson({ record }: { record: Row }) {
  const { t } = useTranslation('records');
  const text = useMemo(() => JSON.stringify(record, null, 2), [record]);
  return (
    <div className={styles.json}>
      <div className={styles.jsonHead}>
        <CopyButton text={text} label={t('inspector.copyJson')} />
      </div>
      <TextValue text={text} variant="full" isId first={20_000} />
    </div>
  );
}
