import { useQuery } from '@tanstack/react-query';
import { Pause, Play, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import { collectionsQuery } from '../../api/queries.ts';
import { useCan } from '../../api/session.ts';
import { Button } from '../../components/button/button.tsx';
import { IconButton } from '../../components/icon-button/icon-button.tsx';
import { Select } from '../../components/select/select.tsx';
import { useFormat } from '../format/use-format.ts';
import styles from './event-filter-bar.module.css';
import { clearEvents, pauseEvents, resumeEvents } from './event-log.ts';
import { eventGroups } from './events-search.ts';
import type { EventGroup, EventsSearch } from './events-search.ts';

interface EventFilterBarProps {
  filter: EventsSearch;
  /** How many wait since the list stands still; null while it moves on. */
  waiting: number | null;
  onChange: (filter: EventsSearch) => void;
}

/** Which events are shown, and whether the list moves on. */
export function EventFilterBar({ filter, waiting, onChange }: EventFilterBarProps) {
  const { t } = useTranslation('events');
  const { number } = useFormat();
  return (
    <>
      <GroupFilter
        groups={filter.groups ?? []}
        onChange={(groups) => onChange({ ...filter, groups: groups.length > 0 ? groups : undefined })}
      />
      <PlaceFilter filter={filter} onChange={onChange} />
      <span className={styles.grow} />
      {waiting !== null && (
        <span className={styles.waiting}>{t('waiting', { count: waiting, number: number(waiting) })}</span>
      )}
      <Button
        icon={waiting === null ? Pause : Play}
        isOn={waiting !== null}
        onPress={waiting === null ? pauseEvents : resumeEvents}
      >
        {t(waiting === null ? 'pause' : 'goOn')}
      </Button>
      <IconButton icon={Trash2} label={t('clear')} onPress={clearEvents} />
    </>
  );
}

function GroupFilter({
  groups,
  onChange,
}: {
  groups: EventGroup[];
  onChange: (groups: EventGroup[]) => void;
}) {
  const { t } = useTranslation('events');
  const isAdmin = useCan()('admin');
  const known = eventGroups.filter((group) => isAdmin || (group !== 'key' && group !== 'engine'));
  return (
    <ToggleButtonGroup
      className={styles.groups ?? ''}
      aria-label={t('groups')}
      selectionMode="multiple"
      selectedKeys={groups}
      onSelectionChange={(chosen) => onChange(eventGroups.filter((group) => chosen.has(group)))}
    >
      {known.map((group) => (
        <ToggleButton key={group} id={group} className={styles.group ?? ''}>
          {t(`group.${group}`)}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

/** One choice for both: a database, or a collection in one. */
function PlaceFilter({ filter, onChange }: Pick<EventFilterBarProps, 'filter' | 'onChange'>) {
  const { t } = useTranslation('events');
  const { data: collections = [] } = useQuery(collectionsQuery);
  const { database, collection } = filter;
  const databases = [...new Set(collections.map(({ database_name: name }) => name))];
  const placed = new Set([
    '',
    ...databases,
    ...collections.map(({ database_name: name, name: one }) => `${name}/${one}`),
  ]);
  const value = [database, collection].filter((name) => name !== undefined).join('/');
  // What the address names may be deleted, and its events are still here.
  placed.add(value);
  return (
    <Select
      label={t('place')}
      isLabelHidden
      size="sm"
      value={value}
      items={[...placed].map((id) => ({ id, label: id === '' ? t('everywhere') : id.replace('/', ' / ') }))}
      onChange={(chosen) => {
        const [inDatabase, inCollection] = chosen.split('/');
        onChange({ ...filter, database: inDatabase || undefined, collection: inCollection });
      }}
    />
  );
}
