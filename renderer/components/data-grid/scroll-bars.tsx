import { useEffect, useRef } from 'react';
import type { PointerEvent, RefObject } from 'react';
import styles from './data-grid.module.css';

interface ScrollBarsProps {
  scroller: RefObject<HTMLDivElement | null>;
  /** Pixels that lie over the scroller's own first one: it is a window on more rows than a page can be high. */
  above: number;
  /** Of all rows and the head. */
  height: number;
  width: number;
  headHeight: number;
  /** A place on the whole height was dragged to. */
  onScrollTo: (top: number) => void;
}

const shortest = 32;

/**
 * Bars over the table, drawn from the number of rows and not from the page. For the pointer only: keys scroll by moving
 * the cell that has the focus.
 */
export function ScrollBars({ scroller, above, height, width, headHeight, onScrollTo }: ScrollBarsProps) {
  const vertical = useRef<HTMLDivElement>(null);
  const horizontal = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const draw = (): void => {
      const { scrollTop, scrollLeft, clientHeight, clientWidth } = element;
      place(vertical.current, 'Y', {
        track: clientHeight - headHeight - 8,
        share: (clientHeight - headHeight) / (height - headHeight),
        at: (above + scrollTop) / Math.max(1, height - clientHeight),
      });
      place(horizontal.current, 'X', {
        track: clientWidth - 16,
        share: clientWidth / width,
        at: scrollLeft / Math.max(1, width - clientWidth),
      });
    };
    draw();
    element.addEventListener('scroll', draw, { passive: true });
    const observer = new ResizeObserver(draw);
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', draw);
      observer.disconnect();
    };
  }, [scroller, above, height, width, headHeight]);

  const drag = (axis: 'X' | 'Y') => (event: PointerEvent<HTMLDivElement>) => {
    const element = scroller.current;
    const bar = event.currentTarget;
    if (!element || event.button !== 0) return;
    event.preventDefault();
    bar.setPointerCapture(event.pointerId);
    const isY = axis === 'Y';
    const start = isY ? event.clientY : event.clientX;
    const before = isY ? above + element.scrollTop : element.scrollLeft;
    const free = isY
      ? element.clientHeight - headHeight - 8 - bar.offsetHeight
      : element.clientWidth - 16 - bar.offsetWidth;
    const range = isY ? height - element.clientHeight : width - element.clientWidth;
    const move = (moved: globalThis.PointerEvent): void => {
      const distance = (isY ? moved.clientY : moved.clientX) - start;
      const to = Math.min(Math.max(before + (distance / Math.max(1, free)) * range, 0), range);
      if (isY) onScrollTo(to);
      else element.scrollLeft = to;
    };
    bar.addEventListener('pointermove', move);
    bar.addEventListener('lostpointercapture', () => bar.removeEventListener('pointermove', move), {
      once: true,
    });
  };
  return (
    <>
      <div
        ref={vertical}
        className={styles.vertical}
        style={{ top: headHeight + 4 }}
        onPointerDown={drag('Y')}
        aria-hidden
      />
      <div ref={horizontal} className={styles.horizontal} onPointerDown={drag('X')} aria-hidden />
    </>
  );
}

function place(
  bar: HTMLDivElement | null,
  axis: 'X' | 'Y',
  { track, share, at }: { track: number; share: number; at: number },
): void {
  if (!bar) return;
  bar.hidden = share >= 1 || track <= 0;
  const length = Math.max(shortest, track * share);
  bar.style[axis === 'Y' ? 'height' : 'width'] = `${length}px`;
  bar.style.transform = `translate${axis}(${Math.min(Math.max(at, 0), 1) * (track - length)}px)`;
}
