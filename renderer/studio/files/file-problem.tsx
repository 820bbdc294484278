import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem.ts';
import { Button } from '../../components/button/button.tsx';
import { Note } from '../../components/note/note.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import type { PreviewFile } from './file-kind.ts';
import { UnreadableFile } from './read-file.ts';

export interface FileProblemProps {
  file: PreviewFile;
  error: unknown;
  onRetry: () => void;
}

/** Why a file can't be shown: it is lost, its engine is away, or the file itself is at fault. */
export function FileProblem({ file: { name }, error, onRetry }: FileProblemProps) {
  const { t } = useTranslation(['files', 'common']);
  if (error instanceof UnreadableFile) {
    return (
      <Note tone="warn" title={t(`unreadable.${error.reason}.title`, { name })}>
        {t(`unreadable.${error.reason}.text`)}
      </Note>
    );
  }
  const problem = problemOf(error);
  const retry = (
    <Button size="sm" icon={RotateCw} onPress={onRetry}>
      {t('common:action.retry')}
    </Button>
  );
  switch (problem.status) {
    case 410:
      return (
        <Note tone="danger" title={t('lost.title', { name })} actions={retry}>
          {t('lost.text')}
        </Note>
      );
    case 0:
    case 503:
      return (
        <Note tone="warn" title={t('away.title', { name })} actions={retry}>
          {t(problem.status === 0 ? 'away.unreached' : 'away.text')}
        </Note>
      );
    default:
      return <ProblemNote problem={problem} onRetry={onRetry} />;
  }
}
