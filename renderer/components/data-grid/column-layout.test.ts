import { describe, expect, it } from 'vitest';
import { isShown, moveColumn, orderColumns, placeColumn, showColumn } from './column-layout.ts';
import { emptyLayout } from './grid-types.ts';
import type { GridColumn, GridLayout } from './grid-types.ts';

const columns: GridColumn[] = ['a', 'b', 'c', 'd'].map((id) => ({
  id,
  name: id,
  width: 100,
  isExtra: id === 'd',
}));
const idsOf = (layout: GridLayout): string =>
  orderColumns(columns, layout)
    .map(({ id }) => id)
    .join('');

describe('the order of columns', () => {
  it('is their own at first', () => expect(idsOf(emptyLayout)).toBe('abcd'));

  it('forgets columns that are gone, and has new ones at its end', () => {
    expect(idsOf({ ...emptyLayout, order: ['c', 'gone', 'a'] })).toBe('cabd');
  });

  it.each<[string, number, string]>([
    ['a', 1, 'bacd'],
    ['a', 99, 'bcad'],
    ['c', -1, 'acbd'],
    ['c', -99, 'cabd'],
    ['a', -1, 'abcd'],
    ['gone', 1, 'abcd'],
  ])('moves %s by %i', (id, steps, wanted) => {
    expect(idsOf(moveColumn(columns, emptyLayout, id, steps))).toBe(wanted);
  });

  it('moves over hidden columns as if they were not there', () => {
    const hidden = showColumn(emptyLayout, 'b', false);
    expect(idsOf(moveColumn(columns, hidden, 'a', 1))).toBe('bcad');
  });

  it('puts one before or after another', () => {
    expect(idsOf(placeColumn(columns, emptyLayout, 'd', 'a', false))).toBe('dabc');
    expect(idsOf(placeColumn(columns, emptyLayout, 'a', 'c', true))).toBe('bcad');
    expect(placeColumn(columns, emptyLayout, 'a', 'a', true)).toBe(emptyLayout);
  });
});

it('shows extra columns only when asked', () => {
  const last = columns[3] as GridColumn;
  expect(isShown(last, emptyLayout)).toBe(false);
  expect(isShown(last, showColumn(emptyLayout, 'd', true))).toBe(true);
});
