import { RotateCw, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Job } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog/confirm-dialog.tsx';
import { ProblemNote } from '../problems/problem-note.tsx';
import styles from './job-inspector.module.css';
import { isEnded } from './job-state.ts';
import { useJobActions } from './use-job-actions.ts';

/** What can be done with it: stop it, let it go on, forget it. */
export function JobFooter({ job, onDeleted }: { job: Job; onDeleted: () => void }) {
  const { t } = useTranslation('jobs');
  const { mayChange, cancel, retry, remove } = useJobActions(job);
  const [isAsking, setIsAsking] = useState(false);
  const { state } = job;
  if (!mayChange) return null;
  const failure = cancel.error ?? retry.error;
  const isCancelling = cancel.isPending || cancel.isSuccess;
  return (
    <>
      {failure && <ProblemNote problem={failure} />}
      <div className={styles.foot}>
        {!isEnded(job) && (
          <Button isBusy={isCancelling} onPress={() => cancel.mutate()}>
            {isCancelling ? t('tray.cancelling') : t('action.cancel')}
          </Button>
        )}
        {(state === 'failed' || state === 'cancelled') && (
          <Button icon={RotateCw} isBusy={retry.isPending} onPress={() => retry.mutate()}>
            {t('action.retry')}
          </Button>
        )}
        {isEnded(job) && (
          <Button variant="danger-quiet" icon={Trash2} onPress={() => setIsAsking(true)}>
            {t('action.delete')}
          </Button>
        )}
      </div>
      {isAsking && (
        <ConfirmDialog
          title={t('delete.title')}
          text={t(job.kind === 'import' ? 'delete.importText' : 'delete.text')}
          confirmLabel={t('delete.confirm')}
          isBusy={remove.isPending}
          error={remove.error && <ProblemNote problem={remove.error} />}
          onClose={() => setIsAsking(false)}
          onConfirm={() => {
            // What goes wrong is told in the dialog.
            remove.mutateAsync().then(onDeleted, () => undefined);
          }}
        />
      )}
    </>
  );
}
