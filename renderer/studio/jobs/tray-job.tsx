import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Button } from 'react-aria-components';
import { ApiProblem, problemOf } from '../../api/problem.ts';
import type { ListedJob } from '../../api/types.ts';
import { ProgressBar } from '../../components/progress-bar/progress-bar.tsx';
import { useFieldProblem } from '../problems/use-field-problems.ts';
import { useProblemText } from '../problems/use-problem-text.ts';
import { JobTitle } from './job-title.tsx';
import { isEnded } from './job-state.ts';
import { StateOfJob } from './state-of-job.tsx';
import styles from './tray-job.module.css';
import { useJobActions } from './use-job-actions.ts';
import { shareDone } from './use-jobs-summary.ts';
import { useJobWords } from './use-job-words.ts';

/** One job of the tray: what, how far, how long yet; what went wrong, and what can be done. */
export function TrayJob({ job }: { job: ListedJob }) {
  const words = useJobWords();
  const actions = useJobActions(job);
  const { state, error } = job;
  const shortly = useShortProblem();
  const failed = state === 'failed' && error ? new ApiProblem(error) : null;
  const wrong = actions.cancel.error ?? actions.retry.error ?? failed;
  const hasBar = state === 'running' || state === 'failed' || (state === 'waiting' && job.attempts > 0);
  return (
    <li className={styles.job}>
      <div className={styles.line}>
        {isEnded(job) && <StateOfJob state={state} isLabelHidden />}
        <JobTitle job={job} />
        <FirstAction job={job} actions={actions} />
      </div>
      {hasBar && (
        <ProgressBar label={words.title(job)} value={shareDone(job)} isFailed={state === 'failed'} />
      )}
      <div className={styles.facts}>
        {wrong ? (
          <span className={styles.bad}>{shortly(wrong)}</span>
        ) : (
          <span className="cut">{words.progress(job)}</span>
        )}
        {state === 'failed' ? (
          <RetryAction job={job} actions={actions} />
        ) : (
          <span className={styles.end}>{words.time(job)}</span>
        )}
      </div>
    </li>
  );
}

interface ActionProps {
  job: ListedJob;
  actions: ReturnType<typeof useJobActions>;
}

/** Of what goes on: to stop it; of what has ended: to look at it. */
function FirstAction({ job, actions: { mayChange, cancel } }: ActionProps) {
  const { t } = useTranslation('jobs');
  const title = useJobWords().title(job);
  if (isEnded(job)) {
    const isFailed = job.state === 'failed';
    return (
      <Link
        to="/jobs"
        search={{ job: job.id }}
        className={styles.action}
        aria-label={t(isFailed ? 'action.detailsNamed' : 'action.showNamed', { title })}
      >
        {t(isFailed ? 'tray.details' : 'tray.show')}
      </Link>
    );
  }
  if (!mayChange) return null;
  if (cancel.isPending || cancel.isSuccess) return <span className={styles.end}>{t('tray.cancelling')}</span>;
  return (
    <Button
      className={styles.action ?? ''}
      onPress={() => cancel.mutate()}
      aria-label={t('action.cancelNamed', { title })}
    >
      {t('action.cancel')}
    </Button>
  );
}

function RetryAction({ job, actions: { mayChange, retry } }: ActionProps) {
  const { t } = useTranslation('jobs');
  const title = useJobWords().title(job);
  if (!mayChange) return null;
  return (
    <Button
      className={`${styles.action} ${styles.retry}`}
      isPending={retry.isPending}
      onPress={() => retry.mutate()}
      aria-label={t('action.retryNamed', { title })}
    >
      {t('action.retry')}
    </Button>
  );
}

/** What went wrong, in one sentence; all of it is with the details. */
function useShortProblem(): (error: unknown) => string {
  const textOf = useProblemText();
  const messageOf = useFieldProblem();
  return (error) => {
    const [first] = problemOf(error).errors ?? [];
    return first ? `${first.path}: ${messageOf(first)}` : textOf(error).title;
  };
}
