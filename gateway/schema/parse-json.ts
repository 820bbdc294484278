import { limits } from '../contract/limits.ts';
import { invalidField } from '../errors.ts';
import { isExact } from './exact-number.ts';

/**
 * Text → value. A number that a double does not hold comes out infinite, which nothing takes: whoever checks the value
 * names its place. Throws a SyntaxError for what is no JSON, and 400 for what is deeper than `maxDepth`.
 */
export function parseJson(text: string, maxDepth = Infinity): unknown {
  const inexact = scan(text, maxDepth);
  const value: unknown = JSON.parse(text);
  return inexact.length === 0 ? value : JSON.parse(withoutNumbers(text, inexact));
}

/** 400 for what is nested deeper than any JSON may be. */
export function tooDeep(): Error {
  const message = `must not be nested deeper than ${limits.jsonDepth}`;
  return invalidField('body', 'too_deep', message, { max: limits.jsonDepth });
}

interface Span {
  from: number;
  to: number;
}

const quote = 34;
const backslash = 92;

/** Finds the numbers that are not exact. Before parsing, so that nothing that recurses ever sees more than is allowed. */
function scan(text: string, maxDepth: number): Span[] {
  const inexact: Span[] = [];
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if (isOpening(code)) {
      if (++depth > maxDepth) throw tooDeep();
    } else if (isClosing(code)) depth--;
    else if (isDigit(code)) {
      const to = endOfNumber(text, at);
      if (!isExact(text.slice(at, to))) inexact.push({ from: at, to });
      at = to - 1;
    }
  }
  return inexact;
}

/** Where the string that begins at `start` has its closing quote. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end > 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}

function endOfNumber(text: string, start: number): number {
  let end = start + 1;
  while (isOfNumber(text.charCodeAt(end))) end++;
  return end;
}

/** `[` or `{` */
function isOpening(code: number): boolean {
  return code === 91 || code === 123;
}

/** `]` or `}` */
function isClosing(code: number): boolean {
  return code === 93 || code === 125;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** A digit, or one of `.eE+-` */
function isOfNumber(code: number): boolean {
  return isDigit(code) || code === 46 || code === 101 || code === 69 || code === 43 || code === 45;
}

function withoutNumbers(text: string, spans: Span[]): string {
  const pieces: string[] = [];
  let done = 0;
  for (const { from, to } of spans) {
    pieces.push(text.slice(done, from), '1e999');
    done = to;
  }
  return pieces.join('') + text.slice(done);
}
