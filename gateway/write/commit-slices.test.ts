import { describe, expect, it } from 'vitest';
import { lengthOf, sliceChanges } from './commit-slices.ts';
import type { StoredChunk, RecordChange } from './prepared.ts';

function chunks(count: number, text: string, isNew = true): StoredChunk[] {
  return Array.from({ length: count }, (_, number) => ({
    id: `p${number}`,
    field: 1,
    fileId: null,
    number,
    text,
    page: 1,
    boxes: [{ page: 1, l: 0, t: 0, r: 0, b: 0 }],
    language: 'pt',
    length: 1,
    sparse: '{}',
    isNew,
  }));
}

function change(id: string, more: Partial<RecordChange> = {}): RecordChange {
  return {
    op: 'create',
    id,
    expectedRevision: null,
    createdAt: '',
    columns: {},
    addedFiles: [],
    droppedFiles: [],
    chunks: null,
    droppedChunks: [],
    payload: {},
    ...more,
  };
}

describe('a commit', () => {
  it('is one slice if it is small', async () => {
    const changes = [change('a', { chunks: chunks(10, 'x') }), change('b')];
    expect(await sliceChanges(changes)).toEqual([{ changes, later: [] }]);
  });

  it('has slices of a thousand records', async () => {
    const slices = await sliceChanges(Array.from({ length: 2_500 }, (_, n) => change(`${n}`)));
    expect(slices.map(({ changes }) => changes.length)).toEqual([1_000, 1_000, 500]);
  });

  it.each([
    ['of long texts', chunks(5_000, 'x'.repeat(1_000))],
    ['of short texts', chunks(50_000, 'x')],
    ['that are put again', chunks(50_000, 'x'.repeat(1_000), false)],
  ])('writes chunks %s in portions, each once and in order', async (_, all) => {
    const slices = await sliceChanges([change('a'), change('b', { chunks: all }), change('c')]);
    expect(slices.map(({ changes }) => changes.map(({ id }) => id))).toEqual([['a'], ['b'], ['c']]);
    const { changes, later } = slices[1]!;
    const first = changes[0]?.chunks ?? [];
    const others = later.map((points) => points.map(({ chunk }) => chunk));
    expect([first, ...others].flat()).toEqual(all);
    expect(later.flat().every(({ recordId }) => recordId === 'b')).toBe(true);
    for (const portion of [first, ...others])
      expect(lengthOf(change('b', { chunks: portion }))).toBeLessThanOrEqual(1_000_100);
  });

  it('leaves the points of a record with a long text alone where they stay', async () => {
    const [slice] = await sliceChanges([change('a', { columns: { f1: 'x'.repeat(2_000_000) } })]);
    expect(slice).toMatchObject({ changes: [{ chunks: null }], later: [] });
  });
});
