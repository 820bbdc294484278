import { useTranslation } from 'react-i18next';
import type { Webhook } from '../../api/types.ts';
import { StateMark } from '../../components/state-mark/state-mark.tsx';

/** Whether events are sent, and how the last one went. */
export function WebhookState({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation('access');
  const { enabled, stopped_because: stopped, last_attempt: last } = webhook;
  if (!enabled) return <StateMark state="stopped" label={t('webhookState.off')} />;
  if (stopped !== null) return <StateMark state="failed" label={t('webhookState.stopped')} />;
  if (last && last.error !== null) return <StateMark state="slow" label={t('webhookState.failing')} />;
  return <StateMark state="running" label={t('webhookState.on')} />;
}
