import type { PDFPageProxy } from 'pdfjs-dist';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { FileProblem } from '../file-problem.tsx';
import type { PreviewFile } from '../file-kind.ts';
import { useWidth } from '../use-width.ts';
import { passageMargin, scaleOf, zoomBy } from './zoom.ts';
import type { Zoom } from './zoom.ts';
import { forgetPdf } from './open-pdf.ts';
import { pageSize, placeBox, unite } from './page-box.ts';
import type { PageBox, Place } from './page-box.ts';
import { PdfBar } from './pdf-bar.tsx';
import { PdfPage } from './pdf-page.tsx';
import styles from './pdf-preview.module.css';
import { useDrawnPage } from './use-drawn-page.ts';
import { usePdf, usePdfPage } from './use-pdf.ts';

export interface PdfPreviewProps {
  file: PreviewFile;
  /** Shown first. */
  page: number;
  boxes: readonly PageBox[];
}

/** Pages of a PDF, one at a time, with a passage marked; as large as the passage allows, or as one likes. */
export function PdfPreview(props: PdfPreviewProps) {
  const [attempt, setAttempt] = useState(0);
  const retry = (): void => {
    forgetPdf(props.file.id);
    setAttempt(attempt + 1);
  };
  return <Pages key={attempt} {...props} onRetry={retry} />;
}

function Pages({ file, page: firstPage, boxes, onRetry }: PdfPreviewProps & { onRetry: () => void }) {
  const { t } = useTranslation('files');
  const [pageNumber, setPageNumber] = useState(firstPage);
  const [zoom, setZoom] = useState<Zoom>(boxes.length > 0 ? 'passage' : 'width');
  const frame = useRef<HTMLElement>(null);
  const width = useWidth(frame);

  const { value: pdf, error: openError } = usePdf(file);
  const { value: page, error: pageError } = usePdfPage(pdf, file, Math.min(pageNumber, pdf?.numPages ?? 1));
  const fitOf = (one: PDFPageProxy | undefined | null): Fit | null =>
    one && width > 0 ? fitPage(one, boxesOn(boxes, one), zoom, width) : null;
  const { drawn, error: drawError } = useDrawnPage(page, file, fitOf(page)?.scale ?? null);
  const shown = fitOf(drawn?.page);
  useScroll(frame, drawn?.page.pageNumber ?? null, shown, zoom);

  const pages = pdf?.numPages ?? null;
  const turn = (to: number): void => setPageNumber(Math.min(Math.max(to, 1), pages ?? 1));
  const size = (direction: 1 | -1): void => {
    if (shown) setZoom(zoomBy(shown.scale, direction));
  };
  useFrameKeys(frame, {
    ArrowLeft: () => turn(pageNumber - 1),
    ArrowRight: () => turn(pageNumber + 1),
    '+': () => size(1),
    '=': () => size(1),
    '-': () => size(-1),
    '0': () => setZoom('width'),
  });

  const error = openError ?? pageError ?? drawError;
  if (error !== null) return <FileProblem file={file} error={error} onRetry={onRetry} />;
  const label = t('pageOf', { page: drawn?.page.pageNumber ?? pageNumber, pages: pages ?? '' });
  return (
    <div className={styles.preview}>
      <section
        ref={frame}
        className={styles.frame}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
        tabIndex={0}
        aria-label={`${file.name}, ${label}`}
      >
        {drawn && shown && (
          <PdfPage
            page={drawn.page}
            canvas={drawn.canvas}
            scale={shown.scale}
            boxes={boxesOn(boxes, drawn.page)}
            label={label}
          />
        )}
      </section>
      <PdfBar
        page={pageNumber}
        pages={pages}
        passagePages={[...new Set(boxes.map((box) => box.page))]}
        scale={shown?.scale ?? null}
        zoom={zoom}
        onTurn={turn}
        onZoom={setZoom}
      />
    </div>
  );
}

function boxesOn(boxes: readonly PageBox[], { pageNumber }: PDFPageProxy): PageBox[] {
  return boxes.filter((box) => box.page === pageNumber);
}

interface Fit {
  scale: number;
  passage: Place | null;
}

function fitPage(page: PDFPageProxy, boxes: readonly PageBox[], zoom: Zoom, width: number): Fit {
  const size = pageSize(page);
  const passage = unite(boxes.map((box) => placeBox(box, size)));
  return { scale: scaleOf(zoom, width, size, passage), passage };
}

/** Brings the passage into view where that is wanted, a new page to its top, and keeps the middle while one zooms. */
function useScroll(
  frame: RefObject<HTMLElement | null>,
  page: number | null,
  fit: Fit | null,
  zoom: Zoom,
): void {
  const last = useRef<{ page: number; scale: number } | null>(null);
  const scale = fit?.scale ?? null;
  const { left, top } = fit?.passage ?? { left: 0, top: null };
  useLayoutEffect(() => {
    const view = frame.current;
    if (!view || page === null || scale === null) return;
    const before = last.current;
    last.current = { page, scale };
    if (zoom === 'passage' && top !== null) {
      view.scrollTo(left * scale - passageMargin, top * scale - passageMargin);
    } else if (before?.page !== page) view.scrollTo(0, 0);
    else if (before.scale !== scale) {
      const [x, y] = [view.scrollLeft + view.clientWidth / 2, view.scrollTop + view.clientHeight / 2];
      const growth = scale / before.scale;
      view.scrollTo(x * growth - view.clientWidth / 2, y * growth - view.clientHeight / 2);
    }
  }, [frame, page, scale, left, top, zoom]);
}

/** Keys of the page that has the focus. */
function useFrameKeys(frame: RefObject<HTMLElement | null>, actions: Record<string, () => void>): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const watched = frame.current;
    if (!watched) return;
    const press = (event: KeyboardEvent): void => {
      const act = latest.current[event.key];
      if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    };
    watched.addEventListener('keydown', press);
    return () => watched.removeEventListener('keydown', press);
  }, [frame]);
}
