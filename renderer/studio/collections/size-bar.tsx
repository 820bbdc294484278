import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import { sizeOf } from './add-stats.ts';
import styles from './size-bar.module.css';
import type { Stats } from './use-lazy-stats.ts';

/** How much each store holds of it, as long as its share of `largest` (bytes). */
export function SizeBar({ bytes, largest }: { bytes: Stats['bytes']; largest: number }) {
  const { t } = useTranslation('collections');
  const format = useFormat();
  const words = t('sizeByStore', {
    postgres: format.bytes(bytes.postgres),
    qdrant: format.bytes(bytes.qdrant),
    objects: format.bytes(bytes.objects),
  });
  const total = sizeOf({ bytes });
  // Nothing that is there is too small to be seen.
  const width = largest === 0 ? 0 : Math.max(total / largest, 0.03);
  return (
    <span
      className={styles.bar}
      style={{ width: `${width * 100}%` }}
      role="img"
      aria-label={words}
      title={words}
    >
      <i className={styles.postgres} style={{ flexGrow: bytes.postgres }} />
      <i className={styles.qdrant} style={{ flexGrow: bytes.qdrant }} />
      <i className={styles.objects} style={{ flexGrow: bytes.objects }} />
    </span>
  );
}

/** What the colours of the bars mean. */
export function SizeLegend() {
  return (
    <span className={styles.legend}>
      {(['postgres', 'qdrant', 'objects'] as const).map((store) => (
        <span key={store}>
          <i className={styles[store]} />
          {{ postgres: 'Postgres', qdrant: 'Qdrant', objects: 'MinIO' }[store]}
        </span>
      ))}
    </span>
  );
}
