import { RefreshCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCan } from '../../api/session.ts';
import type { Problem } from '../../api/problem.ts';
import { problemOf } from '../../api/problem.ts';
import { Button } from '../../components/button/button.tsx';
import { Note } from '../../components/note/note.tsx';
import { ProgressBar } from '../../components/progress-bar/progress-bar.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './problem-note.module.css';
import { RequestId } from './request-id.tsx';
import { translateProblem } from './translate-problem.ts';
import { useFieldProblem } from './use-field-problems.ts';

export interface ProblemNoteProps {
  /** Whatever was thrown. */
  problem: unknown;
  /** What failed, in the words of the page: `The records could not be loaded.` */
  what?: string;
  /** It was to change something: says whether anything was written. */
  isWrite?: boolean;
  onRetry?: () => void;
  /** Further small buttons. */
  actions?: ReactNode;
}

/** What went wrong, what it means for the data, what to do; with the request id to hand on. */
export function ProblemNote({ problem: error, what, isWrite = false, onRetry, actions }: ProblemNoteProps) {
  const { t } = useTranslation('problems');
  const can = useCan();
  const problem = problemOf(error);
  const { title, text } = translateProblem(t, problem);
  const leadsToEngines = problem.code === 'unavailable' && can('admin');
  return (
    <Note
      tone={problem.progress ? 'info' : 'danger'}
      title={what ?? title}
      actions={
        <>
          {onRetry && (
            <Button size="sm" icon={RefreshCw} onPress={onRetry}>
              {t('retry')}
            </Button>
          )}
          {leadsToEngines && (
            <Button size="sm" variant="ghost" href="/engines">
              {t('openEngines')}
            </Button>
          )}
          {actions}
          {problem.request_id !== undefined && <RequestId id={problem.request_id} />}
        </>
      }
    >
      {what !== undefined && `${title}. `}
      {isWrite && `${t(isSurelyUnwritten(problem) ? 'nothingWritten' : 'maybeWritten')} `}
      {text}
      <Details problem={problem} />
      {problem.progress && <Progress progress={problem.progress} left={problem.eta_seconds ?? null} />}
    </Note>
  );
}

/** FroDB answered that it did not do it; without an answer nobody knows. */
function isSurelyUnwritten({ status }: Problem): boolean {
  return (status >= 400 && status < 500) || status === 503 || status === 507;
}

const shownProblems = 5;

/** What FroDB says beyond the code: what is wrong with which part, or its own words, which are English. */
function Details({ problem: { code, detail, errors = [] } }: { problem: Problem }) {
  const { t } = useTranslation('problems');
  const format = useFormat();
  const messageOf = useFieldProblem();
  if (errors.length > 0) {
    return (
      <ul className={styles.problems}>
        {errors.slice(0, shownProblems).map((problem, index) => (
          <li key={index}>
            <code className="mono">{problem.path}</code> {messageOf(problem)}
          </li>
        ))}
        {errors.length > shownProblems && (
          <li>
            {t('more', {
              count: errors.length - shownProblems,
              number: format.number(errors.length - shownProblems),
            })}
          </li>
        )}
      </ul>
    );
  }
  if (detail === '' || ['unreachable', 'unauthenticated'].includes(code)) return null;
  return (
    <div className={styles.says} lang="en">
      {t('says', { detail })}
    </div>
  );
}

/** Of what will be over when something is done: how far that is. */
function Progress({
  progress: { done, total },
  left,
}: {
  progress: NonNullable<Problem['progress']>;
  left: number | null;
}) {
  const { t } = useTranslation('problems');
  const format = useFormat();
  const share = total === null || total === 0 ? null : done / total;
  const label = share === null ? format.number(done) : t('progress', { percent: format.percent(share) });
  return (
    <div className={styles.progress}>
      <ProgressBar label={label} value={share} />
      <span>
        {label}
        {left !== null && `, ${t('left', { time: format.duration(left) })}`}
      </span>
    </div>
  );
}
