import { kindAt, kinds, kindTable, widthAt } from './characters.ts';
import { visitCode } from './codes.ts';
import type { Run, TokenVisitor } from './codes.ts';

/** Calls `visit` for every token of a text in its order; a code's whole comes right beside its parts. */
export function eachToken(text: string, visit: TokenVisitor): void {
  let at = 0;
  while (at < text.length) {
    let end = at;
    while (unitKind(text, end) === kinds.letter) end++;
    const isPlain = unitKind(text, end) === kinds.separator;
    if (end === at) {
      at = isPlain ? at + 1 : readOther(text, at, visit);
    } else if (isPlain) {
      // Most words are letters and nothing else.
      visit(text.slice(at, end), at, end, false);
      at = end;
    } else {
      at = readWord(text, at, visit);
    }
  }
}

/** There is a separator behind the end. */
function unitKind(text: string, at: number): number {
  return at < text.length ? (kindTable[text.charCodeAt(at)] ?? 0) : kinds.separator;
}

/** Reads what begins here with anything but a plain letter; returns where to go on. */
function readOther(text: string, start: number, visit: TokenVisitor): number {
  const kind = kindAt(text, start);
  if (kind === kinds.letter || kind === kinds.digit) return readWord(text, start, visit);
  const end = start + widthAt(text, start);
  if (kind === kinds.ideograph) visit(text.slice(start, end), start, end, false);
  return end;
}

/** Reads a word or a code that begins here; returns where to go on. */
function readWord(text: string, start: number, visit: TokenVisitor): number {
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
