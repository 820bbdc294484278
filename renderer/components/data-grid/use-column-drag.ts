import { useRef, useState } from 'react';
import type { PointerEvent } from 'react';

export interface ColumnDrag {
  id: string;
  over: string;
  isAfter: boolean;
}

/** Below so many pixels it is a click. */
const dragAfter = 6;

/** Follows the pointer from a column's head to the place where it is let go. */
export function useColumnDrag(onPlace: (id: string, other: string, isAfter: boolean) => void) {
  const [drag, setDrag] = useState<ColumnDrag | null>(null);
  const latest = useRef<ColumnDrag | null>(null);

  const follow = (next: ColumnDrag | null): void => {
    latest.current = next;
    setDrag(next);
  };
  const start = (event: PointerEvent<HTMLElement>, id: string): void => {
    if (event.button !== 0) return;
    const { clientX: from, currentTarget: head, pointerId } = event;
    const watch = new AbortController();
    const move = ({ clientX, clientY }: globalThis.PointerEvent): void => {
      if (!latest.current && Math.abs(clientX - from) < dragAfter) return;
      head.setPointerCapture(pointerId);
      follow({ id, ...columnAt(clientX, clientY, id) });
    };
    const end = (): void => {
      watch.abort();
      const { current } = latest;
      if (current) {
        swallowClick();
        onPlace(id, current.over, current.isAfter);
      }
      follow(null);
    };
    head.addEventListener('pointermove', move, { signal: watch.signal });
    head.addEventListener('pointerup', end, { signal: watch.signal });
    head.addEventListener('pointercancel', () => (watch.abort(), follow(null)), { signal: watch.signal });
  };
  return { drag, start };
}

/** The column whose head is at a point, and on which side of its middle that lies. */
function columnAt(x: number, y: number, otherwise: string): { over: string; isAfter: boolean } {
  const head = document
    .elementsFromPoint(x, y)
    .find((element) => element instanceof HTMLElement && element.dataset['column'] !== undefined);
  if (!(head instanceof HTMLElement)) return { over: otherwise, isAfter: false };
  const { left, width } = head.getBoundingClientRect();
  return { over: head.dataset['column'] ?? otherwise, isAfter: x > left + width / 2 };
}

/** The click that ends a drag is none: it would sort. */
function swallowClick(): void {
  const swallow = (click: MouseEvent): void => click.stopPropagation();
  window.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 0);
}
