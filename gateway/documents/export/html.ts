import type { DoclingDocument, DocumentItem, NodeItem, PictureItem, TableItem, TextItem } from '../model.ts';
import { bodyItems, captionTexts, ownInline } from './body.ts';

/** The body of a document as one plain HTML page without styles or scripts. */
export function toHtml(document: DoclingDocument): string {
  const body = new HtmlWriter(document).children(document.body);
  const title = escape(document.name);
  return `<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>${title}</title>\n</head>\n<body>\n${body}</body>\n</html>\n`;
}

class HtmlWriter {
  readonly #document: DoclingDocument;

  constructor(document: DoclingDocument) {
    this.#document = document;
  }

  children(parent: NodeItem): string {
    return this.#below(parent)
      .map((item) => this.#block(item))
      .join('');
  }

  #below(parent: NodeItem): DocumentItem[] {
    return bodyItems(this.#document, parent);
  }

  #block(item: DocumentItem): string {
    if ('data' in item) return this.#table(item);
    if ('text' in item) return this.#text(item);
    switch (item.label) {
      case 'list': {
        const numbered = this.#below(item).some((child) => 'enumerated' in child && child.enumerated);
        const tag = numbered ? 'ol' : 'ul';
        return `<${tag}>\n${this.children(item)}</${tag}>\n`;
      }
      case 'inline':
        return `<p>${this.#inline(item)}</p>\n`;
      case 'picture':
        return `<figure>${this.#captions(item, 'figcaption')}</figure>\n`;
      default:
        return this.children(item);
    }
  }

  #text(item: TextItem): string {
    const own = ownInline(this.#document, item);
    const text = own ? this.#inline(own) : look(item);
    const rest = this.#below(item)
      .filter((child) => child !== own)
      .map((child) => this.#block(child))
      .join('');
    switch (item.label) {
      case 'title':
        return `<h1>${text}</h1>\n${rest}`;
      case 'section_header': {
        const level = Math.min(item.level + 1, 6);
        return `<h${level}>${text}</h${level}>\n${rest}`;
      }
      case 'list_item':
        return `<li>${text}${rest === '' ? '' : `\n${rest}`}</li>\n`;
      case 'code':
        return `<pre>${escape(item.text)}</pre>\n${rest}`;
      case 'checkbox_selected':
        return `<p><input type="checkbox" checked disabled> ${text}</p>\n${rest}`;
      case 'checkbox_unselected':
        return `<p><input type="checkbox" disabled> ${text}</p>\n${rest}`;
      case 'caption':
        return '';
      default:
        return text === '' ? rest : `<p>${text}</p>\n${rest}`;
    }
  }

  #inline(group: NodeItem): string {
    return this.#below(group)
      .map((item) => ('text' in item ? look(item) : this.#inline(item)))
      .join(' ');
  }

  #captions(float: PictureItem | TableItem, tag: string): string {
    const captions = captionTexts(this.#document, float);
    return captions.map((caption) => `<${tag}>${escape(caption)}</${tag}>`).join('');
  }

  #table(table: TableItem): string {
    const rows: string[] = Array.from({ length: table.data.num_rows }, () => '');
    for (const cell of table.data.table_cells) {
      const tag = cell.column_header || cell.row_header ? 'th' : 'td';
      const spans = `${cell.row_span > 1 ? ` rowspan="${cell.row_span}"` : ''}${cell.col_span > 1 ? ` colspan="${cell.col_span}"` : ''}`;
      rows[cell.start_row_offset_idx] +=
        `<${tag}${spans}>${escape(cell.text).replaceAll('\n', '<br>')}</${tag}>`;
    }
    const body = rows.map((row) => `<tr>${row}</tr>\n`).join('');
    return `<table>\n${this.#captions(table, 'caption')}${body}</table>\n`;
  }
}

function look(item: TextItem): string {
  const { formatting, hyperlink } = item;
  let text =
    item.label === 'code' ? `<code>${escape(item.text)}</code>` : escape(item.text).replaceAll('\n', '<br>');
  if (text === '') return '';
  if (formatting?.bold) text = `<strong>${text}</strong>`;
  if (formatting?.italic) text = `<em>${text}</em>`;
  if (formatting?.underline) text = `<u>${text}</u>`;
  if (formatting?.strikethrough) text = `<del>${text}</del>`;
  if (formatting?.script === 'sub') text = `<sub>${text}</sub>`;
  if (formatting?.script === 'super') text = `<sup>${text}</sup>`;
  // Only links that can do nothing but lead somewhere.
  const safe = hyperlink !== undefined && /^(?:https?:|mailto:|[^:]*$)/i.test(hyperlink);
  return safe ? `<a href="${escape(hyperlink)}">${text}</a>` : text;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
