import markdownIt from 'markdown-it';
import footnotes from 'markdown-it-footnote';
import type { DocumentBuilder } from '../../builder.ts';

/**
 * Each list or quotation takes two levels or one. What is nested deeper is text, its signs included: browsers stop at
 * some depth too, and the parser would leave it out.
 */
const mostLevels = 100;

const parser = createParser();

/** Markdown (CommonMark with what GitHub added) as the HTML of the same meaning, embedded HTML as it stands. */
export function markdownToHtml(text: string, { warnings }: Pick<DocumentBuilder, 'warnings'>): string {
  const env: Record<string, unknown> = {};
  const html = parser.render(text, env);
  if (env[isCut] === true)
    warnings.add('Lists or quotations are nested so deeply that some were read as plain text.');
  return html;
}

/** Of the parser's notes on one text: something was nested too deeply. */
const isCut = 'isCut';

type Parser = ReturnType<typeof markdownIt>;

function createParser(): Parser {
  const md = markdownIt({ html: true, linkify: true, maxNesting: mostLevels + 10 });
  // A bare name with a dot in it is no link, as GitHub has it.
  md.linkify.set({ fuzzyLink: false });
  // Where a link leads is told as it was written, and never followed here.
  md.normalizeLink = (url) => url;
  md.normalizeLinkText = (url) => url;
  md.validateLink = () => true;
  md.block.ruler.before('table', 'too_deep', (state, startLine, endLine, silent) => {
    if (state.level < mostLevels) return false;
    if (!silent) {
      state.env[isCut] = true;
      state.line = endLine;
      state.push('paragraph_open', 'p', 1);
      const inline = state.push('inline', '', 0);
      inline.content = state.getLines(startLine, endLine, state.blkIndent, false).trim();
      inline.children = [];
      state.push('paragraph_close', 'p', -1);
    }
    return true;
  });
  md.core.ruler.push('cells_and_boxes', ({ tokens, Token, src }) => {
    keepExcessCells(tokens, src);
    for (const [index, token] of tokens.entries()) {
      const { children } = token;
      if (token.type !== 'inline' || !children) continue;
      const before = tokens[index - 1]?.type;
      if (before === 'th_open' || before === 'td_open') token.children = [plainToken(children, Token)];
      else if (tokens[index - 2]?.type === 'list_item_open') addCheckBox(children, Token);
    }
  });
  md.renderer.rules['tr_close'] = (tokens, index) => {
    const excess = (tokens[index]?.meta as { excess?: string[] } | null)?.excess ?? [];
    return `${excess.map((cell) => `<td>${md.utils.escapeHtml(cell)}</td>`).join('')}</tr>\n`;
  };
  addFootnotes(md);
  return md;
}

type Token = ReturnType<Parser['parse']>[number];
type TokenClass = new (type: string, tag: string, nesting: -1 | 0 | 1) => Token;

/** Cells that the head has no column for: GitHub leaves them out, but they are text of the file. */
function keepExcessCells(tokens: Token[], source: string): void {
  let lines: string[] | undefined;
  let cells = 0;
  let line = 0;
  for (const token of tokens) {
    if (token.type === 'tr_open') [cells, line] = [0, token.map?.[0] ?? 0];
    else if (token.type === 'td_open' || token.type === 'th_open') cells++;
    else if (token.type === 'tr_close') {
      lines ??= source.split('\n');
      const excess = cellsOf(lines[line] ?? '').slice(cells);
      if (excess.length > 0) token.meta = { excess };
    }
  }
}

function cellsOf(line: string): string[] {
  const cells = line.replace(/^[\s>]*\|?/, '').split(/(?<!\\)\|/);
  const texts = cells.map((cell) => cell.replace(/<[^<>]*>/g, ' ').trim());
  if (texts.at(-1) === '') texts.pop();
  return texts;
}

/** Cells of tables lose their emphasis, as in Docling. */
function plainToken(children: Token[], TextToken: TokenClass): Token {
  const text = new TextToken('text', '', 0);
  text.content = children.map(plainText).join('');
  return text;
}

function plainText({ type, content }: Token): string {
  if (type === 'html_inline') return /^<br\s*\/?>$/i.test(content) ? ' ' : '';
  return type === 'softbreak' || type === 'hardbreak' ? ' ' : content;
}

/** `[ ]` and `[x]` at the beginning of an item. */
function addCheckBox(children: Token[], BoxToken: TokenClass): void {
  const [first] = children;
  const box = first?.type === 'text' ? /^\[([ xX])\](?=\s)/.exec(first.content) : null;
  if (!first || !box) return;
  first.content = first.content.slice(box[0].length);
  const input = new BoxToken('html_inline', '', 0);
  input.content = `<input type="checkbox"${box[1] === ' ' ? '' : ' checked'}>`;
  children.unshift(input);
}

/** A footnote stays where it was written, whether something refers to it or not. */
function addFootnotes(md: Parser): void {
  md.use(footnotes);
  md.core.ruler.disable('footnote_tail');
  md.inline.ruler.disable('footnote_inline');
  md.renderer.rules['footnote_reference_open'] = () => '<div>';
  md.renderer.rules['footnote_reference_close'] = () => '</div>\n';
  md.renderer.rules['footnote_ref'] = () => '';
}
