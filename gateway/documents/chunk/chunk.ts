import { DocumentError } from '../document-error.ts';
import type { DoclingDocument, PageBox } from '../model.ts';
import { blankLine, findCut, findTail } from './cut.ts';
import { collectPieces, rowText, separator } from './pieces.ts';
import type { Piece } from './pieces.ts';

export interface ChunkOptions {
  /** In characters (UTF-16 units), 100–8,000. */
  chunkSize: number;
  /** Characters of a chunk's end that the next one of the same section repeats; less than `chunkSize`. */
  chunkOverlap: number;
  /** More is refused with DocumentError `too_big`. Default: any number. */
  maxChunks?: number;
}

export interface Chunk {
  /** Plain text without U+0000 and lone surrogates; never blank. */
  text: string;
  /** The first page it stands on, from 1; absent for formats without pages. */
  page?: number;
  boxes: PageBox[];
}

/** A table's row is kept whole up to this, the largest chunk that can be asked for. */
const wholeRow = 8000;

/**
 * Cuts a document into chunks that never cross a heading or a page, and hold whole paragraphs, list items and table
 * rows wherever those are not larger than a chunk.
 */
export function chunk(document: DoclingDocument, options: ChunkOptions): Chunk[] {
  return pack(collectPieces(document), options);
}

/** Cuts plain text, whose paragraphs are what blank lines divide. A text that fits is one chunk as it stands. */
export function chunkText(text: string, options: ChunkOptions): Chunk[] {
  if (text.length <= options.chunkSize) return /\S/.test(text) ? [{ text: cleanText(text), boxes: [] }] : [];
  return pack(paragraphs(text), options);
}

/** Cuts a table between its rows, the first of which is its header: each chunk inside the table repeats it. */
export function chunkRows(rows: string[][], options: ChunkOptions): Chunk[] {
  return pack(rowPieces(rows), options);
}

function* rowPieces(rows: string[][]): Generator<Piece> {
  const header = rowText(rows[0] ?? []);
  for (const [i, row] of rows.entries()) {
    const text = rowText(row);
    if (text !== '') yield { text, kind: 'row', ...(i > 0 && header !== '' ? { header } : {}) };
  }
}

function* paragraphs(text: string): Generator<Piece> {
  const blank = new RegExp(blankLine, 'g');
  let start = 0;
  for (let found = blank.exec(text); ; found = blank.exec(text)) {
    const end = found ? found.index : text.length;
    const paragraph = text.slice(start, end);
    if (/\S/.test(paragraph)) yield { text: paragraph, kind: 'text' };
    if (!found) return;
    start = blank.lastIndex;
  }
}

function pack(pieces: Iterable<Piece>, options: ChunkOptions): Chunk[] {
  const packer = new Packer(options);
  for (const piece of pieces) packer.add(piece);
  return packer.finish();
}

interface Part {
  piece: Piece;
  start: number;
  end: number;
}

class Packer {
  readonly #size: number;
  readonly #overlap: number;
  readonly #most: number;
  readonly #chunks: Chunk[] = [];
  #parts: Part[] = [];
  #length = 0;
  /** Nothing but headings and repeated text so far: not worth a chunk of its own. */
  #onlyLead = true;

  constructor(options: ChunkOptions) {
    this.#size = options.chunkSize;
    this.#most = options.maxChunks ?? Infinity;
    this.#overlap = Math.min(options.chunkOverlap, Math.floor(options.chunkSize / 2));
  }

  add(piece: Piece): void {
    const previous = this.#parts.at(-1)?.piece;
    if (previous && previous.page !== piece.page) this.#flush();
    else if (piece.kind === 'heading' && !this.#onlyLead) this.#flush();
    const room = this.#size - this.#length - separator(previous, piece).length;
    if (piece.text.length > room && this.#parts.length > 0) this.#makeRoom(piece);
    if (piece.kind === 'row' && piece.text.length <= wholeRow)
      this.#push({ piece, start: 0, end: piece.text.length });
    else this.#addCut(piece);
  }

  finish(): Chunk[] {
    this.#flush();
    return this.#chunks;
  }

  /** Ends the chunk; the next one of the section begins with its last words, or its table's header. */
  #makeRoom(piece: Piece): void {
    if (this.#onlyLead) {
      // Headings stay with what follows them, if that leaves room enough.
      if (this.#length <= this.#size / 2) return;
      this.#flush();
      return;
    }
    const last = this.#parts.at(-1)!;
    this.#flush();
    if (piece.kind === 'row') {
      const { header } = piece;
      if (header && header.length + piece.text.length < this.#size) {
        this.#push({ piece: { ...piece, text: header }, start: 0, end: header.length }, true);
      }
      return;
    }
    if (last.piece.kind === 'heading' || piece.kind === 'heading' || last.piece.kind === 'row') return;
    const room = Math.min(this.#overlap, this.#size - piece.text.length - 2);
    const start = Math.max(last.start, findTail(last.piece.text, last.end, room));
    if (start < last.end) this.#push({ piece: last.piece, start, end: last.end }, true);
  }

  #addCut(piece: Piece): void {
    let start = 0;
    while (start < piece.text.length) {
      const used = this.#length === 0 ? 0 : this.#length + 2;
      const end = findCut(piece.text, start, this.#size - used);
      this.#push({ piece, start, end }, piece.kind === 'heading');
      if (end >= piece.text.length) return;
      this.#onlyLead = false;
      this.#flush();
      const next = findTail(piece.text, end, this.#overlap);
      start = next > start ? next : end;
    }
  }

  #push(part: Part, lead = false): void {
    const glue = separator(this.#parts.at(-1)?.piece, part.piece).length;
    this.#parts.push(part);
    this.#length += glue + part.end - part.start;
    if (!lead) this.#onlyLead = false;
  }

  #flush(): void {
    const parts = this.#parts;
    this.#parts = [];
    this.#length = 0;
    this.#onlyLead = true;
    if (parts.length === 0) return;
    let text = '';
    parts.forEach(({ piece, start, end }, i) => {
      text += separator(parts[i - 1]?.piece, piece) + piece.text.slice(start, end);
    });
    const clean = cleanText(text).trim();
    if (clean === '') return;
    if (this.#chunks.length >= this.#most) throw tooManyChunks(this.#most);
    const boxes = parts.flatMap(partBoxes);
    const page = boxes[0]?.page ?? parts[0]!.piece.page;
    this.#chunks.push({ text: clean, ...(page === undefined ? {} : { page }), boxes });
  }
}

function tooManyChunks(most: number): DocumentError {
  const count = most.toLocaleString('en');
  return new DocumentError(
    'too_big',
    `The file has more text than ${count} chunks hold: the most of one file.`,
  );
}

/** One box per page around the lines of the piece that the part touches. */
function partBoxes({ piece, start, end }: Part): PageBox[] {
  const boxes: PageBox[] = [];
  const lines = piece.lines ?? [];
  lines.forEach((line, i) => {
    const lineEnd = lines[i + 1]?.start ?? piece.text.length;
    if (lineEnd <= start || line.start >= end) return;
    const last = boxes.at(-1);
    if (last && last.page === line.page && !nextColumn(last, line)) widen(last, line);
    else boxes.push({ page: line.page, l: line.l, t: line.t, r: line.r, b: line.b });
  });
  return boxes;
}

function nextColumn(box: PageBox, line: PageBox): boolean {
  return line.l > box.r || line.r < box.l;
}

function widen(box: PageBox, line: PageBox): void {
  box.l = Math.min(box.l, line.l);
  box.t = Math.max(box.t, line.t);
  box.r = Math.max(box.r, line.r);
  box.b = Math.min(box.b, line.b);
}

/** Postgres stores neither U+0000 nor half a surrogate pair. */
function cleanText(text: string): string {
  return /[\0\p{Surrogate}]/u.test(text)
    ? text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd')
    : text;
}
