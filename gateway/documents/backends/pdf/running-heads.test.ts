import { describe, expect, it } from 'vitest';
import type { Block } from './blocks.ts';
import { findRunningHeads } from './running-heads.ts';
import type { PageLine } from './line-collector.ts';

const page = { width: 600, height: 800 };

/** One line of text whose top stands so many points below the upper edge of its page. */
function block(pageNo: number, text: string, fromTop: number): Block {
  const [t, b] = [page.height - fromTop, page.height - fromTop - 10];
  const line: PageLine = {
    text,
    l: 50,
    r: 300,
    t,
    b,
    baseline: b + 2,
    height: 10,
    bold: false,
    wide: false,
    turned: false,
    rightToLeft: false,
    hyphenated: false,
  };
  return { page: pageNo, lines: [line], kind: 'text', marker: '' };
}

/** The texts that are taken for running heads or feet. */
function found(blocks: Block[]): string[] {
  const pages = new Map(blocks.map((block) => [block.page, page]));
  return [...findRunningHeads(blocks, pages).keys()]
    .sort((a, b) => a - b)
    .map((i) => blocks[i]!.lines[0]!.text);
}

/** The same kind of line on each of the pages. */
function on(pages: number[], text: (page: number) => string, fromTop = 30): Block[] {
  return pages.map((pageNo) => block(pageNo, text(pageNo), fromTop));
}

describe('running heads', () => {
  it.each([
    ['a title', on([1, 2, 3], () => 'Annual report'), 3],
    ['a title with the page', on([4, 5, 6], (n) => `Annual report 2025   ${n + 100}`), 3],
    ['the page of a total', on([1, 2, 3], (n) => `Page ${n} of 12`, 770), 3],
    ['a date and the page', on([1, 2, 3], (n) => `12/03/2025 09:15 - ${n}`, 770), 3],
    ['a title of left pages', on([2, 4, 6], () => 'A. Author'), 3],
    ['roman numbers', on([1, 2, 3, 4], (n) => ['i', 'ii', 'iii', 'iv'][n - 1]!, 770), 4],
    ['bare numbers of two pages', on([1, 2], (n) => `- ${n} -`, 770), 2],
    ['numbers in Portuguese', on([1, 2], (n) => `Página ${n} de 2`, 770), 2],
    ['a head that stands a little lower once', [...on([1, 3], () => 'Head'), block(2, 'Head', 32)], 3],
  ])('are %s', (_, blocks, count) => {
    expect(found(blocks)).toHaveLength(count);
  });

  it.each([
    ['a line of two pages', on([1, 2], () => 'Annual report')],
    [
      'a number that does not count the pages',
      [block(1, '1250', 770), block(2, '980', 770), block(3, '77', 770)],
    ],
    ['rows of a table', on([1, 2, 3], (n) => `Station ${n * 7}: ${n * n} mg/L`)],
    ['a single number', on([1], (n) => `${n}`, 770)],
    ['what stands in the text', on([1, 2, 3], () => 'Annual report', 400)],
    [
      'the same words at different places',
      [block(1, 'Head', 20), block(2, 'Head', 40), block(3, 'Head', 60)],
    ],
    ['a heading of far chapters', on([3, 30, 60], () => 'Exercises')],
    ['a long paragraph', on([1, 2, 3], () => 'word '.repeat(60))],
  ])('are not %s', (_, blocks) => {
    expect(found(blocks)).toEqual([]);
  });

  it('leave a line beside them that is on one page only', () => {
    const heads = on([1, 2, 3], () => 'Annual report');
    expect(found([...heads, block(2, 'Draft, not for sale', 45)])).toEqual(heads.map(() => 'Annual report'));
  });
});
