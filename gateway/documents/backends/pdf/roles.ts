import type { Block } from './blocks.ts';

export type Role = 'text' | 'row' | 'item' | 'heading' | 'page_header' | 'page_footer';

export interface PageSize {
  width: number;
  height: number;
}

/** Share of the page at its top and bottom where running heads and page numbers stand. */
const edge = 0.1;
const pageNumber =
  /^\W*(?:(?:page|página|pagina|pág\.?|pag\.?|p\.?)\s*)?(?:\d{1,5}|[ivxlcdm]{1,7})(?:\s*(?:\/|of|de)\s*\d{1,5})?\W*$/i;

/** What each block is, told from the whole document: its usual height of text, what repeats on its pages. */
export function assignRoles(blocks: Block[], pages: Map<number, PageSize>): Role[] {
  const bodyHeight = usualHeight(blocks);
  const roles = blocks.map((block): Role => block.kind);
  markRunningHeads(blocks, pages, roles);
  blocks.forEach((block, i) => {
    if (roles[i] === 'page_header' || roles[i] === 'page_footer') return;
    if (isHeading(block, nextText(blocks, roles, i), bodyHeight)) roles[i] = 'heading';
  });
  return roles;
}

function usualHeight(blocks: Block[]): number {
  const counts = new Map<number, number>();
  let best = 0;
  for (const { lines } of blocks) {
    for (const line of lines) {
      const height = Math.round(line.height * 4) / 4;
      const count = (counts.get(height) ?? 0) + line.text.length;
      counts.set(height, count);
      if (count > (counts.get(best) ?? 0)) best = height;
    }
  }
  return best;
}

/** Only what is certain: clearly larger than the text, or a bold line of its own above a paragraph. */
function isHeading(block: Block, next: Block | undefined, bodyHeight: number): boolean {
  const [first] = block.lines;
  if (!first || first.turned || block.lines.length > 3) return false;
  const text = block.lines.map((line) => line.text).join(' ');
  if (text.length > 200 || !/\p{L}{2}/u.test(text)) return false;
  if (/^[·▪◦●■]/.test(block.marker)) return false;
  if (first.height >= 1.15 * bodyHeight) return !/[.;,]$/.test(text) || text.length < 80;
  if (!first.bold || first.wide || block.lines.length > 2 || first.height < 0.97 * bodyHeight) return false;
  return !/[.;,:]$/.test(text) && next !== undefined && !next.lines[0]!.bold && textLength(next) > 80;
}

function textLength(block: Block): number {
  return block.lines.reduce((sum, line) => sum + line.text.length, 0);
}

/** The next block on the same page that is neither furniture nor a row. */
function nextText(blocks: Block[], roles: Role[], index: number): Block | undefined {
  const next = blocks[index + 1];
  const role = roles[index + 1];
  return next && next.page === blocks[index]!.page && role !== 'row' && role !== 'page_footer'
    ? next
    : undefined;
}

function markRunningHeads(blocks: Block[], pages: Map<number, PageSize>, roles: Role[]): void {
  const seen = new Map<string, { indexes: number[]; pages: Set<number> }>();
  blocks.forEach((block, i) => {
    const role = edgeRole(block, pages.get(block.page));
    if (!role) return;
    const text = block.lines.map((line) => line.text).join(' ');
    if (pageNumber.test(text) || (role === 'page_header' && isNumberedHead(block, text))) {
      roles[i] = role;
      return;
    }
    const key = `${role} ${text.replace(/\d+/g, '#')}`;
    const entry = seen.get(key) ?? { indexes: [], pages: new Set() };
    entry.indexes.push(i);
    entry.pages.add(block.page);
    seen.set(key, entry);
  });
  for (const [key, entry] of seen) {
    if (entry.pages.size < 3) continue;
    for (const i of entry.indexes) roles[i] = key.startsWith('page_header') ? 'page_header' : 'page_footer';
  }
}

function edgeRole(block: Block, page: PageSize | undefined): 'page_header' | 'page_footer' | undefined {
  if (!page || block.lines.length > 2 || textLength(block) > 200) return undefined;
  const [top, bottom] = [block.lines[0]!.t, block.lines.at(-1)!.b];
  if (bottom > page.height * (1 - edge)) return 'page_header';
  if (top < page.height * edge) return 'page_footer';
  return undefined;
}

/** `Title of the paper      9`: a page number set apart from the words. */
function isNumberedHead(block: Block, text: string): boolean {
  return block.lines.length === 1 && block.lines[0]!.wide && /^\d{1,4}\s|\s\d{1,4}$/.test(text);
}
