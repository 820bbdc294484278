import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../../components/icon-button/icon-button.tsx';
import { Tag } from '../../../components/tag/tag.tsx';
import type { FileValue } from '../../fields/file-value.ts';
import { useFormat } from '../../format/use-format.ts';
import styles from './inspector.module.css';

/** A file's name and size and its bytes to save, where nothing else has them (`isNamed`), and what came of its text. */
export function FileFacts({ file, isNamed }: { file: FileValue; isNamed: boolean }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const { extraction, sha256, name, size, url } = file;
  return (
    <>
      {isNamed && (
        <div className={styles.fileLine}>
          <bdi className="cut" title={name}>
            {name}
          </bdi>
          <span className={styles.fileSize}>{format.bytes(size)}</span>
          <span className={styles.fileEnd}>
            <span className="mono quiet" title={`SHA-256 ${sha256}`}>
              {sha256.slice(0, 6)}…{sha256.slice(-4)}
            </span>
            <IconButton
              size="sm"
              icon={Download}
              label={t('file.download', { name })}
              href={location.origin + url}
            />
          </span>
        </div>
      )}
      <div className={styles.fileState}>
        <Extraction file={file} />
        {extraction.reason !== undefined && <span>{extraction.reason}</span>}
      </div>
    </>
  );
}

/** What came of the file's text, and whether its bytes are still there. */
function Extraction({ file: { extraction, lost } }: { file: FileValue }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  if (lost) return <Tag tone="danger">{t(`file.${lost.reason}`)}</Tag>;
  switch (extraction.status) {
    case 'done':
      return (
        <span>
          {extraction.pages > 0 &&
            `${t('file.pages', { count: extraction.pages, pages: format.number(extraction.pages) })}, `}
          {t('file.chunks', { count: extraction.chunks, chunks: format.number(extraction.chunks) })}
        </span>
      );
    case 'empty':
      return <Tag tone="warn">{t('file.empty')}</Tag>;
    case 'failed':
      return <Tag tone="danger">{t('file.failed')}</Tag>;
    case 'none':
      return <span>{t('file.none')}</span>;
  }
}
