import { describe, expect, it } from 'vitest';
import { readLines } from './lines.ts';
import { bytesSource, firstPlace } from './source.ts';

function linesOf(text: string, longest = 1_000): (string | null)[] {
  const lines = [...readLines(bytesSource(Buffer.from(text), true), firstPlace, longest)];
  return lines.map(({ bytes }) => bytes && Buffer.from(bytes).toString());
}

describe('lines', () => {
  it.each([
    ['', []],
    ['\n\r\n \t\n', []],
    ['a', ['a']],
    ['a\n', ['a']],
    ['a\r\n\nb\n ', ['a\r', 'b']],
    ['água\nрека', ['água', 'река']],
  ])('of %j are %j', (text, lines) => {
    expect(linesOf(text)).toEqual(lines);
  });

  it('that are too long are not kept, and what follows is read', () => {
    expect(linesOf('abc\nabcd\nab\nabcdefgh', 3)).toEqual(['abc', null, 'ab', null]);
  });

  it('are whole where a piece of the file ends inside one', () => {
    const lines = Array.from({ length: 5_000 }, (_, n) => `${n}${'é'.repeat(n % 500)}`);
    expect(linesOf(lines.join('\n'), 2_000)).toEqual(lines);
  });

  it('have their numbers, and go on behind any of them', () => {
    const source = bytesSource(Buffer.from('a\n\nb\nc'), true);
    const [a, b, c] = [...readLines(source, firstPlace, 9)];
    expect([a?.line, b?.line, c?.line]).toEqual([1, 3, 4]);
    expect([...readLines(source, b!.next, 9)]).toEqual([c]);
  });

  it('cut by the end of a part of a file are left out', () => {
    const part = bytesSource(Buffer.from('a\nb'), false);
    expect([...readLines(part, firstPlace, 9)].map(({ line }) => line)).toEqual([1]);
  });
});
