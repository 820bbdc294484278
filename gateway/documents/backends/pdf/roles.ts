import type { Block } from './blocks.ts';
import { findRunningHeads } from './running-heads.ts';
import type { PageSize, RunningRole } from './running-heads.ts';

export type Role = 'text' | 'row' | 'item' | 'heading' | RunningRole;

/** What each block is, told from the whole document: its usual height of text, what repeats on its pages. */
export function assignRoles(blocks: Block[], pages: Map<number, PageSize>): Role[] {
  const bodyHeight = usualHeight(blocks);
  const heads = findRunningHeads(blocks, pages);
  const roles = blocks.map((block, i): Role => heads.get(i) ?? block.kind);
  blocks.forEach((block, i) => {
    if (heads.has(i)) return;
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
