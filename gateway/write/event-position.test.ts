import { expect, it } from 'vitest';
import { comparePositions, formatPosition, parsePosition } from './event-position.ts';

it.each(['0-0', '731-12', '18446744073709551615-9007199254740991'])('%s is a position', (text) => {
  const position = parsePosition(text);
  expect(position && formatPosition(position)).toBe(text);
});

it.each([
  '',
  '1',
  '-',
  '1-',
  '-1',
  '01-1',
  '1-01',
  ' 1-1',
  '1-1\n',
  '1-1-1',
  '+1-1',
  '1e3-1',
  'a-b',
  '18446744073709551616-1',
  '1-9007199254740992',
])('%j is none', (text) => {
  expect(parsePosition(text)).toBeNull();
});

it('orders by transaction, then by number, as numbers and not as text', () => {
  const texts = ['100-1', '99-2', '99-10', '0-0', '18446744073709551615-1'];
  const positions = texts.map((text) => parsePosition(text) ?? { xid: '0', id: 0 });
  expect(positions.toSorted(comparePositions).map(formatPosition)).toEqual([
    '0-0',
    '99-2',
    '99-10',
    '100-1',
    '18446744073709551615-1',
  ]);
});
