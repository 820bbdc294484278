import { expect, it } from 'vitest';
import { filterLines, isBad, parseLine } from './log-lines.ts';

it.each([
  [
    '2026-12-01 03:33:48.596 UTC [12490] LOG:  listening on port 30059',
    '03:33:48',
    'LOG',
    'listening on port 30059',
  ],
  ['2026-12-01 03:33:48.596 UTC [1] frodb@frodb ERROR:  duplicate key', '03:33:48', 'ERROR', 'duplicate key'],
  [
    '2026-12-01T03:33:48.490242Z  WARN qdrant::settings: not found',
    '03:33:48',
    'WARN',
    'qdrant::settings: not found',
  ],
  ['API: http://127.0.0.1:28442 ', null, null, 'API: http://127.0.0.1:28442 '],
])('takes “%s” apart', (text, time, level, rest) => {
  expect(parseLine({ n: 1, text })).toEqual({ n: 1, time, level, text: rest });
});

it('marks what went wrong, and finds words', () => {
  const lines = [
    parseLine({ n: 1, text: '2026-12-01 03:33:48.596 UTC [1] FATAL:  no space left' }),
    parseLine({ n: 2, text: 'FATAL Unable to write' }),
    parseLine({ n: 3, text: 'all is well' }),
  ];
  expect(lines.map(isBad)).toEqual([true, true, false]);
  expect(filterLines(lines, ' UNABLE ')).toEqual([lines[1]]);
  expect(filterLines(lines, '')).toBe(lines);
});
