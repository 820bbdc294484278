import type { Pdfium, PdfiumCalls } from './pdfium.ts';
import { isSpace } from './characters.ts';
import { LineCollector } from './line-collector.ts';
import type { Matrix, PageLine } from './line-collector.ts';

export interface PageText {
  width: number;
  height: number;
  lines: PageLine[];
  /** Something is painted on the page, text or not. */
  hasContent: boolean;
}

const scratchBytes = 256;
const hyphenMarks = new Set([0xfffe, 0x0002]);

/** Reads pages of one open document; `close` frees its scratch memory. */
export class PageReader {
  readonly #pdfium: Pdfium;
  readonly #document: number;
  readonly #scratch: number;

  constructor(pdfium: Pdfium, document: number) {
    this.#pdfium = pdfium;
    this.#document = document;
    this.#scratch = pdfium.calls.malloc(scratchBytes);
  }

  close(): void {
    this.#pdfium.calls.free(this.#scratch);
  }

  /** The text of one page (index from 0), or undefined if the page can't be loaded. */
  read(index: number): PageText | undefined {
    const { calls } = this.#pdfium;
    const page = calls.FPDF_LoadPage(this.#document, index);
    if (page === 0) return undefined;
    const textPage = calls.FPDFText_LoadPage(page);
    try {
      return {
        width: calls.FPDF_GetPageWidthF(page),
        height: calls.FPDF_GetPageHeightF(page),
        lines: textPage === 0 ? [] : this.#lines(page, textPage),
        hasContent: calls.FPDFPage_CountObjects(page) > 0,
      };
    } finally {
      if (textPage !== 0) calls.FPDFText_ClosePage(textPage);
      calls.FPDF_ClosePage(page);
    }
  }

  #lines(page: number, textPage: number): PageLine[] {
    const { calls } = this.#pdfium;
    const matrix = this.#shownMatrix(page);
    const count = calls.FPDFText_CountChars(textPage);
    const lines: PageLine[] = [];
    let line = new LineCollector(matrix);
    const rect = this.#scratch;
    const f32 = rect >> 2;
    const f64 = (rect + 16) >> 3;
    let { f32: floats, f64: doubles } = this.#pdfium.heap();
    const finish = (): void => {
      const done = line.finish((first) => this.#isBold(calls, textPage, first));
      if (done) lines.push(done);
      line = new LineCollector(matrix);
    };
    for (let i = 0; i < count; i++) {
      const code = calls.FPDFText_GetUnicode(textPage, i);
      if (code === 13 || code === 10) {
        finish();
      } else if (hyphenMarks.has(code)) {
        line.hyphen();
        finish();
      } else if (isSpace(code)) {
        line.space();
      } else if (code !== 0) {
        if (line.startsWord) {
          calls.FPDFText_GetCharOrigin(textPage, i, rect + 16, rect + 24);
          // Memory that has grown leaves views of length 0 behind.
          if (doubles.length === 0) ({ f32: floats, f64: doubles } = this.#pdfium.heap());
          line.baseline(doubles[f64]!, doubles[f64 + 1]!);
        }
        calls.FPDFText_GetLooseCharBox(textPage, i, rect);
        if (floats.length === 0) ({ f32: floats, f64: doubles } = this.#pdfium.heap());
        line.add(code, i, floats, f32);
      }
    }
    finish();
    return lines;
  }

  #isBold(calls: PdfiumCalls, textPage: number, index: number): boolean {
    const length = calls.FPDFText_GetFontInfo(textPage, index, this.#scratch + 32, scratchBytes - 40, 0);
    if (length <= 1 || length > scratchBytes - 40) return false;
    const { u8 } = this.#pdfium.heap();
    const name = Buffer.from(u8.subarray(this.#scratch + 32, this.#scratch + 31 + length)).toString('latin1');
    return /bold|black|heavy|semibd|CMBX|-Bd/i.test(name);
  }

  /** From the page's own coordinates to the page as shown: rotation and crop box, asked of PDFium itself. */
  #shownMatrix(page: number): Matrix {
    const { calls } = this.#pdfium;
    const [width, height] = [calls.FPDF_GetPageWidthF(page), calls.FPDF_GetPageHeightF(page)];
    const scale = 1000;
    const [sizeX, sizeY] = [Math.round(width * scale), Math.round(height * scale)];
    const at = (x: number, y: number): [number, number] => {
      const [px, py] = [this.#scratch, this.#scratch + 4];
      calls.FPDF_PageToDevice(page, 0, 0, sizeX, sizeY, 0, x, y, px, py);
      const { i32 } = this.#pdfium.heap();
      return [i32[px >> 2]! / scale, height - i32[py >> 2]! / scale];
    };
    const [e, f] = at(0, 0);
    const [x1, y1] = at(100, 0);
    const [x2, y2] = at(0, 100);
    return [(x1 - e) / 100, (y1 - f) / 100, (x2 - e) / 100, (y2 - f) / 100, e, f];
  }
}
