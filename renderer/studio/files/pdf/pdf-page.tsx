import type { PDFPageProxy } from 'pdfjs-dist';
import { useEffect, useLayoutEffect, useRef } from 'react';
import type { CSSProperties } from 'react';
import { loadPdfjs } from './open-pdf.ts';
import { pageSize, placeBox } from './page-box.ts';
import type { PageBox } from './page-box.ts';
import styles from './pdf-page.module.css';

export interface PdfPageProps {
  page: PDFPageProxy;
  /** Its picture. */
  canvas: HTMLCanvasElement;
  /** CSS pixels a point. */
  scale: number;
  /** What is marked on it. */
  boxes: readonly PageBox[];
  /** What it is, for whoever can't see it. */
  label: string;
}

/** A page as paper: its picture, its text over that (to select, to hear), and what is marked. */
export function PdfPage({ page, canvas, scale, boxes, label }: PdfPageProps) {
  const size = pageSize(page);
  const picture = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => picture.current?.replaceChildren(canvas), [canvas]);
  const paper: CSSProperties = { width: size.width * scale, height: size.height * scale };
  return (
    <figure className={styles.paper} style={paper} aria-label={label}>
      <div ref={picture} className={styles.picture} aria-hidden />
      {boxes.map((box, i) => {
        const { left, top, width, height } = placeBox(box, size);
        const place = { left: left * scale, top: top * scale, width: width * scale, height: height * scale };
        return (
          <div key={i} className={styles.box} style={place} aria-hidden>
            {i === 0 && <b>P</b>}
          </div>
        );
      })}
      <PageText page={page} scale={scale} />
    </figure>
  );
}

/** The words of a page where they stand, to be selected and read aloud; nobody sees them. */
function PageText({ page, scale }: { page: PDFPageProxy; scale: number }) {
  const layer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const container = layer.current;
    if (!container) return;
    let stop = (): void => {};
    let isWanted = true;
    void loadPdfjs().then(({ TextLayer }) => {
      if (!isWanted) return;
      const text = new TextLayer({
        textContentSource: page.streamTextContent(),
        container,
        // Sizes are by the custom property below; this says how the page is turned.
        viewport: page.getViewport({ scale: 1 / page.userUnit }),
      });
      stop = () => text.cancel();
      // Its picture says whether the page could be read; text that stops is text that is not there.
      text.render().catch(() => {});
    });
    return () => {
      isWanted = false;
      stop();
      container.replaceChildren();
    };
  }, [page]);
  return (
    <div ref={layer} className={styles.text} style={{ '--total-scale-factor': scale } as CSSProperties} />
  );
}
