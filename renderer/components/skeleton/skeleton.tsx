import { VisuallyHidden } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import styles from './skeleton.module.css';

/** The shape of what is coming: seen only when it takes longer than 300 ms. Several of them lie in a `SkeletonRows` or beside a `Status`. */
export function Skeleton({ width, height = 10 }: { width?: number | string; height?: number }) {
  return <span className={styles.bar} style={{ width, height }} aria-hidden />;
}

const widths = [140, 96, 172, 120, 84, 156];

/** Rows of a table or list that is coming. */
export function SkeletonRows({ count = 6, isPadded = false }: { count?: number; isPadded?: boolean }) {
  const { t } = useTranslation('components');
  return (
    <div role="status" className={styles.rows} data-padded={isPadded || undefined}>
      <VisuallyHidden>{t('loading')}</VisuallyHidden>
      {Array.from({ length: count }, (_, index) => (
        <div key={index} className={styles.row}>
          <Skeleton width={88} />
          <Skeleton width={widths[index % widths.length]} />
          <span className={styles.end}>
            <Skeleton width={index % 3 === 1 ? 38 : 44} />
          </span>
        </div>
      ))}
    </div>
  );
}
