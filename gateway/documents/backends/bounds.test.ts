import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convert } from '../convert.ts';
import type { Conversion } from '../convert.ts';
import { collectPieces } from '../chunk/pieces.ts';
import { toHtml } from '../export/html.ts';
import { toJson } from '../export/json.ts';
import { toMarkdown } from '../export/markdown.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'frodb-bounds-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function read(name: string, content: string): Promise<Conversion> {
  await writeFile(join(dir, name), content);
  return convert({ path: join(dir, name), name });
}

/** What a document takes in every form that it is given in. */
function sizesOf({ document }: Conversion): number[] {
  const pieces = collectPieces(document).map(({ text }) => text);
  return [toJson(document), toMarkdown(document), toHtml(document), pieces.join('\n')].map(
    (text) => text.length,
  );
}

/** Each of them took minutes, or memory without end, when its time grew with the square of the file. */
const files: [what: string, name: string, content: (count: number) => string][] = [
  ['lists in one line', 'a.md', (n) => `${'- '.repeat(n)}last`],
  ['numbered lists in one line', 'a.md', (n) => `${'1. '.repeat(n)}last`],
  ['lists with tabs', 'a.md', (n) => `${'-\t'.repeat(n)}last`],
  ['quotations', 'a.md', (n) => `${'> '.repeat(n)}last`],
  ['lists in quotations', 'a.md', (n) => `${'> - '.repeat(n)}last`],
  ['emphasis that crosses', 'a.md', (n) => `${'*a_ '.repeat(n)}last`],
  ['emphasis in emphasis', 'a.md', (n) => `${'**a '.repeat(n)}last ${'b** '.repeat(n)}`],
  ['brackets', 'a.md', (n) => `${'['.repeat(n)}last`],
  ['images in links', 'a.md', (n) => `${'![['.repeat(n)}last${']('.repeat(n)}`],
  ['comments without an end', 'a.md', (n) => `${'x <!-- '.repeat(n)}last`],
  ['lines of one paragraph', 'a.md', (n) => `${'plain *text* here\n'.repeat(n)}last`],
  ['footnotes', 'a.md', (n) => `${'[^a]: b\n\n'.repeat(n)}last[^a]`],
  ['definitions', 'a.md', (n) => `${'[a]: b\n'.repeat(n)}\nlast`],
  ['divisions', 'a.html', (n) => `${'<div>'.repeat(n)}last`],
  ['lines in blocks', 'a.html', (n) => `${'<span><div>'.repeat(n)}last`],
  ['lists', 'a.html', (n) => `${'<ul><li>'.repeat(n)}last`],
  ['lists without items', 'a.html', (n) => `${'<ul>'.repeat(n)}<li>last`],
  ['descriptions', 'a.html', (n) => `${'<dl><dt>x<dd>'.repeat(n)}last`],
  ['tables', 'a.html', (n) => `${'<table><tr><td>x'.repeat(n)}last`],
  ['figures', 'a.html', (n) => `${'<figure><img alt=x>'.repeat(n)}${'</figure>'.repeat(n)}<p>last`],
  ['buttons', 'a.html', (n) => `${'<button><p>x'.repeat(n)}last`],
  ['looks that never end', 'a.html', (n) => `${fonts(n)}${'<p>x'.repeat(n)}last`],
  ['text beside the rows of a table', 'a.html', (n) => `<table>${'x<b>y</b>'.repeat(n)}last`],
  ['many attributes', 'a.html', (n) => `<p ${fonts(n).replaceAll(/[<>]/g, ' ')}>last`],
  ['cells over many rows and columns', 'a.html', (n) => `<table>${spans(n, 'rowspan=1000 colspan=1000')}`],
  ['cells over all rows', 'a.html', (n) => `<table>${spans(n, 'rowspan=0')}`],
  ['cells over all columns', 'a.html', (n) => `<table>${spans(n, 'colspan=1000').replaceAll('<tr>', '')}`],
  ['long cells over all rows', 'a.html', (n) => `<table><td rowspan=0>${'x '.repeat(n)}${spans(n, '')}`],
  ['one wide row and many short ones', 'a.html', (n) => `<table>${'<td>x'.repeat(n)}${spans(n, '')}`],
  ['a quote that is never closed', 'a.csv', (n) => `a,b\n1,"open\n${'x,y,z\n'.repeat(n)}last`],
  ['one wide row and many short ones', 'a.csv', (n) => `${'a,'.repeat(n)}\n${'x\n'.repeat(n)}last`],
];

function fonts(count: number): string {
  return Array.from({ length: count }, (_, n) => `<font size${n}=1>`).join('');
}

function spans(count: number, attributes: string): string {
  return `${`<tr><td ${attributes}>x</td></tr>`.repeat(count)}<tr><td>last</td></tr>`;
}

describe('what is read of a file grows with the file', () => {
  it.each(files)('%s (%s)', { timeout: 60_000 }, async (_, name, content) => {
    const count = 3_000;
    const once = await read(name, content(count));
    const twice = await read(name, content(2 * count));
    const bounds = sizesOf(once).map((size) => 2.5 * size + 20_000);
    sizesOf(twice).forEach((size, form) => expect(size).toBeLessThanOrEqual(bounds[form]!));
    const { texts, tables } = twice.document;
    const found = [...texts, ...tables.flatMap(({ data }) => data.table_cells)].map(({ text }) => text);
    expect(found.some((text) => text.includes('last'))).toBe(true);
  });
});

describe('what is left out is said', () => {
  it.each([
    ['a.md', `${'- '.repeat(500)}x`, /nested so deeply/],
    ['a.html', `${'<div>'.repeat(500)}x`, /nested so deeply/],
    ['a.html', `<table>${spans(500, 'rowspan=500 colspan=500')}`, /span/],
  ])('in %s', async (name, content, warning) => {
    expect((await read(name, content)).warnings).toEqual([expect.stringMatching(warning)]);
  });

  it('and nothing is said of what people write', async () => {
    const list = Array.from({ length: 12 }, (_, depth) => `${'  '.repeat(depth)}- item ${depth}`).join('\n');
    const nested = await read('a.md', list);
    expect(nested.warnings).toEqual([]);
    expect(nested.document.groups.filter(({ label }) => label === 'list')).toHaveLength(12);
    const head = '<tr><th colspan=12>wide</th></tr><tr><td rowspan=40>high</td><td>x</td></tr>';
    const table = await read('a.html', `<table>${head}${'<tr><td>x</td></tr>'.repeat(39)}</table>`);
    expect(table.warnings).toEqual([]);
    expect(table.document.tables[0]?.data.table_cells[1]).toMatchObject({ row_span: 40, text: 'high' });
  });
});

it('keeps the cells of a Markdown table that its head has no column for', async () => {
  const text = '| a | b |\n| - | - |\n| 1 | 2 | three | four |\n| 5 |\n\n> | q |\n> | - |\n> | r | s\\|t |\n';
  const { tables } = (await read('a.md', text)).document;
  const rows = tables.map(({ data }) =>
    data.table_cells.map((cell) => cell.text).filter((cell) => cell !== ''),
  );
  expect(rows).toEqual([
    ['a', 'b', '1', '2', 'three', 'four', '5'],
    ['q', 'r', 's\\|t'],
  ]);
});
