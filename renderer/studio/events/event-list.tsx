import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown } from 'lucide-react';
import type { KeyboardEvent, MouseEvent, UIEvent } from 'react';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../components/button/button.tsx';
import { usePreferences } from '../preferences.ts';
import type { LogEntry } from './log-entries.ts';
import styles from './event-list.module.css';
import { EventLine } from './event-line.tsx';

interface EventListProps {
  entries: readonly LogEntry[];
  /** The number of the line whose inspector is open. */
  selected: number | null;
  onSelect: (n: number | null) => void;
}

/** Lines of the log, the newest last. It follows its end until one scrolls up. */
export function EventList({ entries, selected, onSelect }: EventListProps) {
  const { t } = useTranslation('events');
  const frame = useRef<HTMLDivElement>(null);
  const rowHeight = usePreferences(({ density }) => density);
  const [isFollowing, setIsFollowing] = useState(true);
  // Its functions are only used here, and never memoized.
  // oxlint-disable-next-line react/incompatible-library
  const lines = useVirtualizer({
    count: entries.length,
    getScrollElement: () => frame.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => entries[index]?.n ?? index,
    overscan: 12,
  });
  useEffect(() => lines.measure(), [lines, rowHeight]);
  useKeptPlace(lines, entries, isFollowing ? 'follow' : rowHeight);
  const at = entries.findIndex(({ n }) => n === selected);
  const page = Math.floor((lines.scrollRect?.height ?? 0) / rowHeight);
  const move = (event: KeyboardEvent): void => {
    const to = indexAfter(event.key, at, entries.length, page);
    const entry = to === null ? undefined : entries[to];
    if (to === null || !entry) return;
    event.preventDefault();
    setIsFollowing(false);
    onSelect(entry.n);
    lines.scrollToIndex(to);
  };
  // One element takes the focus, whatever number of lines there are.
  const list = {
    role: 'listbox',
    'aria-label': t('name'),
    'aria-activedescendant': at < 0 ? undefined : `event-${selected}`,
    tabIndex: 0,
    onKeyDown: move,
    onClick: ({ target }: MouseEvent): void => {
      const line = target instanceof Element ? target.closest<HTMLElement>('[data-n]') : null;
      if (line) onSelect(Number(line.dataset['n']));
    },
    onScroll: ({ currentTarget }: UIEvent): void => {
      const { scrollTop, scrollHeight, clientHeight } = currentTarget;
      setIsFollowing(scrollHeight - scrollTop - clientHeight < rowHeight);
    },
  };
  return (
    <div className={styles.frame}>
      <div className={styles.head} aria-hidden>
        <span>{t('column.time')}</span>
        <span>{t('column.type')}</span>
        <span>{t('column.what')}</span>
        <span>{t('column.where')}</span>
      </div>
      <div ref={frame} className={styles.scroll} {...list}>
        <div style={{ height: lines.getTotalSize(), position: 'relative' }}>
          {lines.getVirtualItems().map(({ key, index, start, size }) => {
            const entry = entries[index];
            return (
              entry && (
                <EventLine
                  key={key}
                  entry={entry}
                  isSelected={entry.n === selected}
                  position={{ index, of: entries.length, top: start, height: size }}
                />
              )
            );
          })}
        </div>
      </div>
      {!isFollowing && (
        <div className={styles.follow}>
          <Button icon={ArrowDown} onPress={() => lines.scrollToIndex(entries.length - 1, { align: 'end' })}>
            {t('follow')}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Keeps the end in sight while it is followed, and else what one looks at, when the oldest lines are forgotten above it. */
function useKeptPlace(
  lines: ReturnType<typeof useVirtualizer<HTMLDivElement, Element>>,
  entries: readonly LogEntry[],
  mode: 'follow' | number,
): void {
  const before = useRef<readonly LogEntry[]>([]);
  useLayoutEffect(() => {
    const [oldest] = entries;
    const forgotten = oldest ? before.current.findIndex(({ n }) => n === oldest.n) : -1;
    before.current = entries;
    if (mode === 'follow') lines.scrollToIndex(entries.length - 1, { align: 'end' });
    else if (forgotten > 0) lines.scrollToOffset((lines.scrollOffset ?? 0) - forgotten * mode);
  }, [lines, entries, mode]);
}

/** Where a key leads from line `at` (-1: none yet); null: nowhere. */
function indexAfter(key: string, at: number, count: number, page: number): number | null {
  const last = count - 1;
  const from = at < 0 ? count : at;
  const steps: Record<string, number> = {
    ArrowUp: from - 1,
    ArrowDown: at < 0 ? last : at + 1,
    PageUp: from - page,
    PageDown: from + page,
    Home: 0,
    End: last,
  };
  const to = steps[key];
  return to === undefined ? null : Math.min(Math.max(to, 0), last);
}
