import { Link } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/session.ts';
import type { Collection } from '../../api/types.ts';
import { CollectionTable } from '../collections/collection-table.tsx';
import { sizeOf } from '../collections/add-stats.ts';
import { SizeLegend } from '../collections/size-bar.tsx';
import type { useLazyStats } from '../collections/use-lazy-stats.ts';
import { useFormat } from '../format/use-format.ts';
import styles from './collection-summary.module.css';

interface CollectionSummaryProps {
  collections: readonly Collection[];
  stats: ReturnType<typeof useLazyStats>;
}

/** Every collection of every database, with how much is in it. */
export function CollectionSummary({ collections, stats: { see, statsOf } }: CollectionSummaryProps) {
  const { t } = useTranslation('home');
  const { number } = useFormat();
  const can = useCan();
  const sizes = collections.map(({ name, database_name: database }) => {
    const stats = statsOf({ database, collection: name });
    return stats ? sizeOf(stats) : 0;
  });
  const databases = [...new Set(collections.map(({ database_name: database }) => database))];
  return (
    <div className={styles.summary}>
      <div className={styles.head}>
        <h2>{t('collections.title')}</h2>
        <span className="quiet">{number(collections.length)}</span>
        <span className={styles.legend}>
          <SizeLegend />
        </span>
        <Link to="/collections">{t('collections.all')}</Link>
      </div>
      {databases.map((database) => (
        <div key={database} className={styles.database}>
          {databases.length > 1 && <h3>{database}</h3>}
          <CollectionTable
            database={database}
            collections={collections.filter(({ database_name: name }) => name === database)}
            statsOf={statsOf}
            onSeen={see}
            largest={Math.max(...sizes)}
            room="middle"
          />
        </div>
      ))}
      {can('write') && (
        <p className={styles.drop}>
          <FileUp size={16} strokeWidth={1.5} aria-hidden />
          {t('dropLine')}
        </p>
      )}
    </div>
  );
}
