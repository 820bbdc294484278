import { degrees, hyphens, kindAt, kinds, widthAt } from './characters.ts';
import { fold } from './fold.ts';

/**
 * Things people look for as one: `ABC-123/4`, a CPF or CNPJ, a process number, an e-mail address, a file name, `3,5 kg`.
 * Their parts are tokens like other words; the whole comes beside them in one form however it was punctuated.
 */

/**
 * `raw` is what stands in the text, or for a code its normalised whole; `start` and `end` are UTF-16 offsets. `isExtra`
 * marks what stands in the same place as other tokens (a code kept whole beside its parts) and adds no length.
 */
export type TokenVisitor = (raw: string, start: number, end: number, isExtra: boolean) => void;

/** A stretch of letters, digits and marks. */
export interface Run {
  start: number;
  end: number;
  hasLetters: boolean;
  hasDigits: boolean;
}

const longestWhole = 100;
/** A run of more pieces than this (a hash, a base64 string) is looked for whole or not at all. */
const mostPieces = 3;

const units = new Set(
  `mm cm dm m km in ft mi ha l ml cl dl g mg kg ug mcg t lb oz s ms min h w kw mw gw kwh mwh v kv mv ma hz khz mhz ghz
  kb mb gb tb pb kj mj cal kcal pa kpa mpa bar psi rpm dpi px ppm ppb mol db`.split(/\s+/),
);
const thousands = /^\d{1,3}([.,])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?$/;
const decimal = /^\d+[.,]\d+$/;
const dotted = /^\d+(?:\.\d+)+$/;
const numberWithUnit = /^(\d[\d.,]*\d|\d)([a-zμ]+)$/;
const signs = new RegExp(`[${degrees}]`, 'g');
const punctuation = /[^\p{L}\p{N}]+/gu;
const pathSeparators = '/\\@:';
/** With these between them even plain words are one name: file.name, snake_case, P&D. */
const namingConnectors = '._@&';

/** `runs` are joined by single connectors; a single run has digits in it. */
export function visitCode(text: string, runs: Run[], visit: TokenVisitor): void {
  for (const run of runs) visitPieces(text, run, visit);
  const [first] = runs;
  const last = runs.at(-1);
  if (!first || !last) return;
  if (runs.length > 1) {
    const segments = splitPath(text, runs);
    for (const segment of segments) if (segment.length > 1) visitWhole(text, segment, visit);
    if (segments.length > 1) visitWhole(text, runs, visit);
  }
  visitMeasure(text, first, last, visit);
}

/** A run of letters and digits also falls into its letters and its digits: `10mg`, `covid19`. */
function visitPieces(text: string, run: Run, visit: TokenVisitor): void {
  const pieces = run.hasLetters && run.hasDigits ? piecesOf(text, run) : [];
  const isWholeOnly = pieces.length === 0 || pieces.length > mostPieces;
  visit(text.slice(run.start, run.end), run.start, run.end, !isWholeOnly);
  if (isWholeOnly) return;
  for (const { start, end } of pieces) visit(text.slice(start, end), start, end, false);
}

function piecesOf(text: string, run: Run): { start: number; end: number }[] {
  const pieces: { start: number; end: number }[] = [];
  let current = 0;
  for (let at = run.start; at < run.end; at += widthAt(text, at)) {
    const kind = kindAt(text, at);
    const last = pieces.at(-1);
    const end = at + widthAt(text, at);
    if (last && (kind === current || kind === kinds.mark)) {
      last.end = end;
    } else {
      if (pieces.length > mostPieces) return pieces;
      pieces.push({ start: at, end });
      current = kind;
    }
  }
  return pieces;
}

/** The segments of a path, an address or `number/year`. */
function splitPath(text: string, runs: Run[]): Run[][] {
  const segments: Run[][] = [];
  for (const run of runs) {
    const last = segments.at(-1);
    if (last && !pathSeparators.includes(text.charAt(run.start - 1))) last.push(run);
    else segments.push([run]);
  }
  return segments;
}

function visitWhole(text: string, runs: Run[], visit: TokenVisitor): void {
  const start = runs[0]?.start ?? 0;
  const end = runs.at(-1)?.end ?? 0;
  if (end - start > longestWhole || !isCodeLike(text, runs)) return;
  const whole = normalizeCode(text.slice(start, end));
  if (whole !== '') visit(whole, start, end, true);
}

function isCodeLike(text: string, runs: Run[]): boolean {
  if (runs.some((run) => run.hasDigits)) return true;
  const [first, ...others] = runs;
  if (!first) return false;
  // e-mail and email, but not every hyphenated word or verb with its pronoun.
  const isLettered = first.end - first.start === 1 && hyphens.includes(text.charAt(first.end));
  return isLettered || others.some((run) => namingConnectors.includes(text.charAt(run.start - 1)));
}

/**
 * `123.456.789-09` → `12345678909`; numbers keep their decimals: `1.234,5` → `1234.5`, `3,5kg` → `3.5kg`. A few digits
 * keep what is between them, or `1/2` would be 12. A list of numbers is no code.
 */
function normalizeCode(raw: string): string {
  const folded = fold(raw.replace(signs, ''));
  const measure = numberWithUnit.exec(folded);
  const number = normalizeNumber(measure?.[1] ?? folded);
  if (number !== null) return number + (measure?.[2] ?? '');
  if (/^[\d,]+$/.test(folded)) return '';
  const bare = folded.replace(punctuation, '');
  return /^\d{1,7}$/.test(bare) ? folded.replace(punctuation, '-') : bare;
}

/** null for what is no number and no dotted version. */
function normalizeNumber(text: string): string | null {
  const grouped = thousands.exec(text);
  if (grouped) return text.replaceAll(grouped[1] ?? '', '').replace(',', '.');
  if (decimal.test(text)) return text.replace(',', '.');
  return dotted.test(text) || /^\d+$/.test(text) ? text : null;
}

/** A number and the unit behind a space, or a percent sign, as if they were written together. */
function visitMeasure(text: string, first: Run, last: Run, visit: TokenVisitor): void {
  if (last.hasLetters || last.end - first.start > longestWhole) return;
  let at = last.end;
  const next = text.charAt(at);
  const isSpaced = next === ' ' || next === '\u00a0' || next === '\u2009' || next === '\u202f';
  if (isSpaced) at++;
  const isDegree = text.charAt(at) !== '' && degrees.includes(text.charAt(at));
  if (isDegree) at++;
  const unit = text.charAt(at) === '%' ? '%' : readUnit(text, at, isDegree);
  if (unit === null) return;
  const number = normalizeNumber(fold(text.slice(first.start, last.end)));
  if (number !== null) visit(number + fold(unit), first.start, at + unit.length, true);
}

function readUnit(text: string, start: number, isDegree: boolean): string | null {
  let end = start;
  while (end - start < 5 && kindAt(text, end) === kinds.letter) end += widthAt(text, end);
  if (end === start || kindAt(text, end) === kinds.letter || kindAt(text, end) === kinds.digit) return null;
  const unit = text.slice(start, end);
  const folded = fold(unit);
  return units.has(folded) || (isDegree && (folded === 'c' || folded === 'f')) ? unit : null;
}
