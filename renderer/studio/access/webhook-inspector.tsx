import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import type { Webhook } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog/confirm-dialog.tsx';
import { Note } from '../../components/note/note.tsx';
import { useFormat } from '../format/use-format.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Inspector } from '../shell/inspector.tsx';
import styles from './access.module.css';
import { Deliveries } from './deliveries.tsx';
import { WebhookFacts } from './webhook-facts.tsx';
import { WebhookForm } from './webhook-form.tsx';
import { webhookName } from './webhook-name.ts';

/** One webhook: where it sends what, and what became of each event. */
export function WebhookInspector({ webhook, onClose }: { webhook: Webhook; onClose: () => void }) {
  const { t } = useTranslation(['access', 'common']);
  const [doing, setDoing] = useState<'edit' | 'delete' | null>(null);
  if (doing === 'edit')
    return <WebhookForm webhook={webhook} onClose={onClose} onDone={() => setDoing(null)} />;
  return (
    <Inspector
      title={webhookName(webhook)}
      onClose={onClose}
      footer={
        <div className={styles.foot}>
          <Button icon={Pencil} onPress={() => setDoing('edit')}>
            {t('edit')}
          </Button>
          <Button variant="danger-quiet" icon={Trash2} onPress={() => setDoing('delete')}>
            {t('common:action.delete')}
          </Button>
        </div>
      }
    >
      {webhook.stopped_because !== null && (
        <div className={styles.note}>
          <Note tone="warn" title={t('webhooks.stopped')}>
            {webhook.stopped_because}
          </Note>
        </div>
      )}
      <WebhookFacts webhook={webhook} />
      <Deliveries webhookId={webhook.id} />
      {doing === 'delete' && (
        <DeleteWebhook webhook={webhook} onClose={() => setDoing(null)} onDeleted={onClose} />
      )}
    </Inspector>
  );
}

interface DeleteWebhookProps {
  webhook: Webhook;
  onClose: () => void;
  onDeleted: () => void;
}

function DeleteWebhook({ webhook, onClose, onDeleted }: DeleteWebhookProps) {
  const { t } = useTranslation(['access', 'common']);
  const { number } = useFormat();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => api.DELETE('/webhooks/{id}', { params: { path: { id: webhook.id } } }),
    onSuccess: () => {
      onDeleted();
      return queries.invalidateQueries({ queryKey: keys.webhooks });
    },
  });
  return (
    <ConfirmDialog
      title={t('webhooks.deleteTitle', { name: webhookName(webhook) })}
      text={t('webhooks.deleteText')}
      losses={
        webhook.waiting > 0 ? [{ label: t('webhooks.deleteWaiting'), count: number(webhook.waiting) }] : []
      }
      confirmLabel={t('webhooks.delete')}
      isBusy={remove.isPending}
      error={remove.error && <ProblemNote problem={remove.error} />}
      onConfirm={() => remove.mutate()}
      onClose={onClose}
    />
  );
}
