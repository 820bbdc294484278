import { resolveRef } from '../model.ts';
import type { ContentLayer, DoclingDocument, LineBox, NodeItem, TableItem, TextItem } from '../model.ts';
import { captionTexts } from '../export/body.ts';
import { cellGrid } from '../export/grid.ts';

/** What a chunk is put together from; a chunk holds whole pieces unless one is larger than a chunk. */
export interface Piece {
  text: string;
  kind: 'heading' | 'text' | 'item' | 'row';
  page?: number;
  /** Boxes of its lines, in order; `start` counts in `text`. */
  lines?: LineBox[];
  /** Of a table's row: the header row, repeated where a chunk begins inside the table. */
  header?: string;
}

/**
 * The pieces of a document in reading order. Heads and feet that a PDF repeats on its pages are left out; what else is
 * no part of the body (a page's title and menu, front matter) comes last, each text once.
 */
export function collectPieces(document: DoclingDocument, options = { furniture: true }): Piece[] {
  const pieces: Piece[] = [];
  const furniture: Piece[] = [];
  const collect = new PieceCollector(document, pieces, furniture);
  collect.children(document.body);
  if (!options.furniture) return pieces;
  const seen = new Set<string>();
  for (const piece of furniture) {
    if (seen.has(piece.text)) continue;
    seen.add(piece.text);
    pieces.push(piece);
  }
  return pieces;
}

class PieceCollector {
  readonly #document: DoclingDocument;
  readonly #pieces: Piece[];
  readonly #furniture: Piece[];

  constructor(document: DoclingDocument, pieces: Piece[], furniture: Piece[]) {
    this.#document = document;
    this.#pieces = pieces;
    this.#furniture = furniture;
  }

  children(node: NodeItem): void {
    for (const ref of node.children) {
      const item = resolveRef(this.#document, ref);
      if (!item || item.content_layer === 'invisible') continue;
      if ('data' in item) this.#table(item);
      else if ('text' in item) this.#text(item);
      else if (item.label === 'inline')
        this.#add({ text: this.#inlineText(item), kind: 'text' }, item.content_layer);
      else this.children(item);
    }
  }

  #text(item: TextItem): void {
    if (item.label === 'page_header' || item.label === 'page_footer') return;
    const [first, ...rest] = item.children.map((ref) => resolveRef(this.#document, ref));
    const inline = item.text === '' && first?.label === 'inline' ? first : undefined;
    const text = inline ? this.#inlineText(inline) : item.text;
    const kind =
      item.label === 'section_header' || item.label === 'title'
        ? 'heading'
        : item.label === 'list_item'
          ? 'item'
          : 'text';
    const lines = inline ? undefined : linesOf(item);
    const page = item.prov[0]?.page_no;
    this.#add(
      { text, kind, ...(page === undefined ? {} : { page }), ...(lines ? { lines } : {}) },
      item.content_layer,
    );
    if (!inline) this.children(item);
    else if (rest.length > 0) this.children({ ...item, children: item.children.slice(1) });
  }

  #inlineText(group: NodeItem): string {
    let text = '';
    for (const ref of group.children) {
      const item = resolveRef(this.#document, ref);
      if (!item) continue;
      const isText = 'text' in item;
      const part = isText && item.text !== '' ? item.text : this.#inlineText(item);
      if (part !== '') text += `${text === '' || (isText && item.reading?.isGlued) ? '' : ' '}${part}`;
    }
    return text;
  }

  #table(table: TableItem): void {
    for (const text of captionTexts(this.#document, table))
      this.#add({ text, kind: 'text' }, table.content_layer);
    const rows = cellGrid(table.data).map((row) =>
      rowText(row.filter((cell, i) => cell !== row[i - 1]).map((cell) => cell?.text ?? '')),
    );
    const header = table.data.table_cells[0]?.column_header ? rows[0] : undefined;
    rows.forEach((text, i) => {
      this.#add({ text, kind: 'row', ...(header && i > 0 ? { header } : {}) }, table.content_layer);
    });
  }

  #add(piece: Piece, layer: ContentLayer): void {
    if (!/\S/.test(piece.text)) return;
    (layer === 'furniture' ? this.#furniture : this.#pieces).push(piece);
  }
}

/** What stands between two pieces: a line end between items of a list and rows of a table, else an empty line. */
export function separator(previous: Piece | undefined, piece: Piece): string {
  if (!previous) return '';
  const tight = piece.kind === previous.kind && (piece.kind === 'item' || piece.kind === 'row');
  return tight ? '\n' : '\n\n';
}

/** A table's row as a line of text; empty fields leave no trace. */
export function rowText(fields: string[]): string {
  return fields
    .map((field) => field.replace(/\s+/g, ' ').trim())
    .filter((field) => field !== '')
    .join(' | ');
}

/** The item's printed lines, or its whole box (from a document that was loaded, not read here). */
function linesOf(item: TextItem): LineBox[] | undefined {
  if (item.reading?.lines) return item.reading.lines;
  if (item.prov.length === 0) return undefined;
  return item.prov
    .filter(({ bbox }) => bbox.coord_origin === 'BOTTOMLEFT')
    .map(({ page_no, bbox, charspan }) => ({
      page: page_no,
      start: item.prov.length === 1 ? 0 : charspan[0],
      l: bbox.l,
      t: bbox.t,
      r: bbox.r,
      b: bbox.b,
    }));
}
