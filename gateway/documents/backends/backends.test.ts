import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { convert } from '../convert.ts';
import type { Conversion } from '../convert.ts';
import { toHtml } from '../export/html.ts';
import { toMarkdown } from '../export/markdown.ts';
import { toText } from '../export/text.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'frodb-backends-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function read(name: string, content: string | Buffer): Promise<Conversion> {
  await writeFile(join(dir, name), content);
  return convert({ path: join(dir, name), name });
}

async function markdownOf(name: string, content: string | Buffer): Promise<string> {
  return toMarkdown((await read(name, content)).document);
}

/** Cells by row, as texts. */
async function rowsOf(name: string, content: string | Buffer): Promise<string[][]> {
  const [table] = (await read(name, content)).document.tables;
  const rows: string[][] = [];
  for (const cell of table?.data.table_cells ?? []) {
    (rows[cell.start_row_offset_idx] ??= [])[cell.start_col_offset_idx] = cell.text;
  }
  return rows;
}

describe('CSV', () => {
  it.each([
    ['commas', 'a,b\n1,2\n'],
    ['semicolons, with decimal commas', 'a;b\n1,5;2,5\n3,5;4,5\n'],
    ['tabs', 'a\tb\n1\t2\n'],
    ['bars', 'a|b\n1|2\n'],
    ['what Excel says', 'sep=|\r\na|b\r\n1,5|2;5\r\n'],
    ['old Mac line ends', 'a,b\r1,2\r'],
    ['commas inside quotes', 'a;b\n"x,y,z";1\n"p,q";2\n'],
  ])('divided by %s', async (_, text) => {
    const rows = await rowsOf('a.csv', text);
    expect(rows[0]).toEqual(['a', 'b']);
    expect(rows.every((row) => row.length === 2)).toBe(true);
  });

  it('keeps line ends in quotes, doubled quotes, short and long rows', async () => {
    const rows = await rowsOf('a.csv', 'name,note\n"two\nlines","say ""hi"""\nshort\nlong,1,2\n');
    expect(rows).toEqual([['name', 'note'], ['two\nlines', 'say "hi"'], ['short'], ['long', '1', '2']]);
  });

  it('reads Windows-1252 and UTF-16', async () => {
    expect(await rowsOf('a.csv', Buffer.from('Município;Área\nÓbidos;1,5\n', 'latin1'))).toEqual([
      ['Município', 'Área'],
      ['Óbidos', '1,5'],
    ]);
    expect(await rowsOf('a.csv', Buffer.from('\ufeffMunicípio\tÁrea\nÓbidos\t1,5\n', 'utf16le'))).toEqual([
      ['Município', 'Área'],
      ['Óbidos', '1,5'],
    ]);
  });

  it('takes quotes for plain characters if they do not match', async () => {
    const result = await read('a.csv', 'a,b\n"open,1\nx,2\n');
    expect(result.document.tables[0]!.data.num_rows).toBe(3);
    expect(result.warnings).toHaveLength(1);
  });

  it('marks the first row as the header', async () => {
    const { document } = await read('a.csv', 'a,b\n1,2\n');
    expect(document.tables[0]!.data.table_cells.map((cell) => cell.column_header)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});

describe('HTML', () => {
  it('nests what follows a heading, and takes what stands before the first one for furniture', async () => {
    const { document } = await read(
      'a.html',
      '<title>T</title><nav>Menu</nav><h1>One</h1><p>a<h3>Deep</h3><p>b',
    );
    const seen = document.texts.map((item) => [item.label, item.text, item.content_layer, item.parent!.$ref]);
    expect(seen).toEqual([
      ['title', 'T', 'furniture', '#/body'],
      ['text', 'Menu', 'furniture', '#/body'],
      ['title', 'One', 'body', '#/body'],
      ['text', 'a', 'body', '#/texts/2'],
      ['section_header', 'Deep', 'body', '#/groups/0'],
      ['text', 'b', 'body', '#/texts/4'],
    ]);
    expect(document.groups[0]).toMatchObject({ name: 'header-2', label: 'section' });
  });

  it.each([
    [
      'a paragraph of mixed looks',
      '<p>Some <b>bold <i>both</i></b> <a href="/x">link</a>, <code>code</code>',
      'Some **bold** ***both*** [link](/x) , `code`',
    ],
    ['lists', '<ul><li>a<ol><li>b<li>c</ol><li><p>d</p><p>e</p></ul>', '- a\n    1. b\n    2. c\n- d\n    e'],
    ['a list that starts later', '<ol start=5><li>a<li>b</ol>', '5. a\n6. b'],
    ['escapes', '<p>a_b &lt;c&gt; &amp; d', 'a\\_b &lt;c&gt; &amp; d'],
    ['code', '<pre>\nx = 1\n  y_z < 2</pre>', '```\nx = 1\n  y_z < 2\n```'],
    ['a picture', '<img src=x alt="A river">', 'A river\n\n<!-- image -->'],
    [
      'check boxes',
      '<p><input type=checkbox checked> done</p><p><input type=checkbox> open</p>',
      '- [x] done\n\n- [ ] open',
    ],
    [
      'a table with spans',
      '<table><tr><th colspan=2>h<th>i<tr><td rowspan=2>a<td>b<td>c|d<tr><td>e<td>f<br>g</table>',
      '| h | h | i |\n| - | - | - |\n| a | b | c&#124;d |\n| a | e | f g |',
    ],
    ['scripts and styles', '<p>a<script>b</script><style>c</style><p>d', 'a\n\nd'],
    ['blocks inside inline elements', '<b><p>a</p></b><span><div>b</div>c</span>', 'a\n\nb\n\nc'],
    ['a caption', '<table><caption>Depths</caption><tr><td>1</table>', 'Depths\n\n| 1 |\n| - |'],
  ])('gives %s', async (_, html, markdown) => {
    expect(await markdownOf('a.html', html)).toBe(markdown);
  });

  it('keeps words whole in its text, whatever their look', async () => {
    const { document } = await read(
      'a.html',
      '<p>H<sub>2</sub>O and CO<sub>2</sub> here, <b>b</b>; <i>un</i>done (<a href="/">x</a>).',
    );
    expect(toText(document)).toBe('H2O and CO2 here, b; undone (x).');
  });

  it('follows the charset the page declares', async () => {
    const page = Buffer.from('<meta charset="windows-1251"><p>\xcf\xf0\xe8\xe2\xe5\xf2', 'latin1');
    expect(await markdownOf('a.html', page)).toBe('Привет');
  });

  it.each([
    ['no cell', '<table></table>', 0],
    ['enormous spans', '<table><tr><td colspan=99999999 rowspan=99999999>x</table>', 1],
  ])('survives a table of %s', async (_, html, count) => {
    const { document } = await read('a.html', html);
    expect(document.tables).toHaveLength(count);
  });

  it('reads a page of 2,000 nested elements', async () => {
    expect(await markdownOf('a.html', `${'<div>'.repeat(2000)}deep`)).toBe('deep');
  });
});

describe('Markdown', () => {
  it.each([
    ['headings and paragraphs', '# One\n\ntwo\nlines\n\n### Three', '# One\n\ntwo lines\n\n### Three'],
    ['lists', '* a\n  1. b\n* c', '- a\n    1. b\n- c'],
    ['a table without emphasis', '| **a** | b |\n|---|:-:|\n| `c` | d |', '| a | b |\n| - | - |\n| c | d |'],
    [
      'embedded HTML',
      'x\n\n<table><tr><td>a</td></tr></table>\n\n<b>y</b> z',
      'x\n\n| a |\n| - |\n\n**y** z',
    ],
    ['links by reference', '[a][1] b\n\n[1]: http://x.y', '[a](http://x.y) b'],
    ['tasks', '- [x] done\n- [ ] open', '-\n- [x] done\n-\n- [ ] open'],
    ['strike-through and code', '~~a~~ `b`\n\n```js\nc\n```', '~~a~~ `b`\n\n```\nc\n```'],
    ['no empty heading', '#\n\na', 'a'],
  ])('gives %s', async (_, source, markdown) => {
    const got = await markdownOf('a.md', source);
    expect(got.replace(/^- +$/gm, '-').replace(/^ {4}- \[/gm, '- [')).toBe(markdown);
  });

  it('keeps a front matter out of the body', async () => {
    const { document } = await read('a.md', '---\ntitle: Secret\n---\n# Body');
    expect(document.texts.map((item) => [item.text, item.content_layer])).toEqual([
      ['title: Secret', 'furniture'],
      ['Body', 'body'],
    ]);
  });
});

describe('plain text', () => {
  it('is cut into paragraphs at blank lines', async () => {
    const { document } = await read('a.txt', 'one\r\nline\r\n\r\n  two\n\n\n\nthree');
    expect(document.texts.map((item) => item.text)).toEqual(['one\nline', 'two', 'three']);
    expect(toText(document)).toBe('one\nline\n\ntwo\n\nthree');
  });

  it('may have the line ends of old Macs', async () => {
    const { document } = await read('a.txt', 'one\rline\r\rtwo');
    expect(document.texts.map((item) => item.text)).toEqual(['one\nline', 'two']);
  });

  it('says so if it is named a PDF', async () => {
    const { document, warnings } = await read('a.pdf', '<!doctype html><p>Please log in');
    expect([toText(document), warnings]).toEqual([
      'Please log in',
      ['Named a PDF but is none: it was read as text/html.'],
    ]);
  });

  it.each([
    ['a.txt', '', 'The file is empty.'],
    ['a.md', '', 'The file is empty.'],
    ['a.html', '<p> </p>', 'The file has no text.'],
    ['a.csv', '\n\n', 'The file has no text.'],
  ])('says why %s (%j) is empty', async (name, content, reason) => {
    expect((await read(name, content)).emptyReason).toBe(reason);
  });

  it.each(['e\u0301 combining', '👩‍👩‍👧 family', 'שלום עולם', 'ﬁ ligature'])('keeps %s', async (text) => {
    expect(toText((await read('a.txt', text)).document)).toBe(text);
  });
});

describe('HTML out', () => {
  it('writes what was read, without anything that could run', async () => {
    const { document } = await read(
      'a.md',
      '# A & B\n\n- x\n- **y** [z](javascript:alert(1)) [w](http://w.x)\n\n| a |\n|---|\n| <script>b</script> |',
    );
    const html = toHtml(document);
    expect(html).toContain('<h1>A &amp; B</h1>');
    expect(html).toContain('<li>x</li>');
    expect(html).toContain('<strong>y</strong> z <a href="http://w.x">w</a>');
    expect(html).not.toContain('script>');
    expect(html).not.toContain('javascript:');
  });
});
