import type { Problem } from '../../api/problem.ts';
import { Button } from '../../components/button/button.tsx';
import { Note } from '../../components/note/note.tsx';

export function ProblemNote({
  problem,
  what,
  retry,
  onRetry,
}: {
  problem: Problem;
  what?: string;
  retry?: string;
  onRetry?: () => void;
}) {
  return (
    <Note
      tone="danger"
      title={what ?? problem.title}
      actions={
        onRetry && (
          <Button size="sm" onPress={onRetry}>
            {retry}
          </Button>
        )
      }
    >
      {problem.detail}
    </Note>
  );
}
