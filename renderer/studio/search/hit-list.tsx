import { useEffect, useRef } from 'react';
import type { KeyboardEvent, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import type { CollectionSchema } from '../../api/types.ts';
import { Button } from '../../components/button/button.tsx';
import { HitRow } from './hit-row.tsx';
import type { HitWalk } from './use-hit-walk.ts';
import type { Hits } from './use-hits.ts';
import styles from './hit-list.module.css';

export interface HitListProps {
  found: Hits;
  schema: CollectionSchema | undefined;
  /** Of a score, beside the best one: 0 to 1. */
  shareOf: (score: number) => number;
  walk: HitWalk;
  ref: Ref<HTMLDivElement>;
}

/** The hits, best first. Arrow keys or J and K go from one to the next, Enter opens one. */
export function HitList({ found, schema, shareOf, walk, ref }: HitListProps) {
  const { t } = useTranslation('search');
  const { hits = [] } = found;
  const { cursor, go, show } = walk;
  const press = (event: KeyboardEvent): void => {
    const at = hits.findIndex(({ id }) => id === (event.target as HTMLElement).dataset['hit']);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: hits.length - 1 }[event.key];
    if (event.key === 'Enter' || event.key === ' ') show(at);
    else if (to === undefined) return;
    else go(Math.min(Math.max(to, 0), hits.length - 1));
    event.preventDefault();
  };
  return (
    <div className={styles.scroll}>
      <div
        ref={ref}
        role="grid"
        aria-label={t('hits')}
        aria-busy={found.isOld}
        className={styles.list}
        data-old={found.isOld || undefined}
        tabIndex={-1}
        onKeyDown={press}
      >
        {hits.map((hit, i) => (
          <HitRow
            key={hit.id}
            hit={hit}
            schema={schema}
            share={shareOf(hit.score)}
            isOpen={hit.id === walk.open?.id}
            isAtCursor={i === cursor}
            onOpen={() => show(i)}
          />
        ))}
      </div>
      {found.hasMore && <More found={found} />}
    </div>
  );
}

/** Fetches what follows when one has come near it; the button does the same. */
function More({ found: { isFetchingMore, fetchMore } }: { found: Hits }) {
  const { t } = useTranslation('search');
  const end = useRef<HTMLDivElement>(null);
  const latest = useRef(fetchMore);
  useEffect(() => {
    latest.current = fetchMore;
  });
  useEffect(() => {
    const watched = end.current;
    if (!watched) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && latest.current(), {
      rootMargin: '400px',
    });
    observer.observe(watched);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={end} className={styles.more}>
      <Button size="sm" variant="ghost" isBusy={isFetchingMore} onPress={fetchMore}>
        {t('more')}
      </Button>
    </div>
  );
}
