import { expect, it } from 'vitest';
import { previewRows, readTable } from './read-table.ts';

it('reads a header and rows, whatever parts them', () => {
  const expected = { header: ['a', 'b'], rows: [['1', 'x, y']], isCut: false };
  expect(readTable('a,b\n1,"x, y"\n', true)).toEqual(expected);
  expect(readTable('a;b\r\n1;x, y\r\n', true)).toEqual(expected);
  expect(readTable('a\tb\n1\tx, y', true)).toEqual(expected);
});

it('fills short rows, and names no column that is not there', () => {
  expect(readTable('a,b\n1\n1,2,3\n', true)).toEqual({
    header: ['a', 'b', ''],
    rows: [
      ['1', '', ''],
      ['1', '2', '3'],
    ],
    isCut: false,
  });
});

it('keeps quotes that are not closed or not at the beginning', () => {
  expect(readTable('a,b\n5" pipe,2\n', true).rows).toEqual([['5" pipe', '2']]);
});

it('shows no more than the first rows', () => {
  const text = ['n', ...Array.from({ length: previewRows + 5 }, (_, i) => String(i))].join('\n');
  const table = readTable(text, true);
  expect(table.rows).toHaveLength(previewRows);
  expect(table.isCut).toBe(true);
});

it('leaves out a last row that may be cut', () => {
  expect(readTable('a,b\n1,2\n3,', false)).toEqual({ header: ['a', 'b'], rows: [['1', '2']], isCut: true });
});

it('reads a quoted value that the end cuts through', () => {
  expect(readTable('a,b\n1,2\n3,"begun', false).rows).toEqual([['1', '2']]);
});

it('has nothing of an empty file', () => {
  expect(readTable('', true)).toEqual({ header: [], rows: [], isCut: false });
});
