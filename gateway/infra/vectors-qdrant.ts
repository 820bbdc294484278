import pLimit from 'p-limit';
import { yieldToLoop } from './yield-to-loop.ts';
import { MissingContainerError } from './missing-container.ts';
import { QdrantError, createQdrantClient } from './qdrant-client.ts';
import type { QdrantClient, QdrantOptions } from './qdrant-client.ts';
import { markCollection } from './vectors.ts';
import type { PayloadIndex, Point, SearchRequest, VectorHit, VectorStore } from './vectors.ts';

const pingTimeoutMs = 2_000;
/** Measured: smaller batches cost round trips, larger ones stall readers. */
const upsertBatch = 256;
/** Qdrant writes one down while it indexes another. */
const upsertsAtOnce = 2;
/** Characters of JSON: larger ones hold up the event loop as they are sent. */
const upsertLength = 2_000_000;
const deleteBatch = 1_000;
const scrollPage = 1_000;
const markPoint = 1;

/**
 * A collection must cost little while nobody uses it. Measured for an empty one: payload in memory 36 MB of it per
 * segment, on disk 2 MB, at the same speed (filters read their own indexes); each segment adds to the time that making
 * it and its indexes takes. The vector is named so that a dense one can stand beside it.
 */
const collectionConfig = {
  vectors: {},
  sparse_vectors: { text: { modifier: 'idf' } },
  on_disk_payload: true,
  wal_config: { wal_capacity_mb: 4, wal_segments_ahead: 0 },
  optimizers_config: { default_segment_number: 1 },
};

/** Sparse vectors in Qdrant. Opens nothing yet. */
export function createQdrantStore(options: QdrantOptions): VectorStore {
  const qdrant = createQdrantClient(options);
  return {
    createCollection: (name, { indexes }) => createCollection(qdrant, name, indexes),
    dropCollection: (name) => qdrant.call<boolean>('DELETE', name),
    collections: async () => {
      const { collections } = await qdrant.call<{ collections: { name: string }[] }>('GET', '');
      return collections.map((collection) => collection.name);
    },
    upsert: (name, points) => upsert(qdrant, name, points),
    deletePoints: (name, ids) => deletePoints(qdrant, name, ids),
    search: (name, request) => search(qdrant, name, request),
    count: async (name) =>
      (await qdrant.call<{ count: number }>('POST', name, '/points/count', { exact: true })).count,
    missing: (name, ids) => missing(qdrant, name, ids),
    scrollIds: (name) => scrollIds(qdrant, name),
    ping: async () => void (await qdrant.call('GET', markCollection, '/exists', undefined, pingTimeoutMs)),
    mark: async (repositoryId) => {
      await createCollection(qdrant, markCollection, []);
      const points = [{ id: markPoint, vector: {}, payload: { id: repositoryId } }];
      await qdrant.call('PUT', markCollection, '/points?wait=true', { points });
    },
    readMark: () => readMark(qdrant),
    close: () => qdrant.close(),
  };
}

async function createCollection(qdrant: QdrantClient, name: string, indexes: PayloadIndex[]): Promise<void> {
  try {
    await qdrant.call('PUT', name, '', collectionConfig);
  } catch (error) {
    if (!(error instanceof QdrantError) || error.status !== 409) throw error;
  }
  for (const { field, schema } of indexes) {
    await qdrant.call('PUT', name, '/index?wait=true', { field_name: field, field_schema: schema });
  }
}

async function upsert(qdrant: QdrantClient, name: string, points: Iterable<Point>): Promise<void> {
  let batch: string[] = [];
  let length = 0;
  const limit = pLimit(upsertsAtOnce);
  const puts: Promise<unknown>[] = [];
  let hasFailed = false;
  const put = async (): Promise<void> => {
    const json = `{"points":[${batch.join(',')}]}`;
    batch = [];
    length = 0;
    const sent = limit(() => qdrant.send('PUT', name, '/points?wait=true', json));
    sent.catch(() => (hasFailed = true));
    puts.push(sent);
    // One more is made while those are under way, and no more, for the sake of memory.
    if (puts.length > upsertsAtOnce) await puts[puts.length - 1 - upsertsAtOnce]?.catch(() => undefined);
  };
  for (const { id, vectors, payload } of points) {
    if (hasFailed) break;
    const point = `{"id":"${id}","vector":{"text":${vectors.text}},"payload":${JSON.stringify(payload)}}`;
    batch.push(point);
    length += point.length;
    if (batch.length >= upsertBatch || length >= upsertLength) await put();
    else await yieldToLoop();
  }
  if (batch.length > 0 && !hasFailed) await put();
  // All are waited for, whatever happens to one: what is still being put could not be rolled back.
  const failed = (await Promise.allSettled(puts)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

async function deletePoints(qdrant: QdrantClient, name: string, ids: Iterable<string>): Promise<void> {
  let points: string[] = [];
  const remove = async (): Promise<void> => {
    await qdrant.call('POST', name, '/points/delete?wait=true', { points });
    points = [];
  };
  try {
    for (const id of ids) if (points.push(id) >= deleteBatch) await remove();
    if (points.length > 0) await remove();
  } catch (error) {
    if (!(error instanceof MissingContainerError)) throw error;
  }
}

async function search(qdrant: QdrantClient, name: string, request: SearchRequest): Promise<VectorHit[]> {
  if (request.query.indices.length === 0) return [];
  const body = { ...request, with_payload: false };
  const { points } = await qdrant.call<{ points: VectorHit[] }>('POST', name, '/points/query', body);
  return points.map(({ id, score }) => ({ id, score }));
}

async function missing(qdrant: QdrantClient, name: string, ids: string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const body = { ids, with_payload: false, with_vector: false };
  const found = await qdrant.call<{ id: string }[]>('POST', name, '/points', body);
  const there = new Set(found.map(({ id }) => id));
  return ids.filter((id) => !there.has(id));
}

async function* scrollIds(qdrant: QdrantClient, name: string): AsyncGenerator<string> {
  let offset: string | number | null = null;
  do {
    const page: { points: { id: string }[]; next_page_offset: string | null } = await qdrant.call(
      'POST',
      name,
      '/points/scroll',
      { limit: scrollPage, offset, with_payload: false, with_vector: false },
    );
    for (const point of page.points) yield point.id;
    offset = page.next_page_offset;
  } while (offset !== null);
}

async function readMark(qdrant: QdrantClient): Promise<string | null> {
  try {
    const body = { ids: [markPoint], with_payload: true };
    const found = await qdrant.call<{ payload: { id: string } }[]>('POST', markCollection, '/points', body);
    return found[0]?.payload.id ?? null;
  } catch (error) {
    if (error instanceof MissingContainerError) return null;
    throw error;
  }
}
