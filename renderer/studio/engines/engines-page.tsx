import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { enginesQuery } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Page } from '../shell/page.tsx';
import { CheckStores } from './check-stores.tsx';
import { EngineColumn } from './engine-column.tsx';
import { GatewayBar } from './gateway-bar.tsx';
import styles from './engines-page.module.css';

/** Memory and uptime change without an event. */
const askAgainMs = 5_000;

/** The three programs behind FroDB: how they are, what they say, and what they have lost. */
export function EnginesPage() {
  const { t } = useTranslation(['engines', 'common']);
  const isAdmin = useCan()('admin');
  const { data, error, isPending, refetch } = useQuery({
    ...enginesQuery,
    enabled: isAdmin,
    refetchInterval: askAgainMs,
  });
  const ready = data?.filter(({ state }) => state === 'ready').length ?? 0;
  return (
    <Page
      title={t('common:places.engines')}
      sub={t('sub')}
      actions={isAdmin && <CheckStores />}
      status={data && <span>{t('status', { ready, count: data.length })}</span>}
    >
      {!isAdmin && <EmptyState title={t('notYours')} text={t('notYoursText')} />}
      {error && (
        <div className={styles.note}>
          <ProblemNote problem={error} onRetry={() => void refetch()} />
        </div>
      )}
      {isAdmin && isPending && <SkeletonRows isPadded />}
      {data && (
        <>
          <GatewayBar engines={data} />
          <div className={styles.engines}>
            {data.map((engine) => (
              <EngineColumn key={engine.name} engine={engine} />
            ))}
          </div>
        </>
      )}
    </Page>
  );
}
