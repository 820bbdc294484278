import { useTranslation } from 'react-i18next';
import type { Problem } from '../../api/problem.ts';
import { Button } from '../../components/button/button.tsx';
import { Note } from '../../components/note/note.tsx';

/** What could not be done, and that it may be tried again. */
export function RecordProblem({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  const { t } = useTranslation();
  return (
    <Note
      tone="danger"
      title={problem.detail}
      actions={
        onRetry && (
          <Button size="sm" onPress={onRetry}>
            {t('action.retry')}
          </Button>
        )
      }
    />
  );
}
