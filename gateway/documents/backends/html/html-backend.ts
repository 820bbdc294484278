import { readFile } from 'node:fs/promises';
import type { DocumentBuilder } from '../../builder.ts';
import { DocumentError } from '../../document-error.ts';
import { decodeText } from '../../encoding.ts';
import type { Backend } from '../backend.ts';
import { maxTextBytes } from '../text/text-backend.ts';
import { HtmlReader } from './html-reader.ts';
import { parseHtml } from './parse-html.ts';
import { findAll, findElement, rawText } from './html-tree.ts';
import type { HtmlParent } from './html-tree.ts';

/** Elements; no page that is one has so many. */
const mostTooDeep = 40_000;

/** Web pages: headings with what belongs to them, lists, tables, pictures by their captions. Nothing is fetched. */
export const readHtml: Backend = async (input, builder) => {
  if (input.size > maxTextBytes)
    throw new DocumentError('too_big', 'HTML files over 500 MiB can not be read.');
  const bytes = await readFile(input.path);
  const { text, warning } = decodeText(bytes, declaredCharset(bytes));
  const { page, tooDeep } = parseHtml(text, builder);
  if (tooDeep > mostTooDeep) throw new DocumentError('broken', 'The file is nested too deeply to be read.');
  readPage(page, builder);
  return { pages: 0, warnings: warning === undefined ? [] : [warning] };
};

function readPage(page: HtmlParent, builder: DocumentBuilder): void {
  const title = findElement(page, 'title');
  const titleText = title ? rawText(title).replace(/\s+/g, ' ').trim() : '';
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
