import { describe, expect, it } from 'vitest';
import { searchedCollection } from '../../../test/support/search-parts.ts';
import { AppError, unavailable } from '../../errors.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { createMemoryVectors } from '../../infra/vectors-memory.ts';
import type { VectorStore } from '../../infra/vectors.ts';
import { retrieveHits } from './retrieve.ts';

const collection = searchedCollection();
const index = collection.qdrantCollection ?? '';
const request = { query: { indices: [1], values: [1] }, filter: undefined, limit: 10 };

/** What the catalogue says of the collection. */
function depsWith(vectors: VectorStore, catalogue: object[] = []) {
  const pg = { query: async () => catalogue } as unknown as Queryable;
  let losses = 0;
  const beingRebuilt = async () => new AppError('unavailable', 'it is being built');
  return { deps: { pg, vectors, noticeLoss: () => void losses++, beingRebuilt }, lossesSeen: () => losses };
}

describe('hits', () => {
  it('are the best of the collection’s points, and none without a Qdrant collection', async () => {
    const vectors = createMemoryVectors();
    await vectors.createCollection(index, { indexes: [] });
    const text = JSON.stringify({ indices: [1], values: [2] });
    await vectors.upsert(index, [{ id: 'p', vectors: { text }, payload: {} }]);
    const { deps } = depsWith(vectors);
    expect((await retrieveHits(deps, collection, request)).map(({ id }) => id)).toEqual(['p']);
    expect(await retrieveHits(deps, { ...collection, qdrantCollection: null }, request)).toEqual([]);
  });

  it.each([
    ['it is lost', { qdrant_collection: index }, /search index of notes is gone/, 1],
    ['the collection has another one by now', { qdrant_collection: 'another' }, /it is being built/, 0],
  ])('of a missing Qdrant collection are a 503 that says so: %s', async (_, row, message, losses) => {
    const { deps, lossesSeen } = depsWith(createMemoryVectors(), [row]);
    const told = { code: 'unavailable', message: expect.stringMatching(message) as string };
    await expect(retrieveHits(deps, collection, request)).rejects.toMatchObject(told);
    expect(lossesSeen()).toBe(losses);
  });

  it('of a collection that was dropped meanwhile are a 404', async () => {
    const { deps } = depsWith(createMemoryVectors());
    await expect(retrieveHits(deps, collection, request)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('of a Qdrant that is away are a 503 that tells what works without it', async () => {
    const search = () => Promise.reject(unavailable('qdrant', 'nothing listens at its address'));
    const { deps } = depsWith({ ...createMemoryVectors(), search });
    await expect(retrieveHits(deps, collection, request)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('Records and queries work without it') as string,
    });
  });
});
