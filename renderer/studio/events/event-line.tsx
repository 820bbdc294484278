import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.ts';
import type { LogEntry } from './log-entries.ts';
import styles from './event-list.module.css';
import { useEventWords } from './use-event-words.ts';

interface EventLineProps {
  entry: LogEntry;
  isSelected: boolean;
  position: { index: number; of: number; top: number; height: number };
}

/** One line of the log. */
export function EventLine({ entry, isSelected, position }: EventLineProps) {
  const line = {
    id: `event-${entry.n}`,
    role: 'option',
    'aria-selected': isSelected,
    'aria-posinset': position.index + 1,
    'aria-setsize': position.of,
    style: { top: position.top, height: position.height },
  };
  if (entry.kind === 'gap') {
    return (
      <div {...line} className={`${styles.line} ${styles.gap}`}>
        <GapWords entry={entry} />
      </div>
    );
  }
  return (
    <div {...line} className={styles.line} data-n={entry.n}>
      <EventWords entry={entry} />
    </div>
  );
}

function GapWords({ entry: { at, signal } }: { entry: Extract<LogEntry, { kind: 'gap' }> }) {
  const { t } = useTranslation('events');
  const format = useFormat();
  return (
    <>
      <span className="mono">{format.clock(at)}</span>
      <span className="cut" title={t(`gap.${signal}`)}>
        {t(`gap.${signal}`)}
      </span>
    </>
  );
}

function EventWords({ entry: { event, times } }: { entry: Extract<LogEntry, { kind: 'event' }> }) {
  const words = useEventWords();
  const format = useFormat();
  const { type, at, database, collection } = event;
  const where = [database, collection].filter((name) => name !== null).join(' / ');
  const isBad = type.endsWith('.failed');
  return (
    <>
      <span className={styles.time}>{format.clock(at)}</span>
      <span className={styles.type} data-bad={isBad || undefined}>
        {type}
        {times > 1 && <span className={styles.times}> ×{format.number(times)}</span>}
      </span>
      <span className="cut">{words(event)}</span>
      <span className={`cut ${styles.where}`}>{where}</span>
    </>
  );
}
