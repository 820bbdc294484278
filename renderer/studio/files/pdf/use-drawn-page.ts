import type { PDFPageProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import type { PreviewFile } from '../file-kind.ts';
import { drawPage } from './draw-page.ts';
import { explain } from './open-pdf.ts';

interface Drawn {
  page: PDFPageProxy;
  canvas: HTMLCanvasElement;
}

/** A page's picture at a scale; the last one stays until the next is drawn, so that nothing flickers. */
export function useDrawnPage(
  page: PDFPageProxy | null,
  { id, size }: PreviewFile,
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
      async (failure: unknown) => {
        if (stop.signal.aborted) return;
        const explained = await explain({ id, size }, failure);
        if (!stop.signal.aborted) setError(explained);
      },
    );
    return () => stop.abort();
  }, [page, id, size, scale]);
  return { drawn, error };
}
