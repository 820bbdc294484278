import { yieldToLoop } from './yield-to-loop.ts';

/** Characters: what is made or read at once takes a millisecond or less. */
const portionLength = 65_536;

/** A value that stays JSON on its way through the event loop: made into objects it would hold up everybody else. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  /** For those who don't know it. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** Whether a value is to be written as JSON in portions. */
export function isLarge(value: unknown): boolean {
  return jsonLength(value, portionLength) > portionLength;
}

/** A value as JSON, piece by piece. */
export async function* jsonPortions(value: unknown): AsyncGenerator<string> {
  let portion = '';
  for (const piece of pieces(value)) {
    portion += piece;
    if (portion.length >= portionLength) {
      yield portion;
      portion = '';
    }
    const pause = yieldToLoop();
    if (pause) await pause;
  }
  yield portion;
}

/** About the characters that a value takes as JSON; they are not counted much further than `most`. */
export function jsonLength(value: unknown, most = Infinity): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  if (value instanceof JsonText) return value.text.length;
  let length = 2;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      if (length > most) break;
      length += jsonLength(item, most - length) + 1;
    }
    return length;
  }
  for (const key in value) {
    if (length > most) break;
    length += key.length + 4 + jsonLength((value as Record<string, unknown>)[key], most - length);
  }
  return length;
}

function* pieces(value: unknown): Generator<string> {
  if (!isLarge(value)) yield JSON.stringify(value) ?? 'null';
  else if (typeof value === 'string') yield* piecesOfString(value);
  else if (value instanceof JsonText) yield* textPortions(value.text);
  else if (Array.isArray(value)) yield* piecesOfArray(value as unknown[]);
  else yield* piecesOfObject(value as Record<string, unknown>);
}

function* piecesOfArray(items: unknown[]): Generator<string> {
  let before = '[';
  for (const item of items) {
    yield before;
    yield* pieces(item);
    before = ',';
  }
  yield ']';
}

function* piecesOfObject(object: Record<string, unknown>): Generator<string> {
  let before = '{';
  for (const [key, inner] of Object.entries(object)) {
    if (inner === undefined) continue;
    yield `${before}${JSON.stringify(key)}:`;
    yield* pieces(inner);
    before = ',';
  }
  yield before === '{' ? '{}' : '}';
}

function* piecesOfString(text: string): Generator<string> {
  yield '"';
  for (const part of textPortions(text)) yield JSON.stringify(part).slice(1, -1);
  yield '"';
}

/** A text in portions, none of which ends between the two units of one character. */
export function* textPortions(text: string): Generator<string> {
  for (let at = 0; at < text.length;) {
    let end = at + portionLength;
    if (/[\ud800-\udbff]/.test(text.charAt(end - 1))) end++;
    yield text.slice(at, end);
    at = end;
  }
}

/** A value as JSON, at once; what is `JsonText` in a row, or in one of several rows, is not read for it. */
export function toJson(value: unknown): string {
  const rows: unknown[] = Array.isArray(value) ? value : [value];
  return rows.some(hasJsonText) ? [...pieces(value)].join('') : JSON.stringify(value);
}

function hasJsonText(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return value instanceof JsonText || Object.values(value).some((inner) => inner instanceof JsonText);
}

/** An object that Postgres wrote as JSON. Lists and objects in it that are large stay text. */
export function readObject(text: string): Record<string, unknown> {
  if (text.length <= portionLength) return JSON.parse(text) as Record<string, unknown>;
  const object: Record<string, unknown> = {};
  let at = text.indexOf('"');
  while (at >= 0) {
    const keyEnd = endOfString(text, at);
    const key = JSON.parse(text.slice(at, keyEnd)) as string;
    const start = skipBlanks(text, keyEnd + 1);
    const end = endOfValue(text, start);
    const value = text.slice(start, end);
    const staysText = value.length > portionLength && !value.startsWith('"');
    object[key] = staysText ? new JsonText(value) : JSON.parse(value);
    at = text.indexOf('"', end);
  }
  return object;
}

/** JSON that Postgres wrote: a large one stays text. */
export function readText(text: string): unknown {
  return text.length > portionLength ? new JsonText(text) : JSON.parse(text);
}

/** The value itself: `JsonText` is read. */
export function readValue(value: unknown): unknown {
  return value instanceof JsonText ? JSON.parse(value.text) : value;
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ') at++;
  return at;
}

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first === '{' || first === '[') return endOfContainer(text, start);
  let end = start;
  while (text[end] !== ',' && text[end] !== '}') end++;
  return end;
}

const quote = 34;
const backslash = 92;

function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); ; end = text.indexOf('"', end + 1)) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before--;
    if ((end - before) % 2 === 1) return end + 1;
  }
}

function endOfContainer(text: string, start: number): number {
  let depth = 0;
  for (let at = start; ; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at) - 1;
    // `[` and `{`, `]` and `}`
    else if (code === 91 || code === 123) depth++;
    else if ((code === 93 || code === 125) && --depth === 0) return at + 1;
  }
}
