import type { PDFPageProxy } from 'pdfjs-dist';
import { pageSize } from './page-box.ts';

/** Pixels of a canvas beyond which browsers give up, or nobody sees a difference. */
const mostPixels = 16_000_000;

/**
 * Draws a page at `scale` CSS pixels a point, sharp on this screen, on a canvas of its own: what is shown stays until the
 * new one is ready. `signal` stops it, with an AbortError.
 */
export async function drawPage(
  page: PDFPageProxy,
  scale: number,
  signal: AbortSignal,
): Promise<HTMLCanvasElement> {
  const { width, height } = pageSize(page);
  const wanted = scale * devicePixelRatio;
  const sharp = Math.min(wanted, Math.sqrt(mostPixels / (width * height)));
  // What pdf.js calls scale is of the page's own unit.
  const viewport = page.getViewport({ scale: sharp / page.userUnit });
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.floor(viewport.width));
  canvas.height = Math.max(1, Math.floor(viewport.height));
  const task = page.render({ canvas, viewport });
  const stop = (): void => task.cancel();
  signal.addEventListener('abort', stop, { once: true });
  try {
    await task.promise;
  } finally {
    signal.removeEventListener('abort', stop);
    signal.throwIfAborted();
  }
  return canvas;
}
