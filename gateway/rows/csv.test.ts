import { describe, expect, it } from 'vitest';
import { readCsv } from './csv.ts';
import { bytesSource, firstPlace } from './source.ts';
import type { RawRow } from './row.ts';

const all = { rows: 1_000_000, bytes: 1e9 };

function read(text: string, { delimiter = ',', isWhole = true } = {}) {
  return readCsv(bytesSource(Buffer.from(text), isWhole), delimiter, firstPlace, all);
}

/** A row in few characters: its line, and its cells or what is wrong with it. */
function short(row: RawRow): string {
  if ('cells' in row) return `${row.line}: ${row.cells.join('|')}`;
  return `${row.line}: ${'problem' in row ? row.problem.code : 'json'}`;
}

describe('rows of a CSV', () => {
  it.each<[what: string, text: string, rows: string[]]>([
    ['nothing', '', []],
    ['blank lines', 'a,b\n\n\r\n1,2\n', ['1: a|b', '4: 1|2']],
    ['ends of lines of every kind', 'a\r\nb\nc\rd', ['1: a', '2: b', '3: c', '4: d']],
    ['a cell of several lines', 'a,"1\n2\r\n3"\nb,c', ['1: a|1\n2\r\n3', '4: b|c']],
    ['quotes in quotes', '"a ""b"" c",d', ['1: a "b" c|d']],
    ['a lone quote inside of a cell', '12" pipe,x\ny,z', ['1: 12" pipe|x', '2: y|z']],
    ['text behind a closing quote', '"a" b,c\nd,e', ['1: "a" b|c', '2: d|e']],
    ['a quote that never closes', 'a,b\n"c,d\ne,f\n', ['1: a|b', '2: open_quote', '3: e|f']],
    ['a quote that never closes behind blank lines', '\n\n"c\ne', ['3: open_quote', '4: e']],
    ['ragged rows', 'a,b\n1\n1,2,3', ['1: a|b', '2: 1', '3: 1|2|3']],
    ['accents', 'é,ü\nção,€', ['1: é|ü', '2: ção|€']],
  ])('%s', (_what, text, rows) => {
    expect(read(text).rows.map(short)).toEqual(rows);
  });

  it('too long ones are put aside, and what follows is read', () => {
    const { rows } = read(`a,b\n${'x'.repeat(9_000_000)},1\nc,d\n`);
    expect(rows.map(short)).toEqual(['1: a|b', '2: too_long', '3: c|d']);
  });

  it('that the end of a part of a file cuts are left out', () => {
    expect(read('a,b\nc,d\neeeee,', { isWhole: false }).rows.map(short)).toEqual(['1: a|b', '2: c|d']);
  });

  it('go on behind any row with the same rows and lines', () => {
    const text = Array.from({ length: 5_000 }, (_, n) => `${n},"é\n${n}",${'x'.repeat(n % 40)}\n`).join('');
    const source = bytesSource(Buffer.from(text), true);
    const whole = readCsv(source, ',', firstPlace, all).rows;
    const parts: RawRow[] = [];
    let place = firstPlace;
    for (let isEnd = false; !isEnd;) {
      const part = readCsv(source, ',', place, { rows: 700, bytes: 5_000 });
      parts.push(...part.rows);
      ({ next: place, isEnd } = part);
    }
    expect(whole).toHaveLength(5_000);
    expect(parts).toEqual(whole);
  });
});
