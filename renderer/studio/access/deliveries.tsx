import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, dataOf } from '../../api/client.ts';
import { problemOf } from '../../api/problem.ts';
import { Button } from '../../components/button/button.tsx';
import { Section } from '../../components/section/section.tsx';
import { Segmented } from '../../components/segmented/segmented.tsx';
import { SkeletonRows } from '../../components/skeleton/skeleton.tsx';
import { StateMark } from '../../components/state-mark/state-mark.tsx';
import type { State } from '../../components/state-mark/state-mark.tsx';
import { useFormat } from '../format/use-format.ts';
import { ProblemNote } from '../problems/problem-note.tsx';
import styles from './deliveries.module.css';
import { deliveriesKey, deliveriesQuery, deliveryStates } from './webhook-queries.ts';
import type { Delivery } from './webhook-queries.ts';

const askAgainMs = 3_000;
const shapes: Record<Delivery['state'], State> = { waiting: 'waiting', delivered: 'running', dead: 'failed' };

/** What was sent by a webhook and what waits, the newest first. */
export function Deliveries({ webhookId }: { webhookId: string }) {
  const { t } = useTranslation('access');
  const [state, setState] = useState<Delivery['state'] | 'all'>('all');
  const list = useInfiniteQuery({
    ...deliveriesQuery(webhookId, state === 'all' ? undefined : state),
    refetchInterval: askAgainMs,
  });
  const all = list.data?.pages.flatMap(({ items }) => items);
  const states = ['all' as const, ...deliveryStates];
  return (
    <Section title={t('delivery.title')} count={list.data?.pages[0]?.total ?? undefined}>
      <Segmented
        label={t('column.state')}
        size="sm"
        items={states.map((id) => ({ id, label: t(`delivery.${id}`) }))}
        value={state}
        onChange={setState}
      />
      {list.error && <ProblemNote problem={list.error} onRetry={() => void list.refetch()} />}
      {list.isPending && <SkeletonRows count={3} />}
      {all?.length === 0 && <p className="muted">{t('delivery.none')}</p>}
      <ul>
        {all?.map((delivery) => (
          <DeliveryLine key={delivery.id} webhookId={webhookId} delivery={delivery} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button size="sm" isBusy={list.isFetchingNextPage} onPress={() => void list.fetchNextPage()}>
          {t('delivery.more')}
        </Button>
      )}
    </Section>
  );
}

function DeliveryLine({ webhookId, delivery }: { webhookId: string; delivery: Delivery }) {
  const { t } = useTranslation('access');
  const format = useFormat();
  const queries = useQueryClient();
  const { id, type, at, state, attempts, attempt_log: log, next_attempt_at: next } = delivery;
  const retry = useMutation({
    mutationFn: () =>
      dataOf(
        api.POST('/webhooks/{id}/deliveries/{delivery}:retry', {
          params: { path: { id: webhookId, delivery: id } },
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: deliveriesKey(webhookId) }),
  });
  const last = log.at(-1);
  const isLater = state === 'waiting' && next !== null && isToCome(next);
  return (
    <li className={styles.delivery}>
      <div className={styles.line}>
        <StateMark state={shapes[state]} label={t(`delivery.${state}`)} isLabelHidden />
        <span className="mono">{type}</span>
        <time className={styles.end} dateTime={at}>
          {format.dateTime(at)}
        </time>
      </div>
      <div className={styles.facts}>
        <span>
          {attempts > 0 && t('delivery.attempts', { count: attempts, number: format.number(attempts) })}
          {last && last.status !== null && `, HTTP ${last.status}`}
          {last && `, ${format.number(last.ms)} ms`}
          {isLater && `, ${t('delivery.again', { when: format.ago(next) })}`}
        </span>
        {state !== 'waiting' && (
          <Button
            size="sm"
            variant="ghost"
            isBusy={retry.isPending}
            onPress={() => retry.mutate()}
            aria-label={t('delivery.retryNamed', { type, time: format.dateTime(at) })}
          >
            {t('delivery.retry')}
          </Button>
        )}
      </div>
      {last && last.error !== null && <p className={styles.bad}>{last.error}</p>}
      {retry.error && <p className={styles.bad}>{problemOf(retry.error).detail}</p>}
    </li>
  );
}

/** By this machine's clock, which may be another than FroDB's. */
function isToCome(time: string): boolean {
  return Date.parse(time) > Date.now();
}
