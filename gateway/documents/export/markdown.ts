import { resolveRef } from '../model.ts';
import type {
  DoclingDocument,
  DocumentItem,
  ListItem,
  NodeItem,
  PictureItem,
  TableItem,
  TextItem,
} from '../model.ts';
import { bodyItems, captionTexts, ownInline } from './body.ts';
import { cellGrid } from './grid.ts';

/** The body of a document as Markdown, by Docling's conventions (compact tables). */
export function toMarkdown(document: DoclingDocument): string {
  return new MarkdownWriter(document).blocks(document.body).join('\n\n');
}

const usualMarker = /^(?:[-*+]|\d+\.)$/;

class MarkdownWriter {
  readonly #document: DoclingDocument;

  constructor(document: DoclingDocument) {
    this.#document = document;
  }

  blocks(parent: NodeItem): string[] {
    return this.#children(parent).flatMap((item) => this.#block(item));
  }

  #children(parent: NodeItem): DocumentItem[] {
    return bodyItems(this.#document, parent);
  }

  #block(item: DocumentItem): string[] {
    if ('data' in item) return this.#table(item);
    if ('text' in item) return [...present(this.#text(item)), ...this.#below(item)];
    switch (item.label) {
      case 'list':
        return present(this.#list(item, 0).join('\n'));
      case 'inline':
        return present(this.#inline(item));
      case 'picture':
        return this.#picture(item);
      default:
        return this.blocks(item);
    }
  }

  /** What stands below a heading or text, without the inline group that is its own text. */
  #below(item: TextItem): string[] {
    const own = ownInline(this.#document, item);
    return this.#children(item)
      .filter((child) => child !== own)
      .flatMap((child) => this.#block(child));
  }

  #text(item: TextItem): string {
    const own = ownInline(this.#document, item);
    const text = own ? this.#inline(own) : decorate(item);
    switch (item.label) {
      case 'title':
        return text && `# ${text}`;
      case 'section_header':
        return text && `${'#'.repeat(item.level + 1)} ${text}`;
      case 'code':
        return `\`\`\`\n${item.text}\n\`\`\``;
      case 'formula':
        return formula(item, '$$');
      case 'checkbox_selected':
        return `- [x] ${text}`;
      case 'checkbox_unselected':
        return `- [ ] ${text}`;
      case 'caption':
        return escape(item.text);
      default:
        return text;
    }
  }

  #inline(group: NodeItem): string {
    return this.#children(group)
      .map((item) => {
        if (!('text' in item)) return this.#inline(item);
        if (item.label === 'code') return wrap({ ...item, text: `\`${item.text}\`` }, `\`${item.text}\``);
        return item.label === 'formula' ? formula(item, '$') : decorate(item);
      })
      .filter((part) => part !== '')
      .join(' ');
  }

  #list(list: NodeItem, depth: number): string[] {
    const items = this.#children(list);
    const [head] = items;
    const numbered = head !== undefined && 'enumerated' in head && head.enumerated;
    let position = 0;
    return items.flatMap((item): string[] => {
      if (!('enumerated' in item)) return item.children.length > 0 || 'text' in item ? this.#block(item) : [];
      position += 1;
      return this.#listItem(item, depth, numbered && item.enumerated ? `${position}.` : '-');
    });
  }

  #listItem(item: ListItem, depth: number, position: string): string[] {
    const own = ownInline(this.#document, item);
    const text = own ? this.#inline(own) : decorate(item);
    const indent = ' '.repeat(4 * depth);
    const lines = [`${indent}${listMarker(item.marker, position)} ${text}`];
    for (const child of this.#children(item)) {
      if (child === own) continue;
      if ('label' in child && child.label === 'list') lines.push(...this.#list(child, depth + 1));
      else if (child.self_ref.startsWith('#/pictures/')) lines.push(...this.#block(child));
      else lines.push(...this.#block(child).map((block) => block.replace(/^/gm, `${indent}    `)));
    }
    return lines;
  }

  #picture(picture: PictureItem): string[] {
    return [...this.#captions(picture), '<!-- image -->'];
  }

  #captions(float: PictureItem | TableItem): string[] {
    return captionTexts(this.#document, float).flatMap((caption) => present(escape(caption)));
  }

  #table(table: TableItem): string[] {
    const seen = new Set<unknown>();
    const rows = cellGrid(table.data).map((row) =>
      row.map((cell) => {
        if (!cell) return '';
        if (!cell.ref) return flatCell(cell.text);
        // A rich cell is printed in its first slot only.
        if (seen.has(cell)) return '';
        seen.add(cell);
        const item = resolveRef(this.#document, cell.ref);
        return item ? flatCell(this.#richCell(item)) : flatCell(cell.text);
      }),
    );
    const [first, ...rest] = rows;
    if (!first) return this.#captions(table);
    const line = (cells: string[]): string => `| ${cells.join(' | ')} |`;
    const lines = [line(first), line(first.map(() => '-')), ...rest.map(line)];
    return [...this.#captions(table), lines.join('\n')];
  }

  #richCell(item: DocumentItem): string {
    if ('data' in item) {
      return item.data.table_cells.map((cell) => cell.text).join(' ');
    }
    if ('text' in item || item.label === 'list' || item.label === 'inline')
      return this.#block(item).join('\n\n');
    return this.#children(item)
      .map((child) => ('data' in child ? this.#richCell(child) : this.#block(child).join('\n\n')))
      .join('\n\n');
  }
}

function present(text: string): string[] {
  return text === '' ? [] : [text];
}

function listMarker(marker: string, position: string): string {
  if (usualMarker.test(marker)) return marker;
  if (/[\p{L}\p{N}]/u.test(marker)) return `- ${marker}`;
  return marker === '' ? position : '-';
}

function formula(item: TextItem, dollars: string): string {
  if (item.text !== '') return `${dollars}${item.text}${dollars}`;
  return item.orig === '' ? '' : '<!-- formula-not-decoded -->';
}

function decorate(item: TextItem): string {
  return wrap(item, escape(item.text));
}

/** Emphasis inside, link around all of it. */
function wrap(item: TextItem, inner: string): string {
  if (inner === '') return '';
  const { formatting, hyperlink } = item;
  let text = inner;
  if (formatting?.bold) text = `**${text}**`;
  if (formatting?.italic) text = `*${text}*`;
  if (formatting?.strikethrough) text = `~~${text}~~`;
  return hyperlink === undefined ? text : `[${text}](${hyperlink})`;
}

function escape(text: string): string {
  return text
    .replace(/(?<!\\)_/g, '\\_')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function flatCell(text: string): string {
  return text.replace(/\r?\n/g, ' ').replaceAll('|', '&#124;');
}
