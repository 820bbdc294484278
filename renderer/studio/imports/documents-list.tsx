import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { endingOf } from '../uploads/media-type.ts';
import styles from './documents-list.module.css';
import { PlanSection } from './plan-section.tsx';

const mostShown = 12;

/** Which documents there are, and how much they are. */
export function DocumentsList({ files }: { files: readonly File[] }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const more = files.length - mostShown;
  const hasSheets = files.some(({ name }) => ['xlsx', 'xls', 'ods'].includes(endingOf(name)));
  return (
    <PlanSection
      title={t('documents.title', { count: files.length, number: format.number(files.length) })}
      end={t('documents.size', { size: format.bytes(bytes) })}
    >
      <ul className={styles.list}>
        {files.slice(0, mostShown).map((file, index) => (
          <li key={index}>
            <bdi className="cut" title={file.webkitRelativePath || file.name}>
              {file.name}
            </bdi>
            <span className="quiet">{format.bytes(file.size)}</span>
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className="muted">{t('documents.more', { count: more, number: format.number(more) })}</p>
      )}
      {hasSheets && <p className={styles.note}>{t('documents.sheets')}</p>}
    </PlanSection>
  );
}
