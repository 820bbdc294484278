import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { useApiSnippet } from '../api-panel/use-api-snippet.ts';
import { useFormat } from '../format/use-format.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Page } from '../shell/page.tsx';
import { JobFilterBar } from './job-filter-bar.tsx';
import { JobInspector } from './job-inspector.tsx';
import { JobTable } from './job-table.tsx';
import { jobListQuery } from './job-queries.ts';
import type { JobFilter } from './job-state.ts';
import styles from './jobs-page.module.css';
import { WorkTabs } from './work-tabs.tsx';

const route = getRouteApi('/jobs');

/** All long work, the newest first: what it is, how far, and what came of it. */
export function JobsPage() {
  const { t } = useTranslation(['jobs', 'common']);
  const { number } = useFormat();
  const { job, state, kind } = route.useSearch();
  const navigate = route.useNavigate();
  useApiSnippet({ title: t('common:places.jobs'), method: 'GET', path: '/jobs', query: { state, kind } });
  const list = useInfiniteQuery(jobListQuery({ state, kind }));
  const total = list.data?.pages[0]?.total ?? null;
  const select = (id: string | null): void =>
    void navigate({ search: { job: id ?? undefined, state, kind }, replace: true });
  const narrow = (filter: JobFilter): void => void navigate({ search: { ...filter, job }, replace: true });
  return (
    <Page
      title={t('common:places.jobs')}
      tabs={<WorkTabs />}
      toolbar={<JobFilterBar filter={{ state, kind }} onChange={narrow} />}
      status={total !== null && <span>{t('list.count', { count: total, number: number(total) })}</span>}
      inspector={job !== undefined && <JobInspector key={job} id={job} onClose={() => select(null)} />}
    >
      <div className={styles.scroll}>
        {list.isError && (
          <div className={styles.note}>
            <ProblemNote problem={list.error} onRetry={() => void list.refetch()} />
          </div>
        )}
        {list.isPending && <SkeletonRows isPadded />}
        {list.data && total === 0 && <NoJobs filter={{ state, kind }} onShowAll={() => narrow({})} />}
        {list.data && total !== 0 && (
          <JobTable
            jobs={list.data.pages.flatMap(({ items }) => items)}
            selected={job ?? null}
            onSelect={select}
          />
        )}
        {list.hasNextPage && (
          <div className={styles.more}>
            <Button isBusy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
              {t('list.more')}
            </Button>
          </div>
        )}
      </div>
    </Page>
  );
}

function NoJobs({ filter: { state, kind }, onShowAll }: { filter: JobFilter; onShowAll: () => void }) {
  const { t } = useTranslation('jobs');
  if (state === undefined && kind === undefined)
    return <EmptyState title={t('list.none')} text={t('list.noneText')} />;
  return (
    <EmptyState
      title={t('list.hidden')}
      text={t('list.hiddenText')}
      actions={<Button onPress={onShowAll}>{t('list.showAll')}</Button>}
    />
  );
}
