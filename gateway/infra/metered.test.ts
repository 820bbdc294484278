import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { Meter, PartSource } from './metered.ts';

const content = randomBytes(1_000);
const sums = { size: 1_000, sha256: createHash('sha256').update(content).digest('hex') };

function pieces(size: number): Readable {
  const all = [];
  for (let from = 0; from < content.length; from += size) all.push(content.subarray(from, from + size));
  return Readable.from(all, { objectMode: false });
}

describe('a meter', () => {
  it('lets through what was announced, and says what it was', async () => {
    const meter = new Meter(1_000);
    expect(Buffer.compare(await buffer(pieces(300).pipe(meter)), content)).toBe(0);
    expect(meter.sums()).toEqual(sums);
    expect((await buffer(Readable.from([], { objectMode: false }).pipe(new Meter(0)))).length).toBe(0);
  });

  it.each([999, 900, 0, 1_001])(
    'fails when %i bytes were announced, before the last of them passed',
    async (size) => {
      const meter = new Meter(size);
      const seen: Buffer[] = [];
      meter.on('data', (chunk: Buffer) => seen.push(chunk));
      const failed = new Promise((resolve) => meter.once('error', resolve));
      pieces(300).pipe(meter);
      expect(await failed).toMatchObject({ message: expect.stringContaining('The body') as string });
      expect(size === 0 || Buffer.concat(seen).length < size || size > 1_000).toBe(true);
    },
  );
});

describe('a source of parts', () => {
  it.each([
    [1, 64],
    [300, 256],
    [1_000, 100],
    [77, 1_000],
    [77, 5_000],
  ])('cuts pieces of %i bytes into parts of %i', async (piece, limit) => {
    const source = new PartSource(pieces(piece), limit);
    const parts = [];
    for (await source.filled(); source.held > 0; await source.filled()) {
      const size = Math.min(source.held, limit);
      const part = await buffer(source.take(size));
      expect(part.length).toBe(size);
      parts.push(part);
    }
    expect(parts.slice(0, -1).every((part) => part.length === limit)).toBe(true);
    expect(Buffer.compare(Buffer.concat(parts), content)).toBe(0);
    expect(source.sums()).toEqual(sums);
  });

  it('fails as its body does', async () => {
    const body = new Readable({ read() {} });
    const source = new PartSource(body, 10);
    body.push(Buffer.from('12'));
    setImmediate(() => body.destroy(new Error('gone')));
    await expect(source.filled()).rejects.toThrow('gone');
  });
});
