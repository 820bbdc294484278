import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import type { PreviewFile } from '../file-kind.ts';
import { borrowPdf, explain } from './open-pdf.ts';

interface Loaded<Value> {
  value: Value | null;
  error: unknown;
}

const nothing = { value: null, error: null };

/** A PDF, opened. */
export function usePdf({ id, size }: PreviewFile): Loaded<PDFDocumentProxy> {
  const [state, setState] = useState<Loaded<PDFDocumentProxy>>(nothing);
  useEffect(() => {
    let isWanted = true;
    const { opening, giveBack } = borrowPdf({ id, size });
    opening.then(
      (value) => isWanted && setState({ value, error: null }),
      (error: unknown) => isWanted && setState({ value: null, error }),
    );
    return () => {
      isWanted = false;
      giveBack();
    };
  }, [id, size]);
  return state;
}

/** One page of it; the one before stays until the next has come. */
export function usePdfPage(
  pdf: PDFDocumentProxy | null,
  { id, size }: PreviewFile,
  pageNumber: number,
): Loaded<PDFPageProxy> {
  const [state, setState] = useState<Loaded<PDFPageProxy>>(nothing);
  useEffect(() => {
    if (!pdf) return;
    let isWanted = true;
    pdf.getPage(pageNumber).then(
      (value) => isWanted && setState({ value, error: null }),
      async (error: unknown) => {
        const explained = await explain({ id, size }, error);
        if (isWanted) setState({ value: null, error: explained });
      },
    );
    return () => {
      isWanted = false;
    };
  }, [pdf, id, size, pageNumber]);
  return state;
}
