import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import type { ApiKey } from '../../api/types.ts';
import { ConfirmDialog } from '../../components/confirm-dialog/confirm-dialog.tsx';
import { useFormat } from '../format/use-format.ts';
import { activeJobsQuery } from '../jobs/job-queries.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { webhooksQuery } from './webhook-queries.ts';

interface RevokeKeyProps {
  apiKey: ApiKey;
  onClose: () => void;
  onRevoked: () => void;
}

/** Asks before a key is revoked, and says what stops working. */
export function RevokeKey({ apiKey: { id, name }, onClose, onRevoked }: RevokeKeyProps) {
  const { t } = useTranslation('access');
  const { number } = useFormat();
  const queries = useQueryClient();
  const { data: webhooks = [] } = useQuery(webhooksQuery);
  const { data: jobs = [] } = useQuery(activeJobsQuery);
  const revoke = useMutation({
    mutationFn: () => api.DELETE('/api-keys/{id}', { params: { path: { id } } }),
    onSuccess: () => {
      onRevoked();
      return queries.invalidateQueries({ queryKey: keys.apiKeys });
    },
  });
  const ownedBy = (all: readonly { created_by: string | null }[]): number =>
    all.filter(({ created_by: owner }) => owner === id).length;
  const losses = [
    { label: t('revoke.webhooks'), count: ownedBy(webhooks) },
    { label: t('revoke.jobs'), count: ownedBy(jobs) },
  ].filter(({ count }) => count > 0);
  return (
    <ConfirmDialog
      title={t('revoke.title', { name })}
      text={t('revoke.text')}
      losses={losses.map(({ label, count }) => ({ label, count: number(count) }))}
      confirmLabel={t('revoke.do')}
      isBusy={revoke.isPending}
      error={revoke.error && <ProblemNote problem={revoke.error} />}
      onConfirm={() => revoke.mutate()}
      onClose={onClose}
    />
  );
}
