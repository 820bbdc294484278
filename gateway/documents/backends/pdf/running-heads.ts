import type { Block } from './blocks.ts';

export type RunningRole = 'page_header' | 'page_footer';

export interface PageSize {
  width: number;
  height: number;
}

/** Share of the page at its top and bottom where running heads and page numbers stand. */
const edgeShare = 0.1;
/** Points by which a head may stand higher or lower from page to page. */
const samePlace = 4;
/** So many pages must have it; a bare page number needs one less. */
const leastPages = 3;
/** Pages farther apart are no run: left pages, and chapters that begin without a head, lie between. */
const widestGap = 4;
const longestText = 200;
const mostNumbers = 8;

/** Those of a book's first pages, from i on. */
const romanNumerals = ['', 'x', 'xx', 'xxx'].flatMap((tens) =>
  ['', 'i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix'].map((ones) => tens + ones),
);
const barePageNumber =
  /^[^\p{L}\p{N}]*(?:(?:page|página|pagina|pág\.?|pag\.?|p\.?)\s*)?@(?:\s*(?:\/|of|de)\s*\d+)?[^\p{L}\p{N}]*$/iu;

interface Place {
  index: number;
  page: number;
  /** Distance from the edge of the page, in points. */
  offset: number;
}

interface Candidate {
  role: RunningRole;
  reading: string;
  places: Place[];
}

/**
 * The blocks that are certainly running heads or feet, by index: the same words in the same place at the top or bottom
 * of at least three pages in a run, whose numbers stay the same or count the pages. A number that stands alone and
 * counts the pages is certain on two.
 */
export function findRunningHeads(blocks: Block[], pages: Map<number, PageSize>): Map<number, RunningRole> {
  const candidates = new Map<string, Candidate>();
  blocks.forEach((block, index) => {
    const found = placeOf(block, pages.get(block.page));
    if (!found) return;
    const place = { index, page: block.page, offset: found.offset };
    for (const [reading, ahead] of readingsOf(textOf(block), block.page)) {
      const key = `${found.role} ${ahead} ${reading}`;
      const candidate = candidates.get(key);
      if (candidate) candidate.places.push(place);
      else candidates.set(key, { role: found.role, reading, places: [place] });
    }
  });
  const heads = new Map<number, RunningRole>();
  for (const { role, reading, places } of candidates.values()) {
    const least = barePageNumber.test(reading) ? leastPages - 1 : leastPages;
    if (places.length < least) continue;
    for (const { index } of inRuns(inOnePlace(places), least)) heads.set(index, role);
  }
  return heads;
}

function textOf(block: Block): string {
  return block.lines.map((line) => line.text).join(' ');
}

function placeOf(
  block: Block,
  page: PageSize | undefined,
): { role: RunningRole; offset: number } | undefined {
  if (!page || block.lines.length > 3) return undefined;
  if (block.lines.reduce((sum, line) => sum + line.text.length, 0) > longestText) return undefined;
  const [top, bottom] = [block.lines[0]!.t, block.lines.at(-1)!.b];
  if (bottom > page.height * (1 - edgeShare)) return { role: 'page_header', offset: page.height - top };
  if (top < page.height * edgeShare) return { role: 'page_footer', offset: bottom };
  return undefined;
}

/**
 * The ways to read a line: as it stands, and with each of its numbers (written `@`) taken for one that counts the
 * pages, with how far that number is ahead of this page's.
 */
function* readingsOf(text: string, page: number): Generator<[reading: string, ahead: number]> {
  yield [text, 0];
  const numeral = romanNumerals.indexOf(text.toLowerCase());
  if (numeral > 0) yield ['@', numeral - page];
  let count = 0;
  for (const { 0: digits, index } of text.matchAll(/\d{1,6}/g)) {
    if (count++ === mostNumbers) return;
    yield [`${text.slice(0, index)}@${text.slice(index + digits.length)}`, Number(digits) - page];
  }
}

/** Those that stand where most do. */
function inOnePlace(places: Place[]): Place[] {
  const offsets = places.map(({ offset }) => offset).sort((a, b) => a - b);
  const usual = offsets[offsets.length >> 1]!;
  return places.filter(({ offset }) => Math.abs(offset - usual) <= samePlace);
}

/** Those that belong to a run of enough pages. */
function inRuns(places: Place[], least: number): Place[] {
  const found: Place[] = [];
  let run: Place[] = [];
  const finish = (): void => {
    if (new Set(run.map(({ page }) => page)).size >= least) found.push(...run);
    run = [];
  };
  for (const place of places) {
    const before = run.at(-1);
    if (before && place.page - before.page > widestGap) finish();
    run.push(place);
  }
  finish();
  return found;
}
