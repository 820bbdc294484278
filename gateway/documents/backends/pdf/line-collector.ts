import { cleanLine, isRightToLeft } from './characters.ts';

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

/** Gap between two characters, in heights of the line, that makes a row of a table out of a line. */
const wideGap = 1.5;

/** From a page's own coordinates to those of the page as shown: a, b, c, d, e, f of x' = ax + cy + e, y' = bx + dy + f. */
export type Matrix = readonly [number, number, number, number, number, number];

/** Gathers the characters of one line. */
export class LineCollector {
  readonly #matrix: Matrix;
  readonly #units: number[] = [];
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

  /** The line, if it has any character. `isBold` is asked for the first one. */
  finish(isBold: (first: number) => boolean): PageLine | undefined {
    const text = this.#units.length === 0 ? '' : cleanLine(codesToString(this.#units));
    return text === '' ? undefined : this.#line(text, isBold(this.#first));
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
