import { Parser } from 'csv-parse';
import { limits } from '../contract/limits.ts';
import type { FieldProblem } from '../errors.ts';
import { readLines } from './lines.ts';
import { beginning, tooLong } from './row.ts';
import type { Bounds, RawRow, RowsRead } from './row.ts';
import type { Place, Source } from './source.ts';

const pieceBytes = 32 * 1024;
const longest = limits.jsonBytes;

/** What is used of the parser beside its types: it parses piece by piece, in the turn in which it is asked. */
interface PieceParser {
  api: {
    parse: (
      bytes: Buffer,
      isEnd: boolean,
      push: (cells: string[]) => void,
      close: () => void,
    ) => (Error & { code?: string }) | undefined;
    info: { bytes: number; lines: number; empty_lines: number };
  };
  state: { record: string[] };
}

/**
 * The rows of a CSV from a place on, blank lines left out. A row whose quote never closes, or that is too long, is given
 * as one that can't be read, and what follows its first line is read anew.
 */
export function readCsv(source: Source, delimiter: string, from: Place, bounds: Bounds): RowsRead {
  const rows: RawRow[] = [];
  let place = from;
  for (;;) {
    const left = { rows: bounds.rows - rows.length, bytes: from.offset + bounds.bytes - place.offset };
    const read = parseRows(source, delimiter, place, left);
    rows.push(...read.rows);
    place = read.next;
    if (read.problem === undefined) return { rows, next: place, isEnd: read.isEnd };
    const broken = readLines({ ...source, isWhole: true }, place, longest).next().value;
    if (!broken) return { rows, next: { ...place, offset: source.size }, isEnd: true };
    rows.push({
      line: broken.line,
      problem: read.problem,
      text: beginning(broken.bytes ?? new Uint8Array()),
    });
    place = broken.next;
    if (rows.length >= bounds.rows || place.offset - from.offset >= bounds.bytes) {
      return { rows, next: place, isEnd: place.offset >= source.size };
    }
  }
}

/** Rows until the first that can't be read. */
function parseRows(
  source: Source,
  delimiter: string,
  from: Place,
  bounds: Bounds,
): RowsRead & { problem?: FieldProblem } {
  const { api } = createParser(delimiter);
  const rows: RawRow[] = [];
  let next = from;
  let isFull = false;
  let seen = { lines: 0, empty: 0 };
  const push = (cells: string[]): void => {
    if (isFull) return;
    const { bytes, lines, empty_lines: empty } = api.info;
    const line = next.line + empty - seen.empty;
    // It counts some line ends inside of quotes twice.
    const inner = lines - seen.lines > 1 ? countLines(cells) : 0;
    seen = { lines, empty };
    rows.push({ line, cells });
    next = { offset: from.offset + bytes, line: line + inner + 1 };
    isFull = rows.length >= bounds.rows || next.offset - from.offset >= bounds.bytes;
  };
  for (let offset = from.offset; ;) {
    const piece = source.read(offset, pieceBytes);
    offset += piece.length;
    const isEnd = offset >= source.size;
    const error = api.parse(piece, isEnd && source.isWhole, push, ignore);
    if (isFull) return { rows, next, isEnd: next.offset >= source.size };
    if (error) return { rows, next, isEnd: false, problem: problemOf(error) };
    if (isEnd) return { rows, next: { ...next, offset: source.size }, isEnd: true };
  }
}

function createParser(delimiter: string): PieceParser {
  const parser = new Parser({
    delimiter,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: longest,
  }) as unknown as PieceParser;
  // Of every row that is not as long as the first one it makes an error, tolerated or not, with a copy of the row and
  // the place in the code: that takes ten times as long as reading it. Here each row is as long as it should be.
  Object.defineProperty(parser.state, 'expectedRecordLength', {
    get: () => parser.state.record.length,
    set: ignore,
  });
  return parser;
}

function countLines(cells: string[]): number {
  let count = 0;
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at >= 0; at = cell.indexOf('\n', at + 1)) count++;
  }
  return count;
}

function problemOf({ code, message }: Error & { code?: string }): FieldProblem {
  switch (code) {
    case 'CSV_MAX_RECORD_SIZE':
      return tooLong(longest);
    case 'CSV_QUOTE_NOT_CLOSED':
      return { path: 'row', code: 'open_quote', message: 'has a quote that is never closed' };
    default:
      return { path: 'row', code: 'bad_csv', message, params: { detail: message } };
  }
}

function ignore(): void {
  // Nothing is waiting for it.
}
