import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleAlert } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { dataOf } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import type { Problem } from '../../api/problem.ts';
import { keys } from '../../api/queries.ts';
import { Button } from '../../components/button/button.tsx';
import { useCommand } from '../commands/use-command.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import styles from './create-bar.module.css';
import type { CollectionDraft } from './draft-store.ts';
import type { useDraftProblems } from './use-draft-problems.tsx';
import { postSchema } from './use-schema-check.ts';

interface CreateBarProps {
  draft: CollectionDraft;
  problem: Problem | undefined;
  problems: ReturnType<typeof useDraftProblems>;
  isFresh: boolean;
  onDiscard: () => void;
  onCreated: () => void;
  /** Creating it was refused; what is wrong with the schema is shown where it is. */
  onRefused: (problem: Problem) => void;
}

/** Under the code: creates the collection, or says what is in the way. */
export function CreateBar({
  draft,
  problem,
  problems,
  isFresh,
  onDiscard,
  onCreated,
  onRefused,
}: CreateBarProps) {
  const { t } = useTranslation('schema');
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { text, database } = draft;
  // Sent again after an answer was lost, the same schema is created once.
  // oxlint-disable-next-line react/exhaustive-deps
  const onceKey = useMemo(() => crypto.randomUUID(), [text, database]);
  const create = useMutation({
    mutationFn: () => dataOf(postSchema(database, draft, { onceKey })),
    onError: (error) => onRefused(problemOf(error)),
    onSuccess: async (made) => {
      if (!('collection' in made)) return;
      onCreated();
      await queries.invalidateQueries({ queryKey: keys.collections });
      await navigate({
        to: '/collections/$database/$collection',
        params: { database: made.database, collection: made.collection },
      });
    },
  });
  const canCreate = problems.count === 0 && !problems.lacksOnlyName;
  const submit = (): void => {
    if (canCreate && !create.isPending) create.mutate();
  };
  useCommand({
    id: 'collection.create',
    title: t('new.create'),
    group: 'here',
    keys: 'mod+enter',
    isEnabled: canCreate,
    run: submit,
  });
  const trouble = noteOf(problem, create.error ? problemOf(create.error) : undefined);
  return (
    <>
      {trouble && (
        <div className={styles.note}>
          <ProblemNote problem={trouble} isWrite={create.error !== null} />
        </div>
      )}
      <div className={styles.bar} data-actions>
        <Reason problems={problems} />
        <span className={styles.grow} />
        {!isFresh && (
          <Button variant="ghost" onPress={onDiscard} isDisabled={create.isPending}>
            {t('new.discard')}
          </Button>
        )}
        <Button variant="primary" onPress={submit} isDisabled={!canCreate} isBusy={create.isPending}>
          {t('new.create')}
        </Button>
      </div>
    </>
  );
}

/** What is not about a part of the schema: the key may not, the database is gone, an engine is down. */
function noteOf(checked: Problem | undefined, created: Problem | undefined): Problem | undefined {
  return [created, checked].find((problem) => problem && (problem.errors ?? []).length === 0);
}

function Reason({ problems }: { problems: CreateBarProps['problems'] }) {
  const { t } = useTranslation('schema');
  if (problems.count > 0) {
    return (
      <span className={styles.error}>
        <CircleAlert size={16} strokeWidth={1.5} aria-hidden />
        {t('new.solve', { count: problems.count })}
      </span>
    );
  }
  return problems.lacksOnlyName ? <span className="muted">{t('new.nameFirst')}</span> : null;
}
