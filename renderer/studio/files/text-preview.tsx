import { useTranslation } from 'react-i18next';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { useFormat } from '../format/use-format.ts';
import type { PreviewFile } from './file-kind.ts';
import styles from './file-preview.module.css';
import { FileProblem } from './file-problem.tsx';
import { useFileText } from './use-file-text.ts';

/** The beginning of a text as it is written. */
export function TextPreview({ file }: { file: PreviewFile }) {
  const { t } = useTranslation('files');
  const format = useFormat();
  const { data, error, refetch } = useFileText(file);
  if (error) return <FileProblem file={file} error={error} onRetry={() => void refetch()} />;
  if (!data) return <SkeletonRows />;
  if (data.text.trim() === '') return <p className={styles.note}>{t('empty')}</p>;
  return (
    <>
      <section
        className={styles.text}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        tabIndex={0}
        aria-label={file.name}
      >
        {data.text}
      </section>
      {!data.isWhole && (
        <p className={styles.note}>
          {t('firstBytes', { shown: format.bytes(data.bytes), size: format.bytes(file.size) })}
        </p>
      )}
    </>
  );
}
