import { describe, expect, it } from 'vitest';
import { SlicePacker, buffersOf, unpackSlices } from './slices.ts';

interface Item {
  n: number;
  text: string;
}

async function unpacked(slices: Uint8Array[]): Promise<Item[][]> {
  const lists = [];
  for await (const items of unpackSlices<Item>(slices)) lists.push(items);
  return lists;
}

describe('slices', () => {
  it('give the items back in order, few at a time', async () => {
    const packer = new SlicePacker<Item>();
    const items = Array.from({ length: 1_000 }, (_, n) => ({ n, text: `água ${n}` }));
    for (const item of items) packer.add(item, 20);
    const lists = await unpacked(packer.finish());
    expect(lists.flat()).toEqual(items);
    expect(lists.map((list) => list.length)).toEqual([250, 250, 250, 250]);
  });

  it('hold less of what is large', async () => {
    const packer = new SlicePacker<Item>();
    for (let n = 0; n < 8; n++) packer.add({ n, text: 'x'.repeat(300_000) }, 300_000);
    expect((await unpacked(packer.finish())).map((list) => list.length)).toEqual([2, 2, 2, 2]);
  });

  it('have buffers of their own and leave nothing behind', async () => {
    const packer = new SlicePacker<Item>();
    packer.add({ n: 1, text: 'a' }, 1);
    const slices = packer.finish();
    const moved = structuredClone(slices, { transfer: buffersOf(slices) });
    expect(await unpacked(moved)).toEqual([[{ n: 1, text: 'a' }]]);
    expect(moved).toEqual([]);
    expect(await unpacked(new SlicePacker<Item>().finish())).toEqual([]);
  });
});
