import type { Pdfium, PdfiumCalls } from './pdfium.ts';
import { cleanLine, isRightToLeft, isSpace } from './characters.ts';

/** One printed line. Boxes in points, BOTTOMLEFT, page as shown. */
export interface PageLine {
  text: string;
  l: number;
  t: number;
  r: number;
  b: number;
  baseline: number;
  /** Height of most of its characters, ascender to descender. */
  height: number;
  bold: boolean;
  /** It has a gap too wide for a blank between words: a row of a table, most likely. */
  wide: boolean;
  /** Its characters do not stand beside one another: it runs up or down the page. */
  turned: boolean;
  rightToLeft: boolean;
  /** It ends in a hyphen that PDFium took for a division of a word. */
  hyphenated: boolean;
}

export interface PageText {
  width: number;
  height: number;
  lines: PageLine[];
  /** Something is painted on the page, text or not. */
  hasContent: boolean;
}

/** Gap between two characters, in heights of the line, that makes a row of a table out of a line. */
const wideGap = 1.5;
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
    const line = new LineCollector(matrix);
    const rect = this.#scratch;
    const f32 = rect >> 2;
    const f64 = (rect + 16) >> 3;
    let { f32: floats, f64: doubles } = this.#pdfium.heap();
    const finish = (): void => {
      const done = line.finish((first) => this.#isBold(calls, textPage, first));
      if (done) lines.push(done);
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

type Matrix = readonly [number, number, number, number, number, number];

/** Gathers the characters of one line; reused for all lines of a page. */
class LineCollector {
  readonly #matrix: Matrix;
  #units: number[] = [];
  #first = -1;
  #pendingSpace = false;
  #hyphenated = false;
  #wide = false;
  #rightToLeft = 0;
  #l = Infinity;
  #b = Infinity;
  #r = -Infinity;
  #t = -Infinity;
  #lastLeft = NaN;
  #lastRight = NaN;
  #height = 0;
  #votes = 0;
  #baseline = 0;
  #wordBaseline = 0;
  #glyphStart = 0;

  constructor(matrix: Matrix) {
    this.#matrix = matrix;
  }

  /** Whether the next character is the first of a word. */
  get startsWord(): boolean {
    return this.#pendingSpace || this.#units.length === 0;
  }

  space(): void {
    this.#pendingSpace = this.#units.length > 0;
  }

  /** Origin of a word's first character, in the page's own coordinates. */
  baseline(x: number, y: number): void {
    const [, b, , d, , f] = this.#matrix;
    this.#wordBaseline = b * x + d * y + f;
  }

  hyphen(): void {
    if (this.#units.length === 0) return;
    this.#units.push(0x2d);
    this.#hyphenated = true;
  }

  /** One character: its box is in `floats` from `at` on (left, top, right, bottom). */
  add(code: number, index: number, floats: Float32Array, at: number): void {
    const [a, b, c, d, e, f] = this.#matrix;
    const [left, top, right, bottom] = [floats[at]!, floats[at + 1]!, floats[at + 2]!, floats[at + 3]!];
    const [x1, y1] = [a * left + c * bottom + e, b * left + d * bottom + f];
    const [x2, y2] = [a * right + c * top + e, b * right + d * top + f];
    const [l, r, low, high] = [Math.min(x1, x2), Math.max(x1, x2), Math.min(y1, y2), Math.max(y1, y2)];
    this.#vote(high - low);
    if (l - this.#lastRight > wideGap * this.#height) this.#wide = true;
    const sameGlyph = l === this.#lastLeft && r === this.#lastRight;
    this.#lastLeft = l;
    this.#lastRight = r;
    if (l < this.#l) this.#l = l;
    if (r > this.#r) this.#r = r;
    if (low < this.#b) this.#b = low;
    if (high > this.#t) this.#t = high;
    if (this.#first < 0) this.#first = index;
    if (isRightToLeft(code)) this.#rightToLeft += 1;
    if (this.#pendingSpace) this.#units.push(0x20);
    this.#pendingSpace = false;
    this.#append(code, sameGlyph);
  }

  #append(code: number, sameGlyph: boolean): void {
    const units = this.#units;
    if (sameGlyph && isRightToLeft(code)) {
      // PDFium reverses the letters of a ligature along with the line.
      units.splice(this.#glyphStart, 0, code);
      return;
    }
    this.#glyphStart = units.length;
    if (code > 0xffff) units.push(0xd7c0 + (code >> 10), 0xdc00 + (code & 0x3ff));
    else units.push(code);
  }

  /** The majority's height, by a vote that keeps one candidate. */
  #vote(height: number): void {
    if (this.#votes === 0) {
      this.#height = height;
      this.#baseline = this.#wordBaseline;
      this.#votes = 1;
    } else {
      this.#votes += Math.abs(height - this.#height) < 0.3 ? 1 : -1;
    }
  }

  /** The line so far, if it has any character, and a fresh start. `isBold` is asked for the first character. */
  finish(isBold: (first: number) => boolean): PageLine | undefined {
    const units = this.#units;
    const text = units.length === 0 ? '' : cleanLine(codesToString(units));
    const line = text === '' ? undefined : this.#line(text, isBold(this.#first));
    this.#units = [];
    this.#first = -1;
    this.#pendingSpace = this.#hyphenated = this.#wide = false;
    this.#rightToLeft = this.#votes = this.#height = 0;
    this.#l = this.#b = Infinity;
    this.#r = this.#t = -Infinity;
    this.#lastLeft = this.#lastRight = NaN;
    return line;
  }

  #line(text: string, bold: boolean): PageLine {
    return {
      text,
      l: this.#l,
      t: this.#t,
      r: this.#r,
      b: this.#b,
      baseline: this.#baseline,
      height: this.#height,
      bold,
      wide: this.#wide,
      turned: this.#t - this.#b > 2.5 * Math.max(this.#height, 1),
      rightToLeft: this.#rightToLeft * 2 > text.length,
      hyphenated: this.#hyphenated,
    };
  }
}

function codesToString(units: number[]): string {
  if (units.length < 8192) return String.fromCharCode(...units);
  let text = '';
  for (let i = 0; i < units.length; i += 8192) text += String.fromCharCode(...units.slice(i, i + 8192));
  return text;
}
