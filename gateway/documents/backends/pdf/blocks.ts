import type { PageLine } from './line-collector.ts';

/** Lines that belong together: a paragraph, a list item, or one row of something tabular. */
export interface Block {
  page: number;
  lines: PageLine[];
  kind: 'text' | 'row' | 'item';
  /** Bullet or number of an item, as printed. */
  marker: string;
}

const bullet = /^([·▪◦‣●○■□➢➤►✓✔*\uf0d8\uf0fc-]|–)\s+(?=\S)/;
const numbering = /^(\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{2,4})[.)])\s+(?=\S)/;
const sentenceEnd = /[.!?:;…]["')\]]*$/;

/** Groups the lines of one page, in the order PDFium gives them, into blocks. */
export function groupLines(lines: PageLine[], page: number): Block[] {
  const joined = joinSameBaseline(lines);
  const leading = usualLeading(joined);
  const blocks: Block[] = [];
  let block: Block | undefined;
  for (const line of joined) {
    const finished =
      !block || endsEarly(block.lines.at(-1)!, joined) || sentenceEnd.test(block.lines.at(-1)!.text);
    const marker = itemMarker(line, finished);
    if (block && marker === '' && continues(block, line, joined, leading)) {
      block.lines.push(line);
    } else {
      block = {
        page,
        lines: [line],
        kind: marker ? 'item' : line.wide || line.turned ? 'row' : 'text',
        marker,
      };
      blocks.push(block);
    }
  }
  return blocks;
}

/** PDFium breaks a line at a table's cells and at raised characters; what stands on one baseline is one line. */
function joinSameBaseline(lines: PageLine[]): PageLine[] {
  const joined: PageLine[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last && standsBeside(last, line)) joined[joined.length - 1] = joinTwo(last, line);
    else joined.push(line);
  }
  return joined;
}

function standsBeside(left: PageLine, right: PageLine): boolean {
  if (left.turned || right.turned || left.rightToLeft || right.rightToLeft || left.hyphenated) return false;
  if (right.l < left.r - 0.3 * left.height) return false;
  const overlap = Math.min(left.t, right.t) - Math.max(left.b, right.b);
  return overlap > 0.6 * Math.min(left.t - left.b, right.t - right.b);
}

function joinTwo(left: PageLine, right: PageLine): PageLine {
  const gap = right.l - left.r;
  const main = left.text.length >= right.text.length ? left : right;
  return {
    ...main,
    text: `${left.text}${gap > 0.15 * main.height ? ' ' : ''}${right.text}`,
    l: Math.min(left.l, right.l),
    r: Math.max(left.r, right.r),
    t: Math.max(left.t, right.t),
    b: Math.min(left.b, right.b),
    bold: left.bold && right.bold,
    wide: left.wide || right.wide || gap > 1.5 * main.height,
    hyphenated: right.hyphenated,
  };
}

/** The most common distance between neighbouring baselines of the page. */
function usualLeading(lines: PageLine[]): number {
  const counts = new Map<number, number>();
  let best = 0;
  for (let i = 1; i < lines.length; i++) {
    const [above, below] = [lines[i - 1]!, lines[i]!];
    const distance = Math.round((above.baseline - below.baseline) * 2) / 2;
    if (distance <= 0.5 * below.height || distance > 2.6 * below.height) continue;
    const count = (counts.get(distance) ?? 0) + 1;
    counts.set(distance, count);
    if (count > (counts.get(best) ?? 0)) best = distance;
  }
  return best;
}

function itemMarker(line: PageLine, previousFinished: boolean): string {
  if (line.wide && !bullet.test(line.text)) return '';
  const found = bullet.exec(line.text) ?? (previousFinished ? numbering.exec(line.text) : null);
  return found?.[1] ?? '';
}

function continues(block: Block, line: PageLine, page: PageLine[], leading: number): boolean {
  const last = block.lines.at(-1)!;
  if (block.kind === 'row' || line.wide || line.turned) return false;
  if (last.bold !== line.bold || last.rightToLeft !== line.rightToLeft) return false;
  if (Math.abs(last.height - line.height) > 0.12 * Math.max(last.height, line.height)) return false;
  const distance = last.baseline - line.baseline;
  if (distance < 0.3 * line.height) return continuesInNextColumn(last, line);
  if (distance > Math.max(leading * 1.25, line.height * 1.15)) return false;
  if (startOf(line) > endOf(last) || startOf(last) > endOf(line)) return false;
  return !startsParagraph(block, last, line, page);
}

/** Up again and to the right: the same paragraph only if the sentence plainly goes on. */
function continuesInNextColumn(last: PageLine, line: PageLine): boolean {
  const nextColumn = line.l > last.l + 2 * last.height && line.baseline > last.baseline;
  return nextColumn && /\p{Ll}[-,]?$/u.test(last.text) && /^\p{Ll}/u.test(line.text);
}

function startsParagraph(block: Block, last: PageLine, line: PageLine, page: PageLine[]): boolean {
  const ended = sentenceEnd.test(last.text);
  const indent = startOf(line) - startOf(last);
  // An item's text hangs to the right of its bullet; a line left of the bullet is no longer the item.
  if (block.kind === 'item') return indent < -0.5 * line.height;
  if (ended && block.lines.length > 1 && indent > 0.7 * line.height) return true;
  const begins = /^["'(]?[\p{Lu}\p{N}\p{Lo}]/u.test(line.text);
  if (!begins) return false;
  const missing = columnEnd(last, page) - endOf(last);
  const width = columnEnd(last, page) - startOf(last);
  return missing > (ended ? 0.12 : 0.4) * width;
}

function endsEarly(line: PageLine, page: PageLine[]): boolean {
  const end = columnEnd(line, page);
  return end - endOf(line) > 0.12 * (end - startOf(line));
}

/** Where lines that begin about where this one begins reach to. */
function columnEnd(line: PageLine, page: PageLine[]): number {
  let end = endOf(line);
  for (const other of page) {
    if (other.wide || other.turned || other.rightToLeft !== line.rightToLeft) continue;
    if (Math.abs(startOf(other) - startOf(line)) < 3 * line.height && endOf(other) > end) end = endOf(other);
  }
  return end;
}

/** Horizontal positions in reading direction. */
function startOf(line: PageLine): number {
  return line.rightToLeft ? -line.r : line.l;
}

function endOf(line: PageLine): number {
  return line.rightToLeft ? -line.l : line.r;
}

/** The block's text in one piece, and where in it each line begins. */
export function joinLines(lines: PageLine[]): { text: string; starts: number[] } {
  let text = '';
  const starts: number[] = [];
  for (const line of lines) {
    if (/[\p{L}\p{N}]-$/u.test(text) && /^[\p{L}\p{N}]/u.test(line.text)) {
      // A divided word; codes and numbers (ABC-/123) and names (Self-/Locking) keep their hyphen.
      if (/\p{L}-$/u.test(text) && /^\p{Ll}/u.test(line.text)) text = text.slice(0, -1);
    } else if (text !== '') {
      text += ' ';
    }
    starts.push(text.length);
    text += line.text;
  }
  return { text, starts };
}
