import type { PageSize, Place } from './page-box.ts';

/** `passage`: as large as the passage allows; `width`: the whole page across; a number: CSS pixels a point. */
export type Zoom = 'passage' | 'width' | number;

const smallest = 0.25;
const largest = 4;
/** A short passage is not blown up beyond what is read with ease. */
const largestPassage = 1.6;
/** Pixels beside the passage: its tag stands there. */
export const passageMargin = 24;
const step = 1.25;

/** CSS pixels a point, in a frame `frame` pixels wide. */
export function scaleOf(zoom: Zoom, frame: number, page: PageSize, passage: Place | null): number {
  const fit = frame / page.width;
  if (zoom === 'width' || (zoom === 'passage' && passage === null)) return fit;
  if (zoom !== 'passage') return zoom;
  const wide = (frame - 2 * passageMargin) / Math.max(passage!.width, 1);
  return Math.max(fit, Math.min(wide, largestPassage));
}

/** A step larger (1) or smaller (-1) than now. */
export function zoomBy(scale: number, direction: 1 | -1): number {
  const next = direction === 1 ? scale * step : scale / step;
  return Math.min(largest, Math.max(smallest, next));
}

/** Whether there is a step in that direction. */
export function canZoom(scale: number, direction: 1 | -1): boolean {
  return direction === 1 ? scale < largest - 0.001 : scale > smallest + 0.001;
}
