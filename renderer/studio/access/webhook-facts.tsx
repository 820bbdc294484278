import { useTranslation } from 'react-i18next';
import type { Webhook } from '../../api/types.ts';
import { CopyButton } from '../../components/copy-button/copy-button.tsx';
import { KeyValue, KeyValues } from '../../components/key-values/key-values.tsx';
import { Section } from '../../components/section/section.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './access.module.css';
import { KeyName } from './key-name.tsx';
import { WebhookState } from './webhook-state.tsx';

/** Where a webhook sends what. */
export function WebhookFacts({ webhook }: { webhook: Webhook }) {
  const { t } = useTranslation('access');
  const format = useFormat();
  const { url, types, database, collection, waiting, created_by: owner, created_at: created, id } = webhook;
  const where = [database, collection].filter((name) => name !== null).join(' / ');
  return (
    <Section title={t('facts')}>
      <KeyValues>
        <KeyValue label={t('column.state')}>
          <WebhookState webhook={webhook} />
        </KeyValue>
        <KeyValue label={t('column.url')}>
          <span className={styles.name}>
            <span className="mono cut" title={url}>
              {url}
            </span>
            <CopyButton text={url} label={t('webhooks.copyUrl')} />
          </span>
        </KeyValue>
        <KeyValue label={t('column.types')}>{types?.join(', ') ?? t('webhooks.allTypes')}</KeyValue>
        <KeyValue label={t('webhooks.where')}>{where === '' ? t('place.everywhere') : where}</KeyValue>
        <KeyValue label={t('column.waiting')}>{format.number(waiting)}</KeyValue>
        <KeyValue label={t('webhooks.owner')}>
          <KeyName id={owner} none="" />
        </KeyValue>
        <KeyValue label={t('column.made')}>{format.dateTime(created)}</KeyValue>
        <KeyValue label="ID">
          <span className="mono">{id}</span>
        </KeyValue>
      </KeyValues>
    </Section>
  );
}
