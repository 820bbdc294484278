import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionPath } from '../../../api/queries.ts';
import type { Row } from '../../../api/types.ts';
import { Button } from '../../../components/button/button.tsx';
import { EmptyState } from '../../../components/empty-state/empty-state.tsx';
import { SkeletonRows } from '../../../components/skeleton/skeleton.tsx';
import { useFormat } from '../../format/use-format.ts';
import { ProblemNote } from '../../problems/problem-note.tsx';
import { ChunkList } from './chunk-list.tsx';
import styles from './inspector.module.css';
import { chunksQuery } from './record-queries.ts';

/** A file may have fifty thousand. */
const pieceLength = 100;

/** All chunks of a record, whole, by the piece. */
export function RecordChunks({ at, record }: { at: CollectionPath; record: Row }) {
  const { t } = useTranslation('records');
  const format = useFormat();
  const [length, setLength] = useState(pieceLength);
  const { data: chunks, error, refetch } = useQuery(chunksQuery(at, record.id));
  if (error)
    return (
      <div className={styles.gone}>
        <ProblemNote problem={error} onRetry={() => void refetch()} />
      </div>
    );
  if (!chunks) return <SkeletonRows isPadded />;
  if (chunks.length === 0)
    return <EmptyState title={t('inspector.noChunks')} text={t('inspector.noChunksText')} />;
  const left = chunks.length - length;
  return (
    <div className={styles.chunks}>
      <ChunkList record={record} chunks={chunks.slice(0, length)} />
      {left > 0 && (
        <Button onPress={() => setLength(length + 5 * pieceLength)}>
          {t('inspector.moreChunks', { count: left, left: format.number(left) })}
        </Button>
      )}
    </div>
  );
}
