import { useTranslation } from 'react-i18next';
import { KeyValue } from '../../components/key-values/key-values.tsx';
import { StoreMark } from '../../components/store-marks/store-marks.tsx';
import { useFormat } from '../format/use-format.ts';
import type { Totals } from './add-stats.ts';

/** Counts, and what each store holds of it: lines for `KeyValues`. */
export function StoreSizes({ stats: { records, chunks, files, bytes } }: { stats: Totals }) {
  const { t } = useTranslation('collections');
  const format = useFormat();
  return (
    <>
      <KeyValue label={t('columns.records')}>{format.number(records)}</KeyValue>
      <KeyValue label={t('columns.chunks')}>{format.number(chunks)}</KeyValue>
      <KeyValue label={t('columns.files')}>{format.number(files)}</KeyValue>
      <KeyValue label="Postgres" mark={<StoreMark store="postgres" />}>
        {format.bytes(bytes.postgres)}
      </KeyValue>
      <KeyValue label="Qdrant" mark={<StoreMark store="qdrant" />}>
        {t('roughly', { size: format.bytes(bytes.qdrant) })}
      </KeyValue>
      <KeyValue label="MinIO" mark={<StoreMark store="minio" />}>
        {format.bytes(bytes.objects)}
      </KeyValue>
    </>
  );
}
