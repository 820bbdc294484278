import { useMutation, useQueryClient } from '@tanstack/react-query';
import { RotateCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '../../api/client.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { keys } from '../../api/queries.ts';
import { Button } from '../../components/button/button.tsx';
import { Note } from '../../components/note/note.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import styles from './collection-settings-page.module.css';

/** Fills the search index anew from Postgres, by a job; search works on meanwhile. */
export function RebuildIndex({ at }: { at: CollectionPath }) {
  const { t } = useTranslation('collections');
  const queries = useQueryClient();
  const rebuild = useMutation({
    mutationFn: () =>
      dataOf(api.POST('/databases/{database}/collections/{collection}:rebuild', { params: { path: at } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.jobs }),
  });
  return (
    <>
      <p className="muted">{t('rebuildText')}</p>
      {rebuild.error && <ProblemNote problem={rebuild.error} isWrite />}
      {rebuild.data ? (
        <Note
          tone="info"
          title={t('rebuildStarted')}
          actions={
            <Button size="sm" href="/jobs">
              {t('showJobs')}
            </Button>
          }
        >
          {t('rebuildStartedText')}
        </Note>
      ) : (
        <div className={styles.actions}>
          <Button icon={RotateCw} isBusy={rebuild.isPending} onPress={() => rebuild.mutate()}>
            {t('rebuild')}
          </Button>
        </div>
      )}
    </>
  );
}
