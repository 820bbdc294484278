import { MissingContainerError } from './missing-container.ts';
import type {
  SearchRequest,
  SparseVector,
  VectorCondition,
  VectorFilter,
  VectorHit,
  VectorStore,
} from './vectors.ts';

interface KeptPoint {
  id: string;
  text: Map<number, number>;
  payload: Record<string, unknown>;
}

type KeptCollection = Map<string, KeptPoint>;

/** A VectorStore in memory, for tests: compares with every point, weighted and filtered as Qdrant does. */
export function createMemoryVectors(): VectorStore {
  const kept = new Map<string, KeptCollection>();
  let mark: string | null = null;
  const collectionOf = (name: string): KeptCollection => {
    const collection = kept.get(name);
    if (!collection) throw new MissingContainerError('qdrant', name, undefined);
    return collection;
  };
  return {
    createCollection: async (name) => void kept.set(name, kept.get(name) ?? new Map()),
    dropCollection: async (name) => kept.delete(name),
    collections: async () => [...kept.keys()],
    upsert: async (name, points) => {
      const collection = collectionOf(name);
      for (const { id, vectors, payload } of points) {
        collection.set(id, { id, text: entriesOf(JSON.parse(vectors.text) as SparseVector), payload });
      }
    },
    deletePoints: async (name, ids) => {
      for (const id of ids) kept.get(name)?.delete(id);
    },
    search: async (name, request) => search(collectionOf(name), request),
    count: async (name) => collectionOf(name).size,
    missing: async (name, ids) => ids.filter((id) => !collectionOf(name).has(id)),
    scrollIds: async function* (name) {
      yield* collectionOf(name).keys();
    },
    ping: async () => undefined,
    mark: async (repositoryId) => void (mark = repositoryId),
    readMark: async () => mark,
    close: () => undefined,
  };
}

function search(collection: KeptCollection, { query, filter = {}, limit }: SearchRequest): VectorHit[] {
  const points = [...collection.values()];
  const weights = [...entriesOf(query)].map(([index, value]) => {
    const having = points.filter(({ text }) => text.has(index)).length;
    return [index, value * Math.log(1 + (points.length - having + 0.5) / (having + 0.5))] as const;
  });
  const hits: VectorHit[] = [];
  for (const point of points) {
    const shared = weights.filter(([index]) => point.text.has(index));
    if (shared.length === 0 || !passes(point, filter)) continue;
    const score = shared.reduce((sum, [index, weight]) => sum + weight * (point.text.get(index) ?? 0), 0);
    hits.push({ id: point.id, score });
  }
  return hits.sort((a, b) => b.score - a.score).slice(0, limit);
}

function entriesOf({ indices, values }: SparseVector): Map<number, number> {
  return new Map(indices.map((index, at) => [index, values[at] ?? 0]));
}

function passes(point: KeptPoint, { must = [], should = [], must_not: mustNot = [] }: VectorFilter): boolean {
  const meets = (condition: VectorCondition): boolean => meetsCondition(point, condition);
  return must.every(meets) && (should.length === 0 || should.some(meets)) && !mustNot.some(meets);
}

function meetsCondition(point: KeptPoint, condition: VectorCondition): boolean {
  if ('has_id' in condition) return condition.has_id.includes(point.id);
  if ('is_empty' in condition) return valuesAt(point.payload, condition.is_empty.key).length === 0;
  if ('match' in condition) {
    const { match } = condition;
    const wanted: unknown[] = 'any' in match ? match.any : [match.value];
    return valuesAt(point.payload, condition.key).some((value) => wanted.includes(value));
  }
  if ('range' in condition) {
    const { gt = -Infinity, gte = -Infinity, lt = Infinity, lte = Infinity } = condition.range;
    return valuesAt(point.payload, condition.key).some(
      (value) => typeof value === 'number' && value > gt && value >= gte && value < lt && value <= lte,
    );
  }
  return passes(point, condition);
}

/** All values at a key like `rows[].code`; an array is each of its items. */
function valuesAt(payload: Record<string, unknown>, key: string): unknown[] {
  let values: unknown[] = [payload];
  for (const name of key.replaceAll('[]', '').split('.')) {
    values = values.flatMap((value) => (value as Record<string, unknown> | null)?.[name] ?? []);
  }
  return values;
}
