import { useState } from 'react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../commands/use-command.ts';
import type { Hit } from './use-hits.ts';

export interface HitWalk {
  /** The hit that the keys are at. */
  cursor: number;
  /** The one whose details are open. */
  open: Hit | undefined;
  /** Opens one. */
  show: (index: number) => void;
  /** Brings the keys there; with details open, those too. */
  go: (index: number) => void;
  /** To the hit before or after the one that is open; undefined where there is none. */
  toPrevious: (() => void) | undefined;
  toNext: (() => void) | undefined;
  /** Brings the keys back to the hit that was open. */
  leave: () => void;
}

interface WalkOptions {
  hits: Hit[] | undefined;
  openId: string | undefined;
  /** Where the hits are shown. */
  list: RefObject<HTMLElement | null>;
  onShow: (hit: Hit) => void;
}

/** From one hit to the next: J and K, and whatever else calls for it. */
export function useHitWalk({ hits = [], openId, list, onShow }: WalkOptions): HitWalk {
  const { t } = useTranslation('search');
  const [last, setLast] = useState(0);
  const openAt = hits.findIndex(({ id }) => id === openId);
  const open = hits[openAt];
  const cursor = open ? openAt : Math.min(last, Math.max(hits.length - 1, 0));
  const show = (index: number): void => {
    const hit = hits[index];
    if (!hit) return;
    setLast(index);
    onShow(hit);
  };
  const go = (index: number): void => {
    const hit = hits[index];
    if (!hit) return;
    setLast(index);
    if (open) onShow(hit);
    focusHit(list.current, hit.id);
  };
  const isEnabled = hits.length > 0;
  // The first press comes to where the keys are, the next ones go on.
  const step = (by: 1 | -1): void => go(open || isInside(list.current) ? cursor + by : cursor);
  useCommand({
    id: 'search.next',
    title: t('nextHit'),
    group: 'here',
    keys: 'j',
    isEnabled,
    run: () => step(1),
  });
  useCommand({
    id: 'search.previous',
    title: t('previousHit'),
    group: 'here',
    keys: 'k',
    isEnabled,
    run: () => step(-1),
  });
  return {
    cursor,
    open,
    show,
    go,
    toPrevious: open && openAt > 0 ? () => show(openAt - 1) : undefined,
    toNext: open && openAt + 1 < hits.length ? () => show(openAt + 1) : undefined,
    leave: () => open && focusHit(list.current, open.id, true),
  };
}

function isInside(list: HTMLElement | null): boolean {
  return list?.contains(document.activeElement) ?? false;
}

/** Unless somebody is busy in the details, the focus goes with the hit, which comes into view in any case. */
function focusHit(list: HTMLElement | null, id: string, isLeaving = false): void {
  const hit = list?.querySelector<HTMLElement>(`[data-hit="${CSS.escape(id)}"]`);
  if (!isLeaving && document.activeElement?.closest('aside')) hit?.scrollIntoView({ block: 'nearest' });
  else hit?.focus();
}
