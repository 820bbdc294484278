import { limits } from '../contract/limits.ts';
import { isObject } from '../schema/json.ts';
import { parseJson } from '../schema/parse-json.ts';
import { normaliseDatetime } from '../schema/times.ts';
import { dateFormatsOf, dateReader } from './date-format.ts';
import { parseNumber } from './numbers.ts';

const keptDistinct = 1_000;
const booleanWords = new Set(['true', 'false', 'yes', 'no', 'sim', 'não', 'nao', 'verdadeiro', 'falso']);

/** What the values of a column have in common, as far as they were read. */
export class ColumnStats {
  readonly name: string;
  /** Values that are there. */
  count = 0;
  empty = 0;
  /** Of texts, in characters and bytes. */
  longest = 0;
  longestBytes = 0;
  hasLines = false;
  /** Short texts, until there are too many different ones. */
  words: Set<string> | null = new Set();
  /** null: one came twice. */
  #seen: Set<string> | null = new Set();
  /** Of JSON values that are no texts. */
  readonly kinds = new Set<'number' | 'boolean' | 'json' | 'text'>();
  isInt = true;
  isBoolean = true;
  isDatetime = true;
  isJson = true;
  /** Decimal marks with which all values are numbers; `none`: they are as JSON has them. */
  marks = { none: true, '.': true, ',': true };
  /** There is a fraction, read with each mark. */
  hasFraction = { none: false, '.': false, ',': false };
  /** null before the first value. */
  dateFormats: string[] | null = null;

  constructor(name: string) {
    this.name = name;
  }

  get isUnique(): boolean {
    return this.#seen !== null;
  }

  addEmpty(): void {
    this.empty++;
  }

  addJson(value: unknown): void {
    if (value === null || value === undefined || value === '') return this.addEmpty();
    if (typeof value === 'string') {
      this.kinds.add('text');
      return this.addText(value);
    }
    this.count++;
    this.#note(JSON.stringify(value));
    if (typeof value === 'number') {
      this.kinds.add('number');
      this.isInt &&= Number.isSafeInteger(value);
    } else if (typeof value === 'boolean') this.kinds.add('boolean');
    else this.kinds.add('json');
  }

  addText(text: string): void {
    this.count++;
    this.longest = Math.max(this.longest, text.length);
    if (text.length * 3 > this.longestBytes)
      this.longestBytes = Math.max(this.longestBytes, Buffer.byteLength(text));
    this.hasLines ||= text.includes('\n');
    this.#note(text);
    const trimmed = text.trim();
    this.isBoolean &&= booleanWords.has(trimmed.toLowerCase());
    this.isDatetime &&= normaliseDatetime(trimmed) !== null;
    this.isJson &&= isJsonText(trimmed);
    this.#lookForNumber(trimmed);
    if (this.dateFormats === null) this.dateFormats = dateFormatsOf(trimmed);
    else if (this.dateFormats.length > 0) {
      this.dateFormats = this.dateFormats.filter((format) => dateReader(format)?.read(trimmed) !== undefined);
    }
  }

  #note(text: string): void {
    if (this.#seen?.has(text)) this.#seen = null;
    else if (text.length <= limits.enumValueLength) this.#seen?.add(text);
    else this.#seen = null;
    if (this.words === null) return;
    if (text.length > limits.enumValueLength || this.words.size > keptDistinct) this.words = null;
    else this.words.add(text);
  }

  #lookForNumber(text: string): void {
    // What begins with a zero is a code, and so is what no double holds.
    const isCode = /^[+-]?0\d/.test(text);
    for (const mark of ['none', '.', ','] as const) {
      if (!this.marks[mark]) continue;
      const number = isCode ? undefined : parseNumber(text, mark === 'none' ? undefined : mark);
      if (number === undefined || !Number.isFinite(number)) this.marks[mark] = false;
      else this.hasFraction[mark] ||= !Number.isSafeInteger(number) || hasFraction(text, mark);
    }
  }
}

/** A fraction is one also where it is nothing but zeros: 12.00 is an amount. */
function hasFraction(text: string, mark: 'none' | '.' | ','): boolean {
  return text.includes(mark === ',' ? ',' : '.') || /e/i.test(text);
}

function isJsonText(text: string): boolean {
  if (!/^[[{]/.test(text)) return false;
  try {
    const value = parseJson(text, limits.jsonDepth);
    return Array.isArray(value) || isObject(value);
  } catch {
    return false;
  }
}
