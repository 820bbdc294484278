import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { useCommand } from '../commands/use-command.ts';
import { useFormat } from '../format/use-format.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import { Page } from '../shell/page.tsx';
import { newOne } from './access-search.ts';
import { AccessTabs } from './access-tabs.tsx';
import styles from './access.module.css';
import { WebhookForm } from './webhook-form.tsx';
import { WebhookInspector } from './webhook-inspector.tsx';
import { webhooksQuery } from './webhook-queries.ts';
import { WebhookTable } from './webhook-table.tsx';

const route = getRouteApi('/access/webhooks');

/** Deliveries are told by no event. */
const askAgainMs = 5_000;

/** Where events are sent to; any key has its own. */
export function WebhooksPage() {
  const { t } = useTranslation(['access', 'common']);
  const { number } = useFormat();
  const { webhook: selected } = route.useSearch();
  const navigate = route.useNavigate();
  const {
    data: all,
    error,
    isPending,
    refetch,
  } = useQuery({ ...webhooksQuery, refetchInterval: askAgainMs });
  const select = (webhook: string | null): void =>
    void navigate({ search: { webhook: webhook ?? undefined }, replace: true });
  const create = (): void => select(newOne);
  const close = (): void => select(null);
  useCommand({
    id: 'webhooks.new',
    title: t('webhooks.new'),
    group: 'create',
    keys: 'n',
    icon: Plus,
    run: create,
  });
  const chosen = all?.find(({ id }) => id === selected);
  return (
    <Page
      title={t('common:places.access')}
      sub={t('webhooks.sub')}
      tabs={<AccessTabs />}
      actions={
        <Button variant="primary" icon={Plus} onPress={create}>
          {t('webhooks.new')}
        </Button>
      }
      status={all && <span>{t('webhooks.count', { count: all.length, number: number(all.length) })}</span>}
      inspector={
        selected === newOne ? (
          <WebhookForm onClose={close} onDone={select} />
        ) : (
          chosen && <WebhookInspector key={chosen.id} webhook={chosen} onClose={close} />
        )
      }
    >
      <div className={styles.scroll}>
        {error && (
          <div className={styles.note}>
            <ProblemNote problem={error} onRetry={() => void refetch()} />
          </div>
        )}
        {isPending && <SkeletonRows isPadded />}
        {all?.length === 0 && <EmptyState title={t('webhooks.none')} text={t('webhooks.noneText')} />}
        {all && all.length > 0 && <WebhookTable all={all} selected={selected ?? null} onSelect={select} />}
      </div>
    </Page>
  );
}
