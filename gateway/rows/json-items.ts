import { invalidField } from '../errors.ts';
import type { Portion } from './lines.ts';
import type { Place, Source } from './source.ts';

const pieceBytes = 256 * 1024;
const newline = 10;
const quote = 34;
const comma = 44;
const openList = 91;
const backslash = 92;
const closeList = 93;
const openObject = 123;
const closeObject = 125;
const atEnd = -1;

/**
 * The items of a JSON list as bytes, each with the line where it begins; null for one of more than `longest` bytes.
 * `from` is the beginning of the file, or a place behind an item. What an item says is not looked at. Errors: 400 for
 * what is no list, or a list that ends too early.
 */
export function* readItems(source: Source, from: Place, longest: number): Generator<Portion> {
  const reader = new ItemReader(source, from, longest);
  if (from.offset === 0 && !reader.open()) return;
  for (let isFirst = from.offset === 0; reader.hasNext(isFirst); isFirst = false) {
    const item = reader.item();
    if (item === undefined) return;
    yield item;
  }
}

/** Reads a list from one item to the next. */
class ItemReader {
  readonly #source: Source;
  readonly #longest: number;
  #buffer: Buffer;
  /** Of the buffer, in the source. */
  #start: number;
  #pos = 0;
  #line: number;

  constructor(source: Source, { offset, line }: Place, longest: number) {
    this.#source = source;
    this.#longest = longest;
    this.#start = offset;
    this.#line = line;
    this.#buffer = source.read(offset, pieceBytes);
  }

  /** Reads the bracket at the beginning; false for a part of a file that has only blanks. */
  open(): boolean {
    // A byte order mark.
    if (this.#buffer[0] === 0xef && this.#buffer[1] === 0xbb && this.#buffer[2] === 0xbf) this.#pos = 3;
    if (this.#skipBlanks() !== openList) {
      if (!this.#source.isWhole && this.#pos >= this.#buffer.length) return false;
      throw broken(this.#line, 'no_list', 'must be a list: it begins with [');
    }
    this.#pos++;
    return true;
  }

  /** Goes to the next item; false behind the last one. */
  hasNext(isFirst: boolean): boolean {
    const code = this.#skipBlanks();
    if (code === atEnd) return this.#cut();
    if (code === closeList) return this.#close();
    if (isFirst && code === comma) throw broken(this.#line, 'separator', 'has a comma without an item');
    if (isFirst) return true;
    if (code !== comma)
      throw broken(this.#line, 'separator', 'has something between two items that is no comma');
    this.#pos++;
    const next = this.#skipBlanks();
    if (next === atEnd) return this.#cut();
    if (next === closeList || next === comma)
      throw broken(this.#line, 'separator', 'has a comma without an item');
    return true;
  }

  /** The item that begins here; undefined where the part of the file ends in it. */
  item(): Portion | undefined {
    const line = this.#line;
    let depth = 0;
    let isText = false;
    let isEscaped = false;
    let from = this.#pos;
    let parts: Buffer[] = [];
    let length = 0;
    const add = (): void => {
      const part = this.#buffer.subarray(from, this.#pos);
      length += part.length;
      if (length > this.#longest) parts = [];
      else parts.push(part);
    };
    for (;;) {
      if (this.#pos >= this.#buffer.length) {
        add();
        from = 0;
        if (!this.#readOn()) {
          this.#cut();
          return undefined;
        }
      }
      const code = this.#buffer[this.#pos]!;
      if (code === newline) this.#line++;
      if (isText) {
        if (isEscaped) isEscaped = false;
        else if (code === backslash) isEscaped = true;
        else if (code === quote) isText = false;
      } else if (code === quote) isText = true;
      else if (code === openList || code === openObject) depth++;
      else if (depth > 0) {
        if (code === closeList || code === closeObject) depth--;
      } else if (code === comma || code === closeList || code === closeObject || isBlank(code)) {
        // Of a word or a number, what ends it belongs to the list.
        if (code === newline) this.#line--;
        break;
      }
      this.#pos++;
      const isWhole =
        depth === 0 && !isText && (code === closeList || code === closeObject || code === quote);
      if (isWhole) break;
    }
    add();
    const bytes = length > this.#longest ? null : Buffer.concat(parts, length);
    return { line, bytes, next: { offset: this.#start + this.#pos, line: this.#line } };
  }

  #close(): false {
    this.#pos++;
    if (this.#skipBlanks() !== atEnd)
      throw broken(this.#line, 'behind_list', 'has something behind the end of its list');
    return false;
  }

  #cut(): false {
    if (this.#source.isWhole) throw broken(this.#line, 'cut', 'ends before its list does');
    return false;
  }

  #readOn(): boolean {
    this.#start += this.#buffer.length;
    this.#buffer = this.#source.read(this.#start, pieceBytes);
    this.#pos = 0;
    return this.#buffer.length > 0;
  }

  /** The first byte that is no blank. */
  #skipBlanks(): number {
    for (;;) {
      if (this.#pos >= this.#buffer.length && !this.#readOn()) return atEnd;
      const code = this.#buffer[this.#pos]!;
      if (!isBlank(code)) return code;
      if (code === newline) this.#line++;
      this.#pos++;
    }
  }
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9 || code === 13 || code === newline;
}

type Fault = 'no_list' | 'separator' | 'behind_list' | 'cut';

function broken(line: number, fault: Fault, what: string): Error {
  return invalidField('file', 'bad_json', `${what} (line ${line})`, { reason: fault, line });
}
