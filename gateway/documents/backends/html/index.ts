import type { DocumentBuilder } from '../../builder.ts';
import { DocumentError } from '../../document-error.ts';
import { readText } from '../../read-text.ts';
import type { TextFormat } from '../format.ts';
import { HtmlReader } from './html-reader.ts';
import { parseHtml } from './parse-html.ts';
import { findAll, findElement, lineText } from './html-tree.ts';
import type { HtmlParent } from './html-tree.ts';

/** Elements; no page that is one has so many. */
const mostTooDeep = 40_000;

/** Web pages: headings with what belongs to them, lists, tables, pictures by their captions. Nothing is fetched. */
export const html: TextFormat = {
  name: 'html',
  kind: 'text',
  endings: new Map([
    ['html', 'text/html'],
    ['htm', 'text/html'],
    ['xhtml', 'application/xhtml+xml'],
  ]),
  declaredAs: ['text/html', 'application/xhtml+xml'],
  recognise: (start) => (startsAsHtml(start) ? 'text/html' : undefined),
  async read(input, builder) {
    const { text, warnings } = await readText(input, 'HTML', declaredCharset);
    const { page, tooDeep } = parseHtml(text, builder);
    if (tooDeep > mostTooDeep) throw new DocumentError('broken', 'The file is nested too deeply to be read.');
    readPage(page, builder);
    return { pages: 0, warnings };
  },
};

/** In UTF-16, too: its zero bytes do not count. */
function startsAsHtml(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1').replaceAll('\0', '');
  return /^[^<]{0,8}(?:\s*<(?:!--[\s\S]*?-->|\?xml[^>]*>))*\s*<(?:!doctype\s+html|html|head|body)[\s>]/i.test(
    start,
  );
}

function readPage(page: HtmlParent, builder: DocumentBuilder): void {
  const title = findElement(page, 'title');
  const titleText = title ? lineText(title) : '';
  if (titleText !== '') builder.addText(builder.body, 'title', titleText, { layer: 'furniture' });
  const body = findElement(page, 'body') ?? findElement(page, 'html');
  if (!body) return;
  // Menus and banners stand before the first heading.
  const heading = findAll(body, ({ tagName }) => /^h[1-6]$/.test(tagName)).next();
  new HtmlReader(builder, { nested: true, layer: heading.done ? 'body' : 'furniture' }).readChildren(
    body,
    undefined,
  );
}

function declaredCharset(bytes: Buffer): string | undefined {
  const start = bytes.subarray(0, 2048).toString('latin1');
  return /<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?([\w:-]+)/i.exec(start)?.[1];
}
