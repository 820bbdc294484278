import { readFile } from 'node:fs/promises';
import { parse } from 'parse5';
import type { DocumentBuilder } from '../../builder.ts';
import { DocumentError } from '../../document-error.ts';
import { decodeText } from '../../encoding.ts';
import type { Backend } from '../backend.ts';
import { maxTextBytes } from '../text/text-backend.ts';
import { HtmlReader } from './html-reader.ts';
import { findAll, findElement, rawText } from './html-tree.ts';

/** Web pages: headings with what belongs to them, lists, tables, pictures by their captions. Nothing is fetched. */
export const readHtml: Backend = async (input, builder) => {
  if (input.size > maxTextBytes)
    throw new DocumentError('too_big', 'HTML files over 500 MiB can not be read.');
  const bytes = await readFile(input.path);
  const { text, warning } = decodeText(bytes, declaredCharset(bytes));
  readHtmlText(text, builder);
  return { pages: 0, warnings: warning === undefined ? [] : [warning] };
};

function readHtmlText(text: string, builder: DocumentBuilder): void {
  const page = parse(text);
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
