import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pdfOfObjects, pdfStream, writePdf } from '../../../../test/support/pdf-files.ts';
import { convert } from '../../convert.ts';
import type { Conversion } from '../../convert.ts';
import { toText } from '../../export/text.ts';
import { extract } from '../../extract.ts';
import type { TextItem } from '../../model.ts';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'frodb-pdf-'));
});
afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

const font = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>';

/** One page by hand; `page` are extra entries of the page object. */
function onePage(content: string, page = '', fontObject = font, more: Record<number, string> = {}): Buffer {
  return pdfOfObjects({
    1: '<< /Type /Catalog /Pages 2 0 R >>',
    2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    3: `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> ${page} >>`,
    4: pdfStream(content),
    5: fontObject,
    ...more,
  });
}

async function read(bytes: Buffer): Promise<Conversion> {
  const path = join(dir, 'file.pdf');
  await writeFile(path, bytes);
  return convert({ path, name: 'file.pdf' });
}

async function readPdfkit(
  draw: (pdf: PDFKit.PDFDocument) => void,
  options?: PDFKit.PDFDocumentOptions,
): Promise<Conversion> {
  return convert({ path: await writePdf(join(dir, 'kit.pdf'), draw, options), name: 'kit.pdf' });
}

function texts(conversion: Conversion): string[] {
  return conversion.document.texts.map((item) => item.text);
}

function boxOf(item: TextItem | undefined): { l: number; t: number; r: number; b: number } {
  return item!.prov[0]!.bbox;
}

describe('text of a PDF', () => {
  it('joins lines to paragraphs, with page and box', async () => {
    const sentence = 'The river was measured in three seasons, and the water was always clear. ';
    const result = await readPdfkit((pdf) => {
      pdf.addPage({ size: 'A4' }).fontSize(11).text(sentence.repeat(5)).moveDown().text(sentence.repeat(4));
      pdf.addPage({ size: 'A4' }).fontSize(11).text('Second page.');
    });
    expect(texts(result)).toEqual([sentence.repeat(5).trim(), sentence.repeat(4).trim(), 'Second page.']);
    const [first, second, third] = result.document.texts;
    expect(first!.prov[0]!.page_no).toBe(1);
    expect(third!.prov[0]!.page_no).toBe(2);
    expect(boxOf(first).l).toBeCloseTo(72, 0);
    expect(boxOf(first).t).toBeGreaterThan(boxOf(first).b);
    expect(boxOf(first).b).toBeGreaterThan(boxOf(second).t);
    expect(result.document.pages['1']).toEqual({ page_no: 1, size: { width: 595.28, height: 841.89 } });
    expect(result.pages).toBe(2);
  });

  it('finds headings by size, list items by bullets, and cells of a row on one line', async () => {
    const body = 'Some words that make up a paragraph of the usual size of the text. '.repeat(4);
    const result = await readPdfkit((pdf) => {
      pdf.addPage().fontSize(20).text('Field report').fontSize(11).moveDown().text(body).moveDown();
      pdf.text('• water').text('• soil').moveDown().text(body).moveDown();
      const { y } = pdf;
      pdf.text('Station', 72, y).text('Depth', 250, y).text('Date', 400, y);
    });
    const labels = result.document.texts.map((item) => [item.label, item.text]);
    expect(labels).toEqual([
      ['section_header', 'Field report'],
      ['text', body.trim()],
      ['list_item', 'water'],
      ['list_item', 'soil'],
      ['text', body.trim()],
      ['text', 'Station Depth Date'],
    ]);
    expect(result.document.groups.map((group) => group.label)).toEqual(['list']);
  });

  it('takes repeated heads and page numbers for furniture, in the document but in no text', async () => {
    const result = await readPdfkit((pdf) => {
      for (let page = 1; page <= 4; page++) {
        pdf.addPage({ margin: 20 }).fontSize(10).text('Annual report of the foundation', 72, 40);
        pdf.text(`What only page ${page} says.`, 72, 300).text(`${page}`, 300, 750);
      }
    });
    const layers = result.document.texts.map((item) => `${item.label} ${item.content_layer}`);
    expect(layers.slice(0, 3)).toEqual(['page_header furniture', 'text body', 'page_footer furniture']);
    const { chunks } = await extract(
      { path: join(dir, 'kit.pdf'), name: 'kit.pdf' },
      { chunkSize: 1200, chunkOverlap: 0 },
    );
    expect(chunks.map((chunk) => [chunk.text, chunk.page])).toEqual([
      ['What only page 1 says.', 1],
      ['What only page 2 says.', 2],
      ['What only page 3 says.', 3],
      ['What only page 4 says.', 4],
    ]);
    expect(result.document.texts).toHaveLength(12);
    expect(toText(result.document)).not.toContain('Annual report');
  });

  it.each([
    ['a divided word', ['The conser-', 'vation of rivers'], 'The conservation of rivers'],
    ['a code at a line end', ['See form ABC-', '123 for it'], 'See form ABC-123 for it'],
    ['a name with a hyphen', ['Written by Jean-', 'Paul in May'], 'Written by Jean-Paul in May'],
  ])('joins %s', async (_, [first, second], joined) => {
    const content = `BT /F1 12 Tf 50 700 Td (${first}) Tj 0 -14 Td (${second}) Tj ET`;
    expect(texts(await read(onePage(content)))).toEqual([joined]);
  });

  it('straightens quotes, spells ligatures out and composes accents', async () => {
    const map = pdfStream(
      `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
6 beginbfchar <41> <FB01> <42> <0065> <43> <0301> <44> <201C> <45> <D83DDE00> <46> <0063> endbfchar
endcmap end end`,
    );
    const mapped = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>';
    const bytes = onePage('BT /F1 12 Tf 50 700 Td (DABCFE) Tj ET', '', mapped, { 6: map });
    expect(texts(await read(bytes))).toEqual(['"fiéc😀']);
  });

  it('reads right-to-left text in logical order', async () => {
    const map = pdfStream(
      `/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def
1 begincodespacerange <00> <FF> endcodespacerange
4 beginbfchar <41> <05DD> <42> <05D5> <43> <05DC> <44> <05E9> endbfchar
endcmap end end`,
    );
    const mapped = '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R >>';
    // Painted from left to right, as PDF writers do: the last letter first.
    const bytes = onePage('BT /F1 12 Tf 50 700 Td (ABCD) Tj ET', '', mapped, { 6: map });
    expect(texts(await read(bytes))).toEqual(['שלום']);
  });

  it.each([
    [0, [600, 800], [100, 700]],
    [90, [800, 600], [700, 500]],
    [180, [600, 800], [500, 100]],
    [270, [800, 600], [100, 100]],
  ])('gives boxes on the page as shown when it is turned by %i', async (angle, [width, height], [x, y]) => {
    const result = await read(onePage('BT /F1 12 Tf 100 700 Td (Turned) Tj ET', `/Rotate ${angle}`));
    expect(result.document.pages['1']!.size).toEqual({ width, height });
    const box = boxOf(result.document.texts[0]);
    expect(Math.min(Math.abs(box.l - x!), Math.abs(box.r - x!))).toBeLessThan(5);
    expect(Math.min(Math.abs(box.t - y!), Math.abs(box.b - y!))).toBeLessThan(5);
    expect(texts(result)).toEqual(['Turned']);
  });

  it('joins a paragraph that goes on on the next page, past the page number', async () => {
    const result = await readPdfkit((pdf) => {
      pdf
        .addPage({ margin: 20 })
        .fontSize(12)
        .text('The water of the river was meas-', 72, 400)
        .text('1', 300, 750);
      pdf
        .addPage({ margin: 20 })
        .fontSize(12)
        .text('ured again in May.', 72, 60)
        .text('2', 300, 750)
        .text('A new sentence.', 72, 200);
    });
    const [joined] = result.document.texts;
    expect(joined!.text).toBe('The water of the river was measured again in May.');
    expect(joined!.prov.map((prov) => [prov.page_no, prov.charspan])).toEqual([
      [1, [0, 31]],
      [2, [31, 49]],
    ]);
    const source = { path: join(dir, 'kit.pdf'), name: 'kit.pdf' };
    const [chunk, next] = (await extract(source, { chunkSize: 1200, chunkOverlap: 0 })).chunks;
    expect([chunk!.page, chunk!.boxes.map((box) => box.page), next!.page]).toEqual([1, [1, 2], 2]);
  });

  it('counts boxes from the crop box', async () => {
    const result = await read(
      onePage('BT /F1 12 Tf 100 700 Td (Cropped) Tj ET', '/CropBox [50 100 550 750]'),
    );
    expect(result.document.pages['1']!.size).toEqual({ width: 500, height: 650 });
    expect(boxOf(result.document.texts[0]).l).toBeCloseTo(50, 0);
  });

  it('reads a page of 3,000 lines and a document of 10,000 pages', async () => {
    const lines = Array.from({ length: 3000 }, (_, i) => `(line ${i} of many) Tj 0 -0.2 Td`).join('\n');
    const many = await read(onePage(`BT /F1 6 Tf 50 790 Td ${lines} ET`));
    expect(texts(many).join(' ')).toContain('line 2999 of many');
    const kids = Array.from({ length: 10_000 }, (_, i) => i + 10);
    const pages = Object.fromEntries(
      kids.map((n) => [
        n,
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>`,
      ]),
    );
    const bytes = pdfOfObjects({
      1: '<< /Type /Catalog /Pages 2 0 R >>',
      2: `<< /Type /Pages /Kids [${kids.map((n) => `${n} 0 R`).join(' ')}] /Count 10000 >>`,
      4: pdfStream('BT /F1 12 Tf 100 400 Td (Same on all) Tj ET'),
      5: font,
      ...pages,
    });
    expect((await read(bytes)).pages).toBe(10_000);
    const first = await convert({ path: join(dir, 'file.pdf'), name: 'file.pdf' }, { maxPages: 3 });
    expect(first.pages).toBe(3);
    expect(first.warnings).toEqual(['Only the first 3 of 10000 pages were read.']);
  });
});

describe('a PDF that can not be read', () => {
  it('says that it looks scanned if no page has text', async () => {
    const bytes = onePage('0.5 g 10 10 500 500 re f');
    const result = await read(bytes);
    expect(result.emptyReason).toBe('No text layer on the only page: it looks scanned.');
    const extraction = await extract(
      { path: join(dir, 'file.pdf'), name: 'file.pdf' },
      { chunkSize: 1200, chunkOverlap: 0 },
    );
    expect(extraction).toEqual({
      status: 'empty',
      pages: 1,
      warnings: [],
      chunks: [],
      reason: 'No text layer on the only page: it looks scanned.',
    });
  });

  it('says so, too, of one whose scanned pages were only numbered', async () => {
    const result = await readPdfkit((pdf) => {
      for (let page = 1; page <= 3; page++)
        pdf.addPage({ margin: 20 }).rect(50, 50, 300, 500).fill().text(`Page ${page} of 3`, 72, 750);
    });
    expect(result.emptyReason).toMatch(/looks scanned/);
    expect(
      (await extract({ path: join(dir, 'kit.pdf'), name: 'kit.pdf' }, { chunkSize: 1200, chunkOverlap: 0 }))
        .reason,
    ).toBe(result.emptyReason);
  });

  it('names the pages without text where others have some', async () => {
    const result = await readPdfkit((pdf) => {
      pdf.addPage().text('Words.');
      pdf.addPage().rect(10, 10, 200, 200).fill();
    });
    expect(result.warnings).toEqual(['Without a text layer (scanned?): page 2.']);
  });

  it('says that blank pages are blank', async () => {
    expect((await read(onePage(''))).emptyReason).toBe('All pages are blank.');
  });

  it('refuses one that is encrypted, but not one that only restricts printing', async () => {
    const draw = (pdf: PDFKit.PDFDocument): void => void pdf.addPage().text('A secret.');
    await expect(readPdfkit(draw, { userPassword: 'pw', ownerPassword: 'owner' })).rejects.toMatchObject({
      name: 'DocumentError',
      code: 'encrypted',
    });
    expect(texts(await readPdfkit(draw, { ownerPassword: 'owner' }))).toEqual(['A secret.']);
  });

  it.each([
    ['only a header', Buffer.from('%PDF-1.7\n')],
    ['a header and noise', Buffer.concat([Buffer.from('%PDF-1.4\n'), Buffer.alloc(5000, 0x5a)])],
    [
      'no pages',
      pdfOfObjects({ 1: '<< /Type /Catalog /Pages 2 0 R >>', 2: '<< /Type /Pages /Kids [] /Count 0 >>' }),
    ],
    [
      'a count that lies',
      pdfOfObjects({
        1: '<< /Type /Catalog /Pages 2 0 R >>',
        2: '<< /Type /Pages /Kids [] /Count 4000000 >>',
      }),
    ],
    ['pages that are not there', pdfOfObjects({ 1: '<< /Type /Catalog /Pages 9 0 R >>' })],
  ])('refuses one with %s', async (_, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({ name: 'DocumentError', code: 'broken' });
  });

  it('comes to an end on a page tree that leads back to itself', async () => {
    const bytes = pdfOfObjects({
      1: '<< /Type /Catalog /Pages 2 0 R >>',
      2: '<< /Type /Pages /Kids [3 0 R 2 0 R 6 0 R] /Count 3 >>',
      3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
      4: pdfStream('BT /F1 12 Tf 100 400 Td (Still here) Tj ET'),
      5: font,
      6: '<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 6 0 R] /Count 2 >>',
    });
    const outcome = await read(bytes).then(texts, (error: unknown) => error);
    if (Array.isArray(outcome)) expect(outcome).toContain('Still here');
    else expect(outcome).toMatchObject({ code: 'broken' });
  });

  it('refuses one that unpacks to more than memory, and reads the next', { timeout: 60_000 }, async () => {
    const packed = deflateSync(Buffer.alloc(400 * 2 ** 20, 0x20)).toString('latin1');
    const stream = `<< /Length ${packed.length} /Filter /FlateDecode >>\nstream\n${packed}\nendstream`;
    await expect(read(onePage('', '', font, { 4: stream }))).rejects.toMatchObject({ code: 'too_big' });
    expect(texts(await read(onePage('BT /F1 12 Tf 100 400 Td (Next) Tj ET')))).toEqual(['Next']);
  });

  it('reads what is left of one that was cut off', async () => {
    const path = await writePdf(
      join(dir, 'whole.pdf'),
      (pdf) => void pdf.addPage().text('Words before the cut.'),
    );
    const whole = await readFile(path);
    const outcome = await read(whole.subarray(0, whole.length - 300)).then(texts, (error: unknown) => error);
    if (Array.isArray(outcome)) expect(outcome).toEqual(['Words before the cut.']);
    else expect(outcome).toMatchObject({ code: 'broken' });
  });
});
