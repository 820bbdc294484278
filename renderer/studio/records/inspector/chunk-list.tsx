import { useTranslation } from 'react-i18next';
import type { Answer } from '../../../api/types.ts';
import { useFormat } from '../../format/use-format.ts';
import { TextValue } from '../../fields/text-value.tsx';
import styles from './inspector.module.css';

export type Chunk = Answer<
  '/databases/{database}/collections/{collection}/records/{id}/vectors',
  'get'
>['vectors'][number];

/** Pieces of text that search finds a record by, each with its field and page. */
export function ChunkList({ chunks, isShort = false }: { chunks: readonly Chunk[]; isShort?: boolean }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  return (
    <ol>
      {chunks.map((chunk) => (
        <li key={chunk.id} className={styles.chunk}>
          <div className={styles.meta}>
            <span>{chunk.field}</span>
            {chunk.page !== null && <span>{t('inspector.page', { page: format.number(chunk.page) })}</span>}
            <span className={styles.index}>{format.number(chunk.chunk_index)}</span>
          </div>
          {isShort ? (
            <p dir="auto" className={styles.short}>
              {chunk.text.slice(0, 400)}
            </p>
          ) : (
            <TextValue text={chunk.text} variant="full" />
          )}
        </li>
      ))}
    </ol>
  );
}
