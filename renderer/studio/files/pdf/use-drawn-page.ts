import type { PDFPageProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import { drawPage } from './draw-page.ts';

interface Drawn {
  page: PDFPageProxy;
  canvas: HTMLCanvasElement;
}

/** A page's picture at a scale; the last one stays until the next is drawn, so that nothing flickers. */
export function useDrawnPage(
  page: PDFPageProxy | null,
  scale: number | null,
): { drawn: Drawn | null; error: unknown } {
  const [drawn, setDrawn] = useState<Drawn | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    if (!page || scale === null) return;
    const stop = new AbortController();
    drawPage(page, scale, stop.signal).then(
      (canvas) => {
        setDrawn({ page, canvas });
        setError(null);
      },
      (failure: unknown) => {
        if (!stop.signal.aborted) setError(failure);
      },
    );
    return () => stop.abort();
  }, [page, scale]);
  return { drawn, error };
}
