import { describe, expect, it } from 'vitest';
import { sortFiles, toResourceName } from './sort-files.ts';

const file = (name: string, size = 1): File => ({ name, size, webkitRelativePath: '' }) as File;

describe('dropped files', () => {
  it('are sorted by what they can become, and what is left out is told', () => {
    const { tables, documents, skipped } = sortFiles([
      file('b.pdf'),
      file('a.CSV'),
      file('x.ndjson'),
      file('.DS_Store'),
      file('Thumbs.db'),
      file('none.txt', 0),
      file('huge.iso', 6 * 1024 ** 3),
      file('a.xlsx'),
    ]);
    expect(tables.map(({ name }) => name)).toEqual(['a.CSV', 'x.ndjson']);
    expect(documents.map(({ name }) => name)).toEqual(['a.xlsx', 'b.pdf']);
    expect(skipped).toEqual([
      { name: '.DS_Store', why: 'hidden' },
      { name: 'huge.iso', why: 'too_large' },
      { name: 'none.txt', why: 'empty' },
      { name: 'Thumbs.db', why: 'hidden' },
    ]);
  });

  it.each([
    ['Relatórios de Campo 2026.csv', 'relatorios_de_campo_2026'],
    ['2026 visits.json', 'visits'],
    ['水.csv', ''],
    ['a--b__.csv', 'a_b'],
  ])('name a collection: %s', (name, wanted) => {
    expect(toResourceName(name)).toBe(wanted);
  });
});
