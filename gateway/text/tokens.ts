import { kindAt, kinds, kindTable, widthAt } from './characters.ts';
import { visitCode } from './codes.ts';
import type { Run, TokenVisitor } from './codes.ts';

/** How words may begin that are wanted: 1 by their first two letters, and by the first four of long ones. */
export interface Beginnings {
  short: Uint8Array;
  long: Uint8Array;
}

const letterBits = 5;
const letterCount = 1 << letterBits;
const longBits = 14;
/** From so many letters on, stemming leaves the first four as they are. */
const longWord = 9;

function noBeginnings(): Beginnings {
  return { short: new Uint8Array(letterCount * letterCount), long: new Uint8Array(1 << longBits) };
}

export const anyBeginning: Beginnings = noBeginnings();
anyBeginning.short.fill(1);
anyBeginning.long.fill(1);

/**
 * How words may begin that have one of these terms. Most words don't, which is far cheaper to see than to look them up:
 * folding keeps an ASCII letter but for its case, and stemming changes endings only, though as early as the second letter
 * from `y` to `i` (dying, die).
 */
export function beginningsOf(terms: Iterable<string>): Beginnings {
  const { short, long } = noBeginnings();
  for (const term of terms) {
    for (const key of keysOf(term, 2)) short[key] = 1;
    if (term.length < 3) long.fill(1);
    else for (const key of keysOf(term, 4)) long[hashOf(key)] = 1;
  }
  return { short, long };
}

/** Of all words whose first letters a term allows; behind its end any may follow. None where a letter is not ASCII. */
function* keysOf(term: string, letters: number, at = 0, key = 0): Generator<number> {
  if (at === letters) {
    yield key;
  } else if (at < term.length) {
    const letter = letterAt(term, at);
    if (letter > 0) yield* keysOf(term, letters, at + 1, (key << letterBits) | letter);
  } else {
    for (let any = 1; any < letterCount; any++) {
      yield* keysOf(term, letters, at + 1, (key << letterBits) | any);
    }
  }
}

/** 1 to 26, `y` as `i`; 0 for anything but an ASCII letter. */
function letterAt(text: string, at: number): number {
  const letter = (text.charCodeAt(at) | 0x20) - 0x60;
  if (letter < 1 || letter > 26) return 0;
  return letter === 25 ? 9 : letter;
}

/** Four letters' 20 bits to 14. */
function hashOf(key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> (32 - longBits);
}

function mayBegin(text: string, start: number, end: number, { short, long }: Beginnings): boolean {
  const isLong = end - start >= longWord;
  let key = 0;
  for (let at = start; at < start + (isLong ? 4 : 2); at++) {
    const letter = letterAt(text, at);
    // Also behind the end of a word of one letter.
    if (letter === 0) return true;
    key = (key << letterBits) | letter;
  }
  return (isLong ? long[hashOf(key)] : short[key]) === 1;
}

/**
 * Calls `visit` for every token of a text in its order; a code's whole comes right beside its parts. Words that begin
 * otherwise than `beginnings` has it may be passed over.
 */
export function eachToken(text: string, visit: TokenVisitor, beginnings: Beginnings = anyBeginning): void {
  let at = 0;
  while (at < text.length) {
    const kind = kindAt(text, at);
    if (kind === kinds.letter || kind === kinds.digit) {
      at = readWord(text, at, visit, beginnings);
    } else {
      const end = at + widthAt(text, at);
      if (kind === kinds.ideograph) visit(text.slice(at, end), at, end, false);
      at = end;
    }
  }
}

/** Reads a word or a code that begins here; returns where to go on. Most words are letters and nothing else. */
function readWord(text: string, start: number, visit: TokenVisitor, beginnings: Beginnings): number {
  let end = start;
  while (end < text.length && kindTable[text.charCodeAt(end)] === kinds.letter) end++;
  const next = kindAt(text, end);
  if (end > start && next === kinds.separator) {
    if (mayBegin(text, start, end, beginnings)) visit(text.slice(start, end), start, end, false);
    return end;
  }
  const first = readRun(text, start);
  if (kindAt(text, first.end) === kinds.apostrophe) return readApostrophe(text, first, visit);
  const runs = readGroup(text, first);
  if (runs.length === 1 && !first.hasDigits) visit(text.slice(start, first.end), start, first.end, false);
  else visitCode(text, runs, visit);
  return runs.at(-1)?.end ?? first.end;
}

/** Every run has at least one character. */
function readRun(text: string, start: number): Run {
  const run = { start, end: start, hasLetters: false, hasDigits: false };
  for (;;) {
    const kind = kindAt(text, run.end);
    if (kind === kinds.letter) run.hasLetters = true;
    else if (kind === kinds.digit) run.hasDigits = true;
    else if (kind !== kinds.mark) return run;
    run.end += widthAt(text, run.end);
  }
}

/** The runs that hang together by single connectors. */
function readGroup(text: string, first: Run): Run[] {
  const runs = [first];
  let last = first;
  while (kindAt(text, last.end) === kinds.connector) {
    const kind = kindAt(text, last.end + 1);
    if (kind !== kinds.letter && kind !== kinds.digit) break;
    const next = readRun(text, last.end + 1);
    if (!connects(text.charAt(last.end), text, last, next)) break;
    runs.push(next);
    last = next;
  }
  return runs;
}

/** A comma or colon makes one thing of two numbers, not of two words. */
function connects(connector: string, text: string, before: Run, after: Run): boolean {
  if (connector !== ',' && connector !== ':') return true;
  return kindAt(text, before.end - 1) === kinds.digit && kindAt(text, after.start) === kinds.digit;
}

/** `dog's`, `don't`, `d'água`: the single letter before and the one or two letters behind say nothing. */
function readApostrophe(text: string, first: Run, visit: TokenVisitor): number {
  const behind = first.end + 1;
  const kind = kindAt(text, behind);
  const isInside = kind === kinds.letter;
  if (!isInside || first.end - first.start > 1 || first.hasDigits) visitRun(text, first, visit);
  if (!isInside) return first.end;
  const rest = readRun(text, behind);
  return rest.end - rest.start <= 2 && !rest.hasDigits ? rest.end : behind;
}

function visitRun(text: string, run: Run, visit: TokenVisitor): void {
  if (run.hasDigits) visitCode(text, [run], visit);
  else visit(text.slice(run.start, run.end), run.start, run.end, false);
}
