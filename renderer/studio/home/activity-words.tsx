import { Link } from '@tanstack/react-router';
import { Trans, useTranslation } from 'react-i18next';
import type { LiveEvent } from '../../api/live.ts';
import { useFormat } from '../format/use-format.ts';
import { useJobWords } from '../jobs/use-job-words.ts';
import type { Happening } from './recent.ts';

/** What happened, in a sentence that leads to what it is about. */
export function ActivityWords({ happening }: { happening: Happening }) {
  const words = useJobWords();
  if (happening.kind === 'event') return <EventWords event={happening.event} />;
  const { job } = happening;
  return (
    <Link to="/jobs" search={{ job: job.id }}>
      {words.title(job)}
    </Link>
  );
}

function EventWords({ event }: { event: LiveEvent }) {
  const { t } = useTranslation('home');
  const { number } = useFormat();
  const { type, database, collection, record_ids: ids = [] } = event;
  const name = event.key?.name ?? event.webhook?.name ?? collection ?? database ?? '';
  const isGone = type.endsWith('.deleted') && !type.startsWith('record.');
  const subject =
    database && collection && !isGone ? (
      <Link to="/collections/$database/$collection" params={{ database, collection }} />
    ) : (
      <b />
    );
  return (
    <Trans
      t={t}
      i18nKey={`activity.what.${keyOf(type)}`}
      count={ids.length}
      values={{ name, number: number(ids.length) }}
      components={{ subject }}
    />
  );
}

type Told = Exclude<LiveEvent['type'], `job.${string}` | `engine.${string}`>;
type KeyOf<Type> = Type extends `${infer Subject}.${infer Happened}` ? `${Subject}_${Happened}` : never;

/** `record.created` as the words are kept under, `record_created`. */
function keyOf(type: LiveEvent['type']): KeyOf<Told> {
  return type.replace('.', '_') as KeyOf<Told>;
}
