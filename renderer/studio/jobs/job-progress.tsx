import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.ts';
import type { Job } from '../../api/types.ts';
import { ProgressBar } from '../../components/progress-bar/progress-bar.tsx';
import { Note } from '../../components/note/note.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import styles from './job-inspector.module.css';
import { StateOfJob } from './state-of-job.tsx';
import { shareDone } from './use-jobs-summary.ts';
import { useJobWords } from './use-job-words.ts';

/** How it is, how far, and why it does not go on. */
export function JobProgress({ job }: { job: Job }) {
  const { t } = useTranslation('jobs');
  const words = useJobWords();
  const { state, error } = job;
  return (
    <div className={styles.block}>
      <div className={styles.line}>
        <StateOfJob state={state} />
        <span className={styles.end}>{words.time(job)}</span>
      </div>
      {state !== 'succeeded' && (
        <ProgressBar label={words.title(job)} value={shareDone(job)} isFailed={state === 'failed'} />
      )}
      <span className="muted">{words.progress(job)}</span>
      {state === 'failed' && error && <ProblemNote problem={new ApiProblem(error)} what={t('one.failed')} />}
      {/* Where an import stopped is told in these words alone. */}
      {state === 'failed' && error?.errors && (
        <p className={styles.bad} lang="en">
          {error.detail}
        </p>
      )}
      {state === 'waiting' && error && (
        <Note tone="warn" title={t('one.waits')}>
          {error.detail}
        </Note>
      )}
    </div>
  );
}
