import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem.ts';
import { collectionsQuery } from '../../api/queries.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Page } from '../shell/page.tsx';
import { FirstMinute } from './first-minute.tsx';
import styles from './home-page.module.css';
import { Overview } from './overview.tsx';

/** Where Studio opens: the first minute while there is nothing, then how all of it is. */
export function HomePage() {
  const { t } = useTranslation('common');
  const { data: collections, error, refetch } = useQuery(collectionsQuery);
  if (error && !collections) {
    return (
      <Page title={t('places.home')}>
        <div className={styles.problem}>
          <ProblemNote problem={problemOf(error)} onRetry={() => void refetch()} />
        </div>
      </Page>
    );
  }
  if (!collections) return <Page title={t('places.home')}>{null}</Page>;
  return collections.length === 0 ? <FirstMinute /> : <Overview collections={collections} />;
}
