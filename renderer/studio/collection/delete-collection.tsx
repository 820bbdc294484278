import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import type { CollectionPath } from '../../api/queries.ts';
import { keys, statsQuery } from '../../api/queries.ts';
import { Button } from '../../components/button/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog/confirm-dialog.tsx';
import { useLosses } from '../collections/use-losses.ts';
import { useFormat } from '../format/use-format.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import styles from './collection-settings-page.module.css';
import { SettingsBlock } from './settings-block.tsx';

/** The end of a collection, and of all that is in it. */
export function DeleteCollection({ at }: { at: CollectionPath }) {
  const { t } = useTranslation('collections');
  const [isAsking, setAsking] = useState(false);
  return (
    <SettingsBlock title={t('deleteCollection')} text={t('deleteText')}>
      <div className={styles.actions}>
        <Button variant="danger-quiet" icon={Trash2} onPress={() => setAsking(true)}>
          {t('deleteCollection')}
        </Button>
      </div>
      {isAsking && <DeleteDialog at={at} onClose={() => setAsking(false)} />}
    </SettingsBlock>
  );
}

function DeleteDialog({ at, onClose }: { at: CollectionPath; onClose: () => void }) {
  const { t } = useTranslation('collections');
  const format = useFormat();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { data: stats } = useQuery({ ...statsQuery(at), staleTime: 0 });
  const losses = useLosses(stats);
  const remove = useMutation({
    mutationFn: () => api.DELETE('/databases/{database}/collections/{collection}', { params: { path: at } }),
    onSuccess: async () => {
      // First away from its page, which would say that it was deleted elsewhere.
      await navigate({ to: '/collections' });
      queries.removeQueries({ queryKey: keys.collection(at) });
      await queries.invalidateQueries({ queryKey: keys.collections });
    },
  });
  const label = stats?.records
    ? t('deleteCollectionWith', { count: stats.records, shown: format.number(stats.records) })
    : t('deleteCollection');
  return (
    <ConfirmDialog
      title={t('deleteCollectionTitle', { ...at })}
      text={t('deleteText')}
      losses={losses}
      typeToConfirm={at.collection}
      confirmLabel={label}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
      isBusy={remove.isPending}
      error={remove.error ? <ProblemNote problem={remove.error} isWrite /> : undefined}
    />
  );
}
