import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/problem.ts';
import { useCan } from '../../api/session.ts';
import { Button } from '../../components/button/button.tsx';
import { Note } from '../../components/note/note.tsx';
import { ProgressBar } from '../../components/progress-bar/progress-bar.tsx';
import { useFormat } from '../format/use-format.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import styles from './search-place.module.css';

/** Why there is no answer. What passes by itself is asked again meanwhile. */
export function SearchProblem({ problem, onRetry }: { problem: Problem; onRetry: () => void }) {
  const { t } = useTranslation(['search', 'common']);
  const can = useCan();
  if (problem.progress) return <Rebuilding {...problem.progress} left={problem.eta_seconds ?? null} />;
  if (problem.status === 503) {
    return (
      <Note
        tone="warn"
        title={t('down.title')}
        isAlert
        actions={
          can('admin') && (
            <Button size="sm" href="/engines">
              {t('common:places.engines')}
            </Button>
          )
        }
      >
        {t('down.text')}
      </Note>
    );
  }
  return <ProblemNote problem={problem} onRetry={onRetry} />;
}

/** The index of the collection is being filled; search goes on when it is whole. */
function Rebuilding({ done, total, left }: { done: number; total: number | null; left: number | null }) {
  const { t } = useTranslation('search');
  const format = useFormat();
  const isCounted = total !== null && total > 0;
  return (
    <Note tone="info" title={t('rebuilding.title')}>
      {t('rebuilding.text')}
      <span className={styles.progress}>
        <ProgressBar label={t('rebuilding.title')} value={isCounted ? done / total : null} />
        {isCounted && t('rebuilding.progress', { done: format.number(done), total: format.number(total) })}
        {left !== null && `, ${t('rebuilding.left', { time: format.duration(left) })}`}
      </span>
    </Note>
  );
}
