import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLive } from '../../api/live.ts';
import { Button } from '../../components/button/button.tsx';
import { EmptyState } from '../../components/empty-state/empty-state.tsx';
import { useFormat } from '../format/use-format.ts';
import { WorkTabs } from '../jobs/work-tabs.tsx';
import { Page } from '../shell/page.tsx';
import { EventFilterBar } from './event-filter-bar.tsx';
import { EventInspector } from './event-inspector.tsx';
import { EventList } from './event-list.tsx';
import { keepEvents, useEventLog } from './event-log.ts';
import { filterEvents } from './filter-events.ts';

const route = getRouteApi('/events');

/** Everything that changes, as it happens. */
export function EventsPage() {
  const { t } = useTranslation(['events', 'common']);
  const { number } = useFormat();
  const filter = route.useSearch();
  const navigate = route.useNavigate();
  const { entries, waiting } = useEventLog();
  const liveState = useLive(({ state }) => state);
  const [selected, setSelected] = useState<number | null>(null);
  useEffect(keepEvents, []);
  const shown = useMemo(() => filterEvents(entries, filter), [entries, filter]);
  const chosen = shown.find(({ n }) => n === selected);
  const isFiltered = shown.length < entries.length;
  return (
    <Page
      title={t('common:places.events')}
      tabs={<WorkTabs />}
      toolbar={
        <EventFilterBar
          filter={filter}
          waiting={waiting?.length ?? null}
          onChange={(search) => void navigate({ search, replace: true })}
        />
      }
      status={
        <>
          <span>{t(`live.${liveState}`)}</span>
          <span>{t('count', { count: shown.length, number: number(shown.length) })}</span>
        </>
      }
      inspector={
        chosen?.kind === 'event' && <EventInspector event={chosen.event} onClose={() => setSelected(null)} />
      }
    >
      {shown.length > 0 && <EventList entries={shown} selected={selected} onSelect={setSelected} />}
      {shown.length === 0 && !isFiltered && <EmptyState title={t('none')} text={t('noneText')} />}
      {shown.length === 0 && isFiltered && (
        <EmptyState
          title={t('hidden')}
          text={t('hiddenText', { count: entries.length, number: number(entries.length) })}
          actions={
            <Button onPress={() => void navigate({ search: {}, replace: true })}>{t('showAll')}</Button>
          }
        />
      )}
    </Page>
  );
}
