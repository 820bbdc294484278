import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DocumentBuilder, plainCell } from '../builder.ts';
import { toJson } from '../export/json.ts';
import { chunk, chunkRows, chunkText } from './chunk.ts';

const options = { chunkSize: 100, chunkOverlap: 0 };
const sentence = 'The river was measured in three seasons. ';

function textsOf(builder: DocumentBuilder, given = options): string[] {
  return chunk(builder.document, given).map(({ text }) => text);
}

describe('chunks of a document', () => {
  it('begin at headings and hold whole paragraphs', () => {
    const builder = new DocumentBuilder('a.md', 'text/markdown');
    builder.addText(builder.body, 'title', 'Report');
    builder.addHeading(builder.body, 1, 'Water');
    builder.addText(builder.body, 'text', sentence.trim());
    builder.addText(builder.body, 'text', sentence.repeat(2).trim());
    builder.addHeading(builder.body, 1, 'Soil');
    builder.addText(builder.body, 'text', 'Dry.');
    expect(textsOf(builder)).toEqual([
      `Report\n\nWater\n\n${sentence.trim()}`,
      sentence.repeat(2).trim(),
      'Soil\n\nDry.',
    ]);
  });

  it('never cross a page, and carry page and boxes', () => {
    const builder = new DocumentBuilder('a.pdf', 'application/pdf');
    for (const page of [1, 1, 2]) {
      builder.addText(builder.body, 'text', `On page ${page}.`, {
        prov: [
          {
            page_no: page,
            bbox: { l: 10, t: 50, r: 90, b: 40, coord_origin: 'BOTTOMLEFT' },
            charspan: [0, 10],
          },
        ],
      });
    }
    const box = { l: 10, t: 50, r: 90, b: 40 };
    expect(chunk(builder.document, options)).toEqual([
      {
        text: 'On page 1.\n\nOn page 1.',
        page: 1,
        boxes: [
          { page: 1, ...box },
          { page: 1, ...box },
        ],
      },
      { text: 'On page 2.', page: 2, boxes: [{ page: 2, ...box }] },
    ]);
  });

  it('of a long paragraph have the boxes of their own lines', () => {
    const builder = new DocumentBuilder('a.pdf', 'application/pdf');
    const text = sentence.repeat(6).trim();
    const line = { page: 3, l: 0, r: 90 };
    const lines = [0, 1, 2, 3, 4, 5].map((n) => ({
      ...line,
      start: n * sentence.length,
      t: 60 - n * 10,
      b: 50 - n * 10,
    }));
    builder.addText(builder.body, 'text', text, {
      prov: [
        {
          page_no: 3,
          bbox: { l: 0, t: 60, r: 90, b: 0, coord_origin: 'BOTTOMLEFT' },
          charspan: [0, text.length],
        },
      ],
      reading: { lines },
    });
    const boxes = chunk(builder.document, options).map(({ boxes: [box] }) => [box!.t, box!.b]);
    expect(boxes).toEqual([
      [60, 40],
      [40, 20],
      [20, 0],
    ]);
    const fromAnotherThread = chunk(structuredClone(builder.document), options);
    expect(fromAnotherThread).toEqual(chunk(builder.document, options));
    expect(JSON.parse(toJson(builder.document))).not.toHaveProperty('texts.0.reading');
  });

  it('never cut a table row, and repeat the header where they begin inside the table', () => {
    const builder = new DocumentBuilder('a.csv', 'text/csv');
    const rows = [
      ['Place', 'Depth'],
      ...Array.from({ length: 5 }, (_, i) => [`Station ${i} on the river`, `${i},5`]),
    ];
    rows.push(['x'.repeat(300), '1']);
    builder.addTable(
      builder.body,
      rows.flatMap((row, r) => row.map((text, c) => plainCell(r, c, text, r === 0))),
      { rows: rows.length, columns: 2 },
    );
    const chunks = textsOf(builder);
    expect(chunks).toEqual([
      'Place | Depth\nStation 0 on the river | 0,5\nStation 1 on the river | 1,5\nStation 2 on the river | 2,5',
      'Place | Depth\nStation 3 on the river | 3,5\nStation 4 on the river | 4,5',
      `${'x'.repeat(300)} | 1`,
    ]);
    expect(chunkRows(rows, options).map(({ text }) => text)).toEqual(chunks);
  });

  it('hold list items, joined by line ends, and inline groups as one text', () => {
    const builder = new DocumentBuilder('a.md', 'text/markdown');
    const list = builder.addGroup(builder.body, 'list', 'list');
    const item = builder.addListItem(list, '', { enumerated: false, marker: '' });
    const inline = builder.addGroup(item, 'inline', 'group');
    builder.addText(inline, 'text', 'Take');
    builder.addCode(inline, 'frodb');
    builder.addListItem(list, 'and wait', { enumerated: false, marker: '' });
    expect(textsOf(builder)).toEqual(['Take frodb\nand wait']);
  });

  it('put a title and menu last, once, and leave running heads and feet out', () => {
    const builder = new DocumentBuilder('a.html', 'text/html');
    for (const page of ['1', '2']) {
      builder.addText(builder.body, 'page_header', `Yearbook ${page}`, { layer: 'furniture' });
      builder.addText(builder.body, 'text', 'Menu', { layer: 'furniture' });
      builder.addText(builder.body, 'text', `Body ${page}`);
      builder.addText(builder.body, 'page_footer', page, { layer: 'furniture' });
    }
    expect(textsOf(builder)).toEqual(['Body 1\n\nBody 2\n\nMenu']);
  });
});

describe('chunks of plain text', () => {
  it.each([
    ['nothing', '', []],
    ['blanks', ' \n\t ', []],
    ['one letter', 'a', ['a']],
    ['what fits', ' as it\n\nstands ', [' as it\n\nstands ']],
  ])('of %s', (_, text, expected) => {
    expect(chunkText(text, options).map((chunk) => chunk.text)).toEqual(expected);
  });

  it('overlap by whole sentences or words', () => {
    const text = Array.from({ length: 8 }, (_, i) => `Sentence number ${i} stands here.`).join(' ');
    const [first, second] = chunkText(text, { chunkSize: 100, chunkOverlap: 40 });
    expect(first!.text.endsWith('Sentence number 2 stands here.')).toBe(true);
    expect(second!.text.startsWith('Sentence number 2 stands here. Sentence number 3')).toBe(true);
  });

  it('are refused where they are too many', () => {
    const text = 'word '.repeat(500);
    const options = { chunkSize: 100, chunkOverlap: 0 };
    const count = chunkText(text, options).length;
    expect(chunkText(text, { ...options, maxChunks: count })).toHaveLength(count);
    expect(() => chunkText(text, { ...options, maxChunks: count - 1 })).toThrow(/more text than 24 chunks/);
  });

  it('drop what Postgres can not keep', () => {
    expect(chunkText('a\0b\ud800c', options)).toEqual([{ text: 'ab\ufffdc', boxes: [] }]);
  });

  it('never split what is read as one character', () => {
    const family = '👩‍👩‍👧';
    for (const { text } of chunkText(family.repeat(40), { chunkSize: 100, chunkOverlap: 0 })) {
      expect(text.replaceAll(family, '')).toBe('');
    }
    for (const { text } of chunkText('e\u0301'.repeat(101), { chunkSize: 101, chunkOverlap: 0 })) {
      expect(text.replaceAll('e\u0301', '')).toBe('');
    }
  });

  it('hold every word in order and are never too long, whatever the text', () => {
    const word = fc.stringMatching(/^[a-zá-ú.]{1,30}$/);
    const gap = fc.constantFrom(' ', '\n', '\n\n', '  ');
    const text = fc.array(fc.tuple(word, gap), { maxLength: 300 }).map((parts) => parts.flat().join(''));
    const size = fc.integer({ min: 100, max: 400 });
    fc.assert(
      fc.property(text, size, fc.integer({ min: 0, max: 99 }), (given, chunkSize, chunkOverlap) => {
        const chunks = chunkText(given, { chunkSize, chunkOverlap });
        let at = 0;
        for (const { text: found } of chunks) {
          expect(found.length).toBeLessThanOrEqual(chunkSize);
          expect(found).toMatch(/\S/);
          // Each chunk begins where the one before ended, or earlier.
          const words = found.split(/\s+/).filter(Boolean);
          const all = given.split(/\s+/).filter(Boolean);
          const start = all.findIndex(
            (_, i) => i <= at && i + words.length > at && words.every((w, k) => all[i + k] === w),
          );
          expect(start).toBeGreaterThanOrEqual(0);
          at = start + words.length;
        }
        expect(at).toBe(given.split(/\s+/).filter(Boolean).length);
      }),
      { numRuns: 60 },
    );
  });
});
