import type { ImportFormat } from '../contract/imports.ts';
import { limits } from '../contract/limits.ts';
import { reason } from '../contract/problem-codes.ts';
import { excelDelimiter, sniffDelimiter } from '../documents/text-files.ts';
import { invalidField, invalidInput } from '../errors.ts';
import { looksLikeHeader } from './header.ts';
import { readCsv } from './csv.ts';
import { checkEncoding, encodingOf, markLength, utf8Encoder } from './encoding.ts';
import { bytesSource } from './source.ts';
import type { Place, Source } from './source.ts';

/** What a client says of its file; the rest is found out. */
export interface FileOptions {
  format?: ImportFormat | undefined;
  delimiter?: string | undefined;
  encoding?: string | undefined;
  /** `guess`: by what is in the first row. */
  header?: boolean | 'guess' | undefined;
}

/** How a file is read. */
export interface Layout {
  format: ImportFormat;
  /** As TextDecoder names it. */
  encoding: string;
  /** Of a CSV. */
  delimiter: string | null;
  /** The first row of a CSV has the names of its columns. */
  header: boolean;
  /** Of a CSV: each with a name of its own. */
  columns: string[] | null;
  /** Where the rows begin, in the text as UTF-8. */
  start: Place;
}

/** Finds out how a file is to be read by its beginning. Errors: 400 for what is no text, or none of this encoding. */
export function findLayout(
  bytes: Buffer,
  isWhole: boolean,
  options: FileOptions,
): { layout: Layout; head: Source } {
  refuseBinary(bytes);
  const encoding = findEncoding(bytes, isWhole, options.encoding);
  const text = encoding === 'utf-8' ? bytes : utf8Encoder(encoding)(bytes, isWhole);
  const head = bytesSource(text, isWhole);
  const offset = markLength(text);
  const format = options.format ?? guessFormat(text.subarray(offset));
  const isCsv = format === 'csv';
  const layout = isCsv ? csvLayout(head, offset, options) : { ...noColumns, start: startOf(format, offset) };
  return { layout: { format, encoding, ...layout }, head };
}

const noColumns = { delimiter: null, header: false, columns: null };

function startOf(format: ImportFormat, offset: number): Place {
  // A list begins with its bracket, which tells its reader where it is.
  return { offset: format === 'json' ? 0 : offset, line: 1 };
}

const archives = [
  [0x50, 0x4b, 3, 4],
  [0x25, 0x50, 0x44, 0x46],
  [0x1f, 0x8b],
  [0xd0, 0xcf, 0x11, 0xe0],
];

function refuseBinary(bytes: Buffer): void {
  if (bytes.length === 0) throw invalidField('file', 'empty', 'has nothing in it', { reason: 'file' });
  if (!archives.some((start) => start.every((byte, index) => bytes[index] === byte))) return;
  throw invalidField(
    'file',
    'not_text',
    'must be CSV, NDJSON or a JSON list; this is a workbook, a PDF or an archive',
  );
}

function findEncoding(bytes: Buffer, isWhole: boolean, named: string | undefined): string {
  if (named === undefined) return encodingOf(bytesSource(bytes, isWhole));
  const { encoding } = new TextDecoder(named);
  checkEncoding(bytes, encoding);
  return encoding;
}

function guessFormat(text: Buffer): ImportFormat {
  const start = text.subarray(0, 4_096).toString().trimStart();
  if (start.startsWith('{')) return 'ndjson';
  // A CSV may begin with a bracket, but hardly with one that opens a list of objects.
  return /^\[\s*(?:[{[\]]|$)/.test(start) ? 'json' : 'csv';
}

function csvLayout(
  head: Source,
  start: number,
  { delimiter: named, header: wish = true }: FileOptions,
): Pick<Layout, 'delimiter' | 'header' | 'columns' | 'start'> {
  const text = head.read(start, sampleBytes).toString();
  const excel = excelDelimiter.exec(text);
  const delimiter = named ?? excel?.[1] ?? sniffDelimiter(excel ? text.slice(excel[0].length) : text);
  const from = { offset: start + Buffer.byteLength(excel?.[0] ?? ''), line: excel ? 2 : 1 };
  const bytes = limits.importHeadBytes;
  const {
    rows: [first],
    next: behind,
  } = readCsv(head, delimiter, from, { rows: 1, bytes });
  const [, second] = readCsv(head, delimiter, from, { rows: 2, bytes }).rows;
  if (!first) {
    if (head.isWhole) throw invalidField('file', 'empty', 'has no row in it', { reason: 'rows' });
    throw invalidField('file', 'too_long', `its first row has more than ${head.size} bytes`, {
      max: head.size,
      unit: 'bytes',
      reason: 'first_row',
    });
  }
  if (!('cells' in first)) {
    const message = 'its first row can not be read';
    const why = 'problem' in first ? first.problem : reason('bad_csv', message, { reason: 'first_row' });
    throw invalidInput([{ ...why, path: 'file', message }]);
  }
  const cellsBelow = second && 'cells' in second ? second.cells : null;
  const header = wish === 'guess' ? looksLikeHeader(first.cells, cellsBelow) : wish;
  return {
    delimiter,
    header,
    columns: columnNames(header ? first.cells : first.cells.map(() => '')),
    start: header ? behind : from,
  };
}

const sampleBytes = 256 * 1024;

/** Names that are not there, or there twice, are made up. */
function columnNames(cells: string[]): string[] {
  if (cells.some((cell) => cell.length > limits.columnNameLength)) {
    const message = `its first row has a name of more than ${limits.columnNameLength} characters; without names, say so by "header": false`;
    throw invalidField('file', 'too_long', message, {
      max: limits.columnNameLength,
      unit: 'characters',
      reason: 'column_name',
    });
  }
  const taken = new Set<string>();
  return cells.map((cell, index) => {
    const base = cell.trim() || `column_${index + 1}`;
    let name = base;
    for (let n = 2; taken.has(name); n++) name = `${base}_${n}`;
    taken.add(name);
    return name;
  });
}
