import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { ApiProblem, problemOf } from '../../api/problem.ts';
import { jobQuery, keys } from '../../api/queries.ts';
import type { CollectionPath } from '../../api/queries.ts';
import type { Job } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { ProgressBar } from '../../components/progress-bar/progress-bar.tsx';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { Status } from '../../components/status/status.tsx';
import { useFormat } from '../format/use-format.ts';
import { StateOfJob } from '../jobs/state-of-job.tsx';
import styles from './import-job.module.css';
import { ProblemNote } from '../problems/problem-note.tsx';
import { RejectedRows } from './rejected-rows.tsx';

const lookEveryMs = 1_000;

/** An import that runs, or has ended: how far it is, what it made, and the rows that it put aside. */
export function ImportJob({ at, id }: { at: CollectionPath; id: string }) {
  const { t } = useTranslation('imports');
  const query = useQuery({
    ...jobQuery(id),
    // Events tell of progress, too; while FroDB is away they are missing, and the job goes on when it is back.
    refetchInterval: ({ state }) => (state.data && isOver(state.data) ? false : lookEveryMs),
  });
  const { data: job, error, refetch } = query;
  if (!job) {
    if (!error) return <SkeletonRows isPadded />;
    return (
      <div className={styles.job}>
        <ProblemNote
          problem={error}
          what={problemOf(error).status === 404 ? t('job.gone') : undefined}
          onRetry={() => void refetch()}
        />
      </div>
    );
  }
  const { rejected } = countsOf(job);
  return (
    <div className={styles.job}>
      <Progress job={job} />
      <Outcome at={at} job={job} />
      {rejected > 0 && <RejectedRows id={id} count={rejected} />}
    </div>
  );
}

function isOver({ state }: Job): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}

/** Rows so far: of a result, or of what the job tells while it runs (`120 rows, 3 of them rejected`). */
function countsOf({ result, progress }: Job): { created: number; rejected: number } {
  if (typeof result === 'object' && result !== null && 'created' in result && 'rejected' in result) {
    return { created: Number(result.created), rejected: Number(result.rejected) };
  }
  const [rows = 0, rejected = 0] = [...(progress.detail ?? '').matchAll(/\d+/g)].map(([digits]) =>
    Number(digits),
  );
  return { created: rows - rejected, rejected };
}

function Progress({ job }: { job: Job }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { state, progress, eta_seconds: eta, params } = job;
  const word =
    state === 'running' ? t('job.running', { file: String(params['file'] ?? '') }) : t(`job.${state}`);
  const share = progress.total === null || progress.total === 0 ? null : progress.done / progress.total;
  return (
    <div className={styles.progress}>
      <div className={styles.line}>
        <StateOfJob state={state} isLabelHidden />
        <Status isShown>
          <b>{word}</b>
        </Status>
        {state === 'running' && (
          <span className={styles.quiet}>
            {share !== null && format.percent(share)}
            {eta !== null && ` · ${t('job.left', { time: format.duration(eta) })}`}
          </span>
        )}
      </div>
      {!isOver(job) && <ProgressBar label={word} value={state === 'waiting' ? null : share} />}
    </div>
  );
}

function Outcome({ at, job }: { at: CollectionPath; job: Job }) {
  const { t } = useTranslation('imports');
  const format = useFormat();
  const { created, rejected } = countsOf(job);
  const place = `/collections/${at.database}/${at.collection}`;
  return (
    <>
      <p className={styles.counts}>
        {t('job.created', { count: created, number: format.number(created), collection: at.collection })}{' '}
        {rejected > 0 && t('job.rejected', { count: rejected, number: format.number(rejected) })}{' '}
        {(job.state === 'failed' || job.state === 'cancelled') &&
          t('job.stays', { collection: at.collection })}
        {!isOver(job) && t('job.follow')}
      </p>
      {job.error && <ProblemNote problem={new ApiProblem(job.error)} />}
      <div className={styles.line}>
        {isOver(job) && (
          <>
            <Button variant="primary" href={place}>
              {t('job.records')}
            </Button>
            <Button href={`${place}/import`}>{t('job.another')}</Button>
          </>
        )}
        <JobButtons job={job} />
      </div>
    </>
  );
}

function JobButtons({ job }: { job: Job }) {
  const { t } = useTranslation('imports');
  const queries = useQueryClient();
  const params = { path: { id: job.id } };
  const onSettled = () => queries.invalidateQueries({ queryKey: keys.jobs });
  const cancel = useMutation({ mutationFn: () => api.POST('/jobs/{id}:cancel', { params }), onSettled });
  const retry = useMutation({ mutationFn: () => api.POST('/jobs/{id}:retry', { params }), onSettled });
  const failed = cancel.error ?? retry.error;
  return (
    <>
      {!isOver(job) && (
        <Button variant="danger-quiet" isBusy={cancel.isPending} onPress={() => cancel.mutate()}>
          {t('job.cancel')}
        </Button>
      )}
      {(job.state === 'failed' || job.state === 'cancelled') && (
        <Button isBusy={retry.isPending} onPress={() => retry.mutate()}>
          {t('job.retry')}
        </Button>
      )}
      {failed !== null && <ProblemNote problem={failed} />}
    </>
  );
}
