import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem.ts';
import { Button } from '../../components/button/button.tsx';
import { Note } from '../../components/note/note.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import type { PreviewFile } from './file-kind.ts';
import { UnreadableFile } from './read-file.ts';

/** Why a file can't be shown: what FroDB says, or what is wrong with the file itself. */
export function FileProblem({
  file,
  error,
  onRetry,
}: {
  file: PreviewFile;
  error: unknown;
  onRetry: () => void;
}) {
  const { t } = useTranslation(['files', 'common']);
  if (error instanceof UnreadableFile) {
    return (
      <Note tone="warn" title={t(`unreadable.${error.reason}.title`, { name: file.name })}>
        {t(`unreadable.${error.reason}.text`)}
      </Note>
    );
  }
  return (
    <ProblemNote
      problem={problemOf(error)}
      actions={
        <Button size="sm" icon={RotateCw} onPress={onRetry}>
          {t('common:action.retry')}
        </Button>
      }
    />
  );
}
