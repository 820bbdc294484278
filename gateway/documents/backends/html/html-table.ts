import { plainCell } from '../../builder.ts';
import type { DocumentBuilder } from '../../builder.ts';
import type { ContentLayer, GroupItem, NodeItem, TableCell } from '../../model.ts';
import { attribute, findAll, isElement, isSilent, isTextNode, lineText } from './html-tree.ts';
import type { HtmlElement, HtmlNode } from './html-tree.ts';

/** Spans beyond these are what HTML itself forbids. */
const maxColumns = 1_000;
const maxRows = 65_534;
/** How many times its own cells, and its own text, a table may cover by spans: otherwise a small file makes a huge one. */
const mostCover = 16;
/** What any table may cover. */
const freeSlots = 4_096;
const freeText = 65_536;

/** A cell with the number of rows it spans. */
interface SourceCell {
  element: HtmlElement;
  height: number;
}

interface PlacedCell {
  element: HtmlElement;
  cell: TableCell;
}

/** Adds a table; cells that hold more than plain text get a group, which `readCell` fills. */
export function addHtmlTable(
  element: HtmlElement,
  parent: NodeItem,
  builder: DocumentBuilder,
  layer: ContentLayer,
  readCell: (cell: HtmlElement, group: GroupItem) => void,
): void {
  const { cells, rows, columns, isCut } = placeCells(element);
  if (isCut)
    builder.warnings.add('A table has cells that span more than it holds; they were read as one each.');
  if (cells.length === 0) return;
  const table = builder.addTable(
    parent,
    cells.map(({ cell }) => cell),
    { rows, columns },
    layer,
  );
  const caption = element.childNodes.find(
    (node): node is HtmlElement => isElement(node) && node.tagName === 'caption',
  );
  const text = caption ? lineText(caption) : '';
  if (text !== '') builder.addCaption(table, text, { layer });
  const number = Number(table.self_ref.split('/')[2]) + 1;
  for (const { element: source, cell } of cells) {
    if (!isRich(source)) continue;
    const name = `rich_cell_group_${number}_${cell.start_col_offset_idx}_${cell.start_row_offset_idx}`;
    const group = builder.addGroup(table, 'unspecified', name, layer);
    cell.ref = { $ref: group.self_ref };
    readCell(source, group);
  }
}

/** Rows of this table only, not of tables inside its cells. */
function rowsOf(element: HtmlElement): HtmlElement[] {
  return element.childNodes.flatMap((node) => {
    if (!isElement(node)) return [];
    if (node.tagName === 'tr') return [node];
    return /^t(head|body|foot)$/.test(node.tagName) ? rowsOf(node) : [];
  });
}

interface PlacedCells {
  cells: PlacedCell[];
  rows: number;
  columns: number;
  /** Spans were left out. */
  isCut: boolean;
}

function placeCells(table: HtmlElement): PlacedCells {
  const sources = mergeHeadRows(rowsOf(table).map((row) => row.childNodes.filter(isCell)));
  const texts = new Map(sources.flat().map(({ element }) => [element, cellText(element)]));
  const cover = new Cover([...texts.values()]);
  /** The row from which on each column is free. */
  const freeFrom: number[] = [];
  const cells: PlacedCell[] = [];
  let columns = 0;
  sources.forEach((source, row) => {
    const onlyHeads = source.every(({ element }) => element.tagName === 'th');
    let column = 0;
    for (const { element, height: wanted } of source) {
      while ((freeFrom[column] ?? 0) > row) column += 1;
      const text = texts.get(element) ?? '';
      const { width, height } = cover.take(text, {
        width: span(element, 'colspan', maxColumns),
        height: Math.min(wanted, sources.length - row),
      });
      for (let c = column; c < column + width; c++) freeFrom[c] = row + height;
      const head = element.tagName === 'th';
      cells.push({
        element,
        cell: {
          ...plainCell(row, column, text, head && (onlyHeads || isInHead(element))),
          row_span: height,
          col_span: width,
          end_row_offset_idx: row + height,
          end_col_offset_idx: column + width,
          row_header: head && !onlyHeads && !isInHead(element),
        },
      });
      column += width;
      columns = Math.max(columns, column);
    }
  });
  return { cells, rows: sources.length, columns, isCut: cover.isCut };
}

interface Size {
  width: number;
  height: number;
}

/** What the spans of one table may still cover. */
class Cover {
  #slots: number;
  #text: number;
  isCut = false;

  constructor(texts: string[]) {
    this.#slots = freeSlots + mostCover * texts.length;
    this.#text = freeText + mostCover * texts.reduce((sum, { length }) => sum + length, 0);
  }

  /** The size that a cell of this text gets. */
  take(text: string, size: Size): Size {
    const more = size.width * size.height - 1;
    if (more > this.#slots || more * text.length > this.#text) {
      this.isCut = true;
      return { width: 1, height: 1 };
    }
    this.#slots -= more;
    this.#text -= more * text.length;
    return size;
  }
}

/** Rows with nothing but heads of the rows below them belong to the first of those, as in Docling. */
function mergeHeadRows(rows: HtmlElement[][]): SourceCell[][] {
  const merged: SourceCell[][] = [];
  let heads: SourceCell[] = [];
  rows.forEach((row, i) => {
    const cells = row.map((element) => ({
      element,
      height: span(element, 'rowspan', Math.min(rows.length - i, maxRows)),
    }));
    const onlyHeads =
      cells.length > 0 && cells.every(({ element, height }) => element.tagName === 'th' && height > 1);
    if (onlyHeads && heads.length === 0 && i < rows.length - 1) {
      heads = cells.map((cell) => ({ ...cell, height: cell.height - 1 }));
    } else {
      merged.push([...heads, ...cells]);
      heads = [];
    }
  });
  return merged;
}

function isCell(node: HtmlNode): node is HtmlElement {
  return isElement(node) && (node.tagName === 'td' || node.tagName === 'th');
}

function isInHead(cell: HtmlElement): boolean {
  const row = cell.parentNode;
  return row !== null && 'parentNode' in row && row.parentNode?.nodeName === 'thead';
}

function span(element: HtmlElement, name: string, most: number): number {
  const value = Number.parseInt(attribute(element, name) ?? '1', 10);
  // rowspan="0" means: to the end.
  if (value === 0 && name === 'rowspan') return most;
  return Number.isFinite(value) ? Math.min(Math.max(value, 1), most) : 1;
}

const richTags = new Set('ul ol dl table img pre code a b strong i em u s del sub sup br input'.split(' '));

function isRich(cell: HtmlElement): boolean {
  if (!findAll(cell, (element) => richTags.has(element.tagName)).next().done) return true;
  return cell.childNodes.filter((node) => isElement(node) && node.tagName === 'p').length > 1;
}

/** Text of a cell: `br` is a line end, blocks are on lines of their own. */
function cellText(cell: HtmlElement): string {
  return flatText(cell)
    .replace(/[ \t\f]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

function flatText(node: HtmlNode): string {
  if (isTextNode(node)) return node.value.replace(/\s+/g, ' ');
  if (!isElement(node) || isSilent(node)) return '';
  if (node.tagName === 'br') return '\n';
  const text = node.childNodes.map(flatText).join('');
  return /^(p|div|li|ul|ol|dl|dt|dd|tr|table|pre|h[1-6])$/.test(node.tagName)
    ? `\n${text}\n`
    : node.tagName === 'td'
      ? ` ${text} `
      : text;
}
