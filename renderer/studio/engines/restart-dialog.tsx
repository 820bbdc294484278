import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import { ConfirmDialog } from '../../components/confirm-dialog/confirm-dialog.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import { engineNames } from './engine-names.ts';
import type { EngineName } from './engine-names.ts';

interface RestartDialogProps {
  name: EngineName;
  /** It does not run: nothing stops by it. */
  isFailed: boolean;
  onClose: () => void;
}

/** Says what stops meanwhile, and restarts. */
export function RestartDialog({ name, isFailed, onClose }: RestartDialogProps) {
  const { t } = useTranslation('engines');
  const queries = useQueryClient();
  const restart = useMutation({
    mutationFn: () => dataOf(api.POST('/engines/{engine}:restart', { params: { path: { engine: name } } })),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.engines }),
    onSuccess: onClose,
  });
  const values = { engine: engineNames[name] };
  return (
    <ConfirmDialog
      title={t('restartTitle', values)}
      text={isFailed ? t('restartFailed', values) : t(`restartMeans.${name}`)}
      confirmLabel={t('restartNamed', values)}
      variant="primary"
      isBusy={restart.isPending}
      error={restart.error && <ProblemNote problem={restart.error} />}
      onConfirm={() => restart.mutate()}
      onClose={onClose}
    />
  );
}
