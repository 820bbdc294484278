import { describe, expect, it } from 'vitest';
import { readItems } from './json-items.ts';
import type { Portion } from './lines.ts';
import { bytesSource, firstPlace } from './source.ts';

function itemsOf(text: string, { isWhole = true, longest = 1_000 } = {}): string[] {
  const items = readItems(bytesSource(Buffer.from(text), isWhole), firstPlace, longest);
  return [...items].map(
    ({ line, bytes }) => `${line}: ${bytes === null ? 'too long' : Buffer.from(bytes).toString()}`,
  );
}

function show({ line, bytes, next }: Portion): string {
  return `${line}-${next.line} ${next.offset}: ${bytes === null ? 'too long' : Buffer.from(bytes).toString()}`;
}

describe('items of a JSON list', () => {
  it.each<[text: string, items: string[]]>([
    ['[]', []],
    [' \n[ ]\n ', []],
    ['\ufeff[1]', ['1: 1']],
    ['[1, 2.5,\n"a",null]', ['1: 1', '1: 2.5', '2: "a"', '2: null']],
    ['[{"a":[1,{"b":"]}"}]},\n\n{}]', ['1: {"a":[1,{"b":"]}"}]}', '3: {}']],
    ['["\\"]","\\\\"]', ['1: "\\"]"', '1: "\\\\"']],
    ['[{"a":1\n}\n,\n{"b":2}]', ['1: {"a":1\n}', '4: {"b":2}']],
  ])('of %j', (text, items) => {
    expect(itemsOf(text)).toEqual(items);
  });

  it.each([
    ['{}', /must be a list/],
    ['', /must be a list/],
    ['[1 2]', /no comma/],
    ['[1,]', /without an item/],
    ['[,1]', /without an item/],
    ['[1,', /ends before/],
    ['[{"a":', /ends before/],
    ['[1', /ends before/],
    ['[1] x', /behind the end/],
  ])('%j is refused', (text, message) => {
    expect(() => itemsOf(text)).toThrow(message);
  });

  it('that are too long are not kept, and what follows is read', () => {
    expect(itemsOf(`["${'x'.repeat(600_000)}", 1]`)).toEqual(['1: too long', '1: 1']);
  });

  it('cut by the end of a part of a file are left out', () => {
    expect(itemsOf('[{"a":1},{"b"', { isWhole: false })).toEqual(['1: {"a":1}']);
  });

  it('go on behind any of them', () => {
    const text = `[${Array.from({ length: 3_000 }, (_, n) => `{"n":${n},"t":"${'é'.repeat(n % 300)}"}`).join(' ,\n')}]`;
    const source = bytesSource(Buffer.from(text), true);
    const all = [...readItems(source, firstPlace, 9_999)];
    expect(all).toHaveLength(3_000);
    for (const position of [0, 1, 1_500, 2_998, 2_999]) {
      const rest = [...readItems(source, all[position]!.next, 9_999)];
      expect(rest.map(show)).toEqual(all.slice(position + 1).map(show));
    }
  });
});
