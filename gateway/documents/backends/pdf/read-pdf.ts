import type { DocumentBuilder, TextOptions } from '../../builder.ts';
import { round2 } from '../../builder.ts';
import { DocumentError } from '../../document-error.ts';
import type { GroupItem, LineBox, Provenance, TextItem } from '../../model.ts';
import type { FormatInput, ReadResult } from '../format.ts';
import { groupLines, joinLines } from './blocks.ts';
import type { Block } from './blocks.ts';
import { PageReader } from './page-lines.ts';
import type { PageLine } from './line-collector.ts';
import { withPdf } from './pdfium.ts';
import type { Pdfium } from './pdfium.ts';
import { assignRoles } from './roles.ts';
import type { Role } from './roles.ts';
import type { PageSize } from './running-heads.ts';

/** A page count is only a claim of the file: so many pages in a row that can't be loaded end the reading. */
const missingPagesLimit = 100;

interface ReadPages {
  blocks: Block[];
  pages: Map<number, PageSize>;
  /** Pages that show something but have no text. */
  withoutText: number[];
  blank: number;
  missing: number;
  warnings: string[];
}

/** Text layer of a PDF, as a flat document: paragraphs, certain headings, list items, running heads. */
export function readPdf(input: FormatInput, builder: DocumentBuilder): Promise<ReadResult> {
  return withPdf(input.path, input.size, (pdfium, document) => {
    const read = readPages(pdfium, document, input.maxPages);
    for (const [pageNo, size] of read.pages) builder.addPage(pageNo, size.width, size.height);
    const roles = assignRoles(read.blocks, read.pages);
    fillDocument(builder, read, roles);
    return summary(read, roles);
  });
}

function readPages(pdfium: Pdfium, document: number, maxPages: number): ReadPages {
  const count = pdfium.calls.FPDF_GetPageCount(document);
  if (count <= 0) throw new DocumentError('broken', 'The PDF is broken: it has no pages.');
  const read: ReadPages = {
    blocks: [],
    pages: new Map(),
    withoutText: [],
    blank: 0,
    missing: 0,
    warnings: [],
  };
  const reader = new PageReader(pdfium, document);
  try {
    const end = Math.min(count, maxPages);
    for (let index = 0, inARow = 0; index < end && inARow < missingPagesLimit; index++) {
      inARow = readPage(reader, index, read) ? 0 : inARow + 1;
    }
  } finally {
    reader.close();
  }
  if (read.pages.size === 0)
    throw new DocumentError('broken', 'The PDF is broken: none of its pages can be read.');
  if (read.missing > 0) read.warnings.push(`${read.missing} pages are broken and were left out.`);
  if (count > maxPages) read.warnings.push(`Only the first ${maxPages} of ${count} pages were read.`);
  return read;
}

function readPage(reader: PageReader, index: number, read: ReadPages): boolean {
  const page = reader.read(index);
  if (!page) {
    read.missing += 1;
    return false;
  }
  const pageNo = index + 1;
  read.pages.set(pageNo, { width: page.width, height: page.height });
  if (page.lines.length > 0) read.blocks.push(...groupLines(page.lines, pageNo));
  else if (page.hasContent) read.withoutText.push(pageNo);
  else read.blank += 1;
  return true;
}

function fillDocument(builder: DocumentBuilder, read: ReadPages, roles: Role[]): void {
  const continued = findContinuations(read.blocks, roles);
  const consumed = new Set(continued.values());
  let list: GroupItem | undefined;
  read.blocks.forEach((block, i) => {
    const role = roles[i]!;
    if (consumed.has(i)) return;
    if (role === 'item') list ??= builder.addGroup(builder.body, 'list', 'list');
    else if (!isFurniture(role)) list = undefined;
    const parts = [block];
    for (let next = continued.get(i); next !== undefined; next = continued.get(next))
      parts.push(read.blocks[next]!);
    addBlock(builder, parts, role, list);
  });
}

function isFurniture(role: Role): boolean {
  return role === 'page_header' || role === 'page_footer';
}

/** Paragraphs that plainly go on on the next page: index of a block to the index of its continuation. */
function findContinuations(blocks: Block[], roles: Role[]): Map<number, number> {
  const continued = new Map<number, number>();
  let last = -1;
  blocks.forEach((block, i) => {
    if (isFurniture(roles[i]!)) return;
    const before = blocks[last];
    if (before && roles[last] === 'text' && roles[i] === 'text' && goesOn(before, block))
      continued.set(last, i);
    last = i;
  });
  return continued;
}

function goesOn(before: Block, block: Block): boolean {
  if (block.page !== before.page + 1) return false;
  const [last, first] = [before.lines.at(-1)!, block.lines[0]!];
  const sameLook = last.bold === first.bold && Math.abs(last.height - first.height) < 0.12 * last.height;
  return sameLook && /[\p{L}\p{N},;-]$/u.test(last.text) && /^\p{Ll}/u.test(first.text);
}

/** One item of a block and its continuations on the pages that follow. */
function addBlock(builder: DocumentBuilder, parts: Block[], role: Role, list: GroupItem | undefined): void {
  const [first] = parts;
  const { text: orig, starts } = joinLines(parts.flatMap((part) => part.lines));
  // The marker is printed apart; what follows it is the text.
  const marker = role === 'item' ? first!.marker : '';
  const cut = marker === '' ? 0 : orig.slice(marker.length).search(/\S/) + marker.length;
  const text = orig.slice(cut);
  const boxes: LineBox[] = [];
  const prov = parts.map((part): Provenance => {
    const from = boxes.length;
    for (const line of part.lines) {
      boxes.push({ page: part.page, start: Math.max(0, starts[boxes.length]! - cut), ...boxOf([line]) });
    }
    const end = starts[boxes.length];
    const charspan: [number, number] = [boxes[from]!.start, end === undefined ? text.length : end - cut];
    return { page_no: part.page, bbox: { ...boxOf(part.lines), coord_origin: 'BOTTOMLEFT' }, charspan };
  });
  addItem(builder, marker, role, text, { orig, prov, reading: { lines: boxes } }, list);
}

function addItem(
  builder: DocumentBuilder,
  marker: string,
  role: Role,
  text: string,
  options: TextOptions,
  list: GroupItem | undefined,
): TextItem {
  switch (role) {
    case 'heading':
      return builder.addHeading(builder.body, 1, text, options);
    case 'item':
      return builder.addListItem(
        list ?? builder.addGroup(builder.body, 'list', 'list'),
        text,
        { enumerated: /[\p{L}\p{N}]/u.test(marker), marker },
        options,
      );
    case 'page_header':
    case 'page_footer':
      return builder.addText(builder.body, role, text, { ...options, layer: 'furniture' });
    case 'text':
    case 'row':
      return builder.addText(builder.body, 'text', text, options);
  }
}

function boxOf(lines: PageLine[]): { l: number; t: number; r: number; b: number } {
  let [l, t, r, b] = [Infinity, -Infinity, -Infinity, Infinity];
  for (const line of lines) {
    l = Math.min(l, line.l);
    t = Math.max(t, line.t);
    r = Math.max(r, line.r);
    b = Math.min(b, line.b);
  }
  return { l: round2(l), t: round2(t), r: round2(r), b: round2(b) };
}

function summary(read: ReadPages, roles: Role[]): ReadResult {
  const pages = read.pages.size;
  const { withoutText, warnings } = read;
  if (read.blocks.length > 0) {
    if (withoutText.length > 0) warnings.push(`Without a text layer (scanned?): ${pageList(withoutText)}.`);
    if (!roles.every(isFurniture)) return { pages, warnings };
    return {
      pages,
      warnings,
      emptyReason: 'The only text is that of page heads and numbers: it looks scanned.',
    };
  }
  const emptyReason =
    withoutText.length > 0
      ? `No text layer on ${pages === 1 ? 'the only page' : `any of ${pages} pages`}: it looks scanned.`
      : 'All pages are blank.';
  return { pages, warnings, emptyReason };
}

function pageList(pages: number[]): string {
  const shown = pages.slice(0, 10).join(', ');
  return `page${pages.length === 1 ? '' : 's'} ${shown}${pages.length > 10 ? ` and ${pages.length - 10} more` : ''}`;
}
