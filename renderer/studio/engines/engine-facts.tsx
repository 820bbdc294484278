import { useTranslation } from 'react-i18next';
import type { Engine } from '../../api/types.ts';
import { useFormat } from '../format/use-format.ts';
import styles from './engine-column.module.css';

/** What it takes and how long it runs; of one that is not FroDB's own, what is known. */
export function EngineFacts({ engine }: { engine: Engine }) {
  const { t } = useTranslation('engines');
  const format = useFormat();
  const {
    name,
    managed,
    memory_bytes: memory,
    disk_bytes: disk,
    port,
    uptime_seconds: uptime,
    garbage,
  } = engine;
  const facts: [string, string | null][] = [
    [t('fact.memory'), memory === null ? null : format.bytes(memory)],
    [t('fact.disk'), disk === null ? null : format.bytes(disk)],
    [t('fact.port'), port === null ? null : String(port)],
    [t('fact.uptime'), uptime === null ? null : format.duration(Math.max(uptime, 0))],
  ];
  // What Postgres deletes is gone at once.
  if (name !== 'postgres') facts.push([t('fact.garbage'), garbage === null ? null : format.number(garbage)]);
  return (
    <dl className={styles.facts}>
      {facts.map(
        ([label, value]) =>
          (value !== null || managed) && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value ?? <span className="quiet">{t('fact.unknown')}</span>}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
