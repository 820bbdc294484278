import { useQuery } from '@tanstack/react-query';
import { FileUp, Plus } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { enginesQuery } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import type { Collection } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { CollectionsStatus } from '../collections/collections-status.tsx';
import { useLazyStats } from '../collections/use-lazy-stats.ts';
import { useOpenFiles } from '../imports/use-open-files.ts';
import { Page } from '../shell/page.tsx';
import { Activity } from './activity.tsx';
import { CollectionSummary } from './collection-summary.tsx';
import { EngineStrip } from './engine-strip.tsx';
import styles from './overview.module.css';

/** How everything is: engines and disk, collections with their sizes, what happened lately. */
export function Overview({ collections }: { collections: readonly Collection[] }) {
  const { t } = useTranslation(['home', 'common']);
  const can = useCan();
  const stats = useLazyStats();
  const { data: engines } = useQuery({ ...enginesQuery, enabled: can('admin') });
  return (
    <Page
      title={t('common:places.home')}
      actions={can('schema') && <BeginActions />}
      status={<CollectionsStatus shown={[...collections]} statsOf={stats.statsOf} />}
    >
      <div className={styles.overview}>
        {can('admin') && <EngineStrip engines={engines ?? []} />}
        <div className={styles.columns}>
          <CollectionSummary collections={collections} stats={stats} />
          <Activity />
        </div>
      </div>
    </Page>
  );
}

function BeginActions() {
  const { t } = useTranslation(['home', 'collections']);
  const openFiles = useOpenFiles();
  const picker = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={picker}
        type="file"
        multiple
        hidden
        onChange={({ currentTarget }) => {
          openFiles([...(currentTarget.files ?? [])]);
          currentTarget.value = '';
        }}
      />
      <Button icon={FileUp} onPress={() => picker.current?.click()}>
        {t('files.dropOrChoose')}
      </Button>
      <Button variant="primary" icon={Plus} href="/collections/new">
        {t('collections:newCollection')}
      </Button>
    </>
  );
}
