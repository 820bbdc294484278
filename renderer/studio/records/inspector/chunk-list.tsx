import { FileSearch } from 'lucide-react';
import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer, Row } from '../../../api/types.ts';
import { IconButton } from '../../../components/icon-button/icon-button.tsx';
import { filesOf } from '../../fields/file-value.ts';
import { TextValue } from '../../fields/text-value.tsx';
import { useFormat } from '../../format/use-format.ts';
import styles from './inspector.module.css';

export type Chunk = Answer<
  '/databases/{database}/collections/{collection}/records/{id}/vectors',
  'get'
>['vectors'][number];

const FilePreview = lazy(async () => {
  const { FilePreview: component } = await import('../../files/file-preview.tsx');
  return { default: component };
});

interface ChunkListProps {
  record: Row;
  chunks: readonly Chunk[];
  /** Two lines of each. */
  isShort?: boolean;
}

/** Pieces of text that search finds a record by, each with its field and page. */
export function ChunkList({ record, chunks, isShort = false }: ChunkListProps) {
  return (
    <ol>
      {chunks.map((chunk) => (
        <ChunkItem key={chunk.id} record={record} chunk={chunk} isShort={isShort} />
      ))}
    </ol>
  );
}

function ChunkItem({ record, chunk, isShort }: { record: Row; chunk: Chunk; isShort: boolean }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const [isShown, setIsShown] = useState(false);
  // A chunk names its field: of several files nobody knows which one it is from.
  const files = filesOf(chunk.boxes.length > 0 ? record[chunk.field] : null);
  const file = files.length === 1 ? files[0] : undefined;
  return (
    <li className={styles.chunk}>
      <div className={styles.meta}>
        <span>{chunk.field}</span>
        {chunk.page !== null && <span>{t('inspector.page', { page: format.number(chunk.page) })}</span>}
        <span className={styles.index}>{format.number(chunk.chunk_index)}</span>
        {file && (
          <IconButton
            size="sm"
            icon={FileSearch}
            label={t('inspector.showPassage')}
            isOn={isShown}
            onPress={() => setIsShown(!isShown)}
          />
        )}
      </div>
      {isShort ? (
        <p dir="auto" className={styles.short}>
          {chunk.text.slice(0, 400)}
        </p>
      ) : (
        <TextValue text={chunk.text} variant="full" />
      )}
      {file && isShown && (
        <div className={styles.preview}>
          <Suspense>
            <FilePreview file={file} page={chunk.page} boxes={chunk.boxes} />
          </Suspense>
        </div>
      )}
    </li>
  );
}
