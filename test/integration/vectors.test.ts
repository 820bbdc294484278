import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { MissingContainerError } from '../../gateway/infra/missing-container.ts';
import { createMemoryVectors } from '../../gateway/infra/vectors-memory.ts';
import { createQdrantStore } from '../../gateway/infra/vectors-qdrant.ts';
import type { Point, SparseVector, VectorFilter, VectorStore } from '../../gateway/infra/vectors.ts';

const { qdrantUrl, qdrantApiKey } = inject('engines');
const store = createQdrantStore({ url: `${qdrantUrl}/`, apiKey: qdrantApiKey });
const name = `t_${randomUUID()}`;

const sparse = (...entries: [number, number][]): SparseVector => ({
  indices: entries.map(([index]) => index),
  values: entries.map(([, value]) => value),
});
const point = (vector: SparseVector, payload: Record<string, unknown> = {}): Point => ({
  id: randomUUID(),
  vectors: { text: JSON.stringify(vector) },
  payload,
});

beforeAll(() => store.createCollection(name, { indexes: [{ field: 'year', schema: 'integer' }] }));
afterAll(async () => {
  await store.dropCollection(name);
  store.close();
});

describe('vectors in Qdrant', () => {
  it('weigh rare terms more, best first, without those excluded or filtered out', async () => {
    const common = Array.from({ length: 8 }, () => point(sparse([1, 1]), { year: 2020 }));
    const rare = point(sparse([1, 1], [4_294_967_295, 1]), { year: 2026 });
    await store.upsert(name, [...common, rare]);
    const query = sparse([1, 1], [4_294_967_295, 1]);
    const all = await store.search(name, { using: 'text', query, limit: 20 });
    expect(all).toHaveLength(9);
    expect(all[0]?.id).toBe(rare.id);
    expect(all[0]?.score).toBeGreaterThan(all[1]?.score ?? 0);
    expect(Object.keys(all[0] ?? {}).sort()).toEqual(['id', 'score']);

    const found = async (filter: VectorFilter): Promise<string[]> =>
      (await store.search(name, { using: 'text', query, limit: 20, filter })).map(({ id }) => id);
    const late = { key: 'year', range: { gte: 2021 } };
    expect(await found({ must: [late] })).toEqual([rare.id]);
    const two = [rare, common[0]].map((one) => one?.id ?? '');
    expect(await found({ must: [{ has_id: two }] })).toEqual(two);
    expect(await found({ must: [{ has_id: two }, late] })).toEqual([rare.id]);
    expect(await store.search(name, { using: 'text', query: sparse(), limit: 5 })).toEqual([]);
    await store.deletePoints(
      name,
      [...common, rare].map(({ id }) => id),
    );
  });

  it('rank and filter as the store in memory does, which stands for them in unit tests', async () => {
    const memory = createMemoryVectors();
    const own = `t_${randomUUID()}`;
    for (const each of [store, memory]) await each.createCollection(own, { indexes: [] });
    const points = Array.from({ length: 40 }, (_, n) =>
      point(sparse([(n % 7) + 1, 1 + n / 50], [(n % 3) + 10, 0.5]), {
        year: 2_000 + n,
        tags: [n % 2, 5],
        in: [{ n }],
      }),
    );
    for (const each of [store, memory]) await each.upsert(own, points);
    const query = sparse([1, 1], [2, 2], [10, 1]);
    const even = { key: 'tags', match: { value: 0 } };
    const filters: VectorFilter[] = [
      {},
      { must: [even, { key: 'year', range: { gt: 2_003, lte: 2_030 } }] },
      {
        should: [
          { key: 'year', match: { any: [2_001, 2_007] } },
          { key: 'in[].n', range: { lt: 3 } },
        ],
      },
      { must_not: [even, { must: [{ key: 'year', range: { gte: 2_020 } }] }] },
      { must: [{ is_empty: { key: 'nope' } }, { has_id: points.slice(0, 9).map(({ id }) => id) }] },
      { must: [{ has_id: [] }] },
    ];
    for (const filter of filters) {
      const request = { using: 'text', query, filter, limit: 40 } as const;
      const scores = async (of: VectorStore) =>
        new Map((await of.search(own, request)).map(({ id, score }) => [id, score.toFixed(4)]));
      expect(await scores(memory)).toEqual(await scores(store));
    }
    await store.dropCollection(own);
  });

  it('are there when an upsert returns, gone when a deletion does, in any number', async () => {
    const points = Array.from({ length: 1_300 }, (_, n) => point(sparse([n + 1, 1])));
    await store.upsert(name, points);
    await store.upsert(name, points.slice(0, 10));
    expect(await store.count(name)).toBe(1_300);
    const ids = [];
    for await (const id of store.scrollIds(name)) ids.push(id);
    expect(ids.sort()).toEqual(points.map(({ id }) => id).sort());
    await store.deletePoints(name, ids);
    await store.deletePoints(name, ids);
    expect(await store.count(name)).toBe(0);
    await store.upsert(name, []);
    await store.deletePoints(name, []);
  });

  it('may be long, or empty', async () => {
    const long = Array.from({ length: 256 }, () =>
      point(sparse(...Array.from({ length: 2_000 }, (_, n): [number, number] => [n * 7 + 1, Math.random()]))),
    );
    const empty = point(sparse());
    await store.upsert(name, [...long, empty]);
    expect(await store.count(name)).toBe(257);
    await store.deletePoints(
      name,
      [...long, empty].map(({ id }) => id),
    );
  });

  it('are refused when they are not vectors, and all of their batch with them', async () => {
    const bad = [sparse([1, Number.NaN]), sparse([1, 1], [1, 2]), sparse([-1, 1])];
    for (const vector of bad) {
      await expect(store.upsert(name, [point(sparse([1, 1])), point(vector)])).rejects.toThrow(
        'Qdrant answered 4',
      );
    }
    expect(await store.count(name)).toBe(0);
  });

  it('live in collections that are made and dropped again and again', async () => {
    const other = `t_${randomUUID()}`;
    const indexes = (['keyword', 'float', 'bool', 'datetime', 'uuid'] as const).map((schema) => ({
      field: schema,
      schema,
    }));
    await store.createCollection(other, { indexes });
    await store.createCollection(other, { indexes });
    expect(await store.collections()).toContain(other);
    expect(await store.dropCollection(other)).toBe(true);
    expect(await store.dropCollection(other)).toBe(false);
    expect(await store.collections()).not.toContain(other);
  });

  it('tell a collection that is missing from an engine that is', async () => {
    const gone = `t_${randomUUID()}`;
    const points = [point(sparse([1, 1]))];
    await expect(store.upsert(gone, points)).rejects.toBeInstanceOf(MissingContainerError);
    await expect(
      store.search(gone, { using: 'text', query: sparse([1, 1]), limit: 1 }),
    ).rejects.toBeInstanceOf(MissingContainerError);
    await expect(store.count(gone)).rejects.toBeInstanceOf(MissingContainerError);
    await store.deletePoints(gone, [randomUUID()]);
    const down = createQdrantStore({ url: 'http://127.0.0.1:1' });
    const calls = [
      () => down.ping(),
      () => down.upsert(gone, points),
      () => down.deletePoints(gone, [randomUUID()]),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toMatchObject({ code: 'unavailable' });
    }
    const stranger = createQdrantStore({ url: qdrantUrl, apiKey: 'wrong' });
    await expect(stranger.ping()).rejects.toMatchObject({ code: 'unavailable' });
    stranger.close();
  });

  it('carry the id of their repository', async () => {
    await store.ping();
    const before = await store.readMark();
    await store.mark('first');
    await store.mark('second');
    expect(await store.readMark()).toBe('second');
    if (before === null) await store.dropCollection('frodb_repository');
    else await store.mark(before);
  });
});
