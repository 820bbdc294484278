import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem.ts';
import { jobQuery } from '../../api/queries.ts';
import type { Job } from '../../api/types.ts';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Inspector } from '../shell/inspector.tsx';
import { JobAttempts } from './job-attempts.tsx';
import { JobFacts } from './job-facts.tsx';
import { JobFooter } from './job-footer.tsx';
import styles from './job-inspector.module.css';
import { JobProgress } from './job-progress.tsx';
import { JobResult } from './job-result.tsx';
import { useJobWords } from './use-job-words.ts';

/** One job: how far it is, what went wrong, what came of it, and what can be done. */
export function JobInspector({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('jobs');
  const words = useJobWords();
  const { data: job, error, isPending, refetch } = useQuery(jobQuery(id));
  if (job) {
    return (
      <Inspector
        title={words.title(job)}
        onClose={onClose}
        footer={<JobFooter job={job} onDeleted={onClose} />}
      >
        <JobDetails job={job} />
      </Inspector>
    );
  }
  const isGone = problemOf(error).status === 404;
  return (
    <Inspector title={t('one.title')} onClose={onClose}>
      <div className={styles.block}>
        {isPending && <SkeletonRows />}
        {error && isGone && <EmptyState title={t('one.gone')} text={t('one.goneText')} />}
        {error && !isGone && <ProblemNote problem={error} onRetry={() => void refetch()} />}
      </div>
    </Inspector>
  );
}

function JobDetails({ job }: { job: Job }) {
  return (
    <>
      <JobProgress job={job} />
      <JobResult job={job} />
      <JobFacts job={job} />
      {job.attempt_log.length > 0 && <JobAttempts job={job} />}
    </>
  );
}
