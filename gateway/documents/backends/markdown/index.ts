import { readText } from '../../read-text.ts';
import type { TextFormat } from '../format.ts';
import { HtmlReader } from '../html/html-reader.ts';
import { findElement } from '../html/html-tree.ts';
import { parseHtml } from '../html/parse-html.ts';
import { markdownToHtml } from './markdown-html.ts';
import { splitMarkdown } from './split-markdown.ts';

const frontMatter = /^---[ \t]*\r?\n([\s\S]*?)\r?\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/;

/** CommonMark with GitHub's tables, check boxes, strike-through and links; a front matter becomes furniture. */
export const markdown: TextFormat = {
  name: 'markdown',
  kind: 'text',
  endings: new Map([
    ['md', 'text/markdown'],
    ['markdown', 'text/markdown'],
    ['mdown', 'text/markdown'],
  ]),
  declaredAs: ['text/markdown', 'text/x-markdown'],
  async read(input, builder) {
    const { text, warnings } = await readText(input);
    const front = frontMatter.exec(text);
    const matter = front?.[1]?.trim() ?? '';
    if (matter !== '') builder.addText(builder.body, 'text', matter, { layer: 'furniture' });
    const html = splitMarkdown(front ? text.slice(front[0].length) : text)
      .map((part) => markdownToHtml(part, builder))
      .join('');
    const body = findElement(parseHtml(html, builder).page, 'body');
    if (body) new HtmlReader(builder, { nested: false, layer: 'body' }).readChildren(body, undefined);
    return { pages: 0, warnings };
  },
};
