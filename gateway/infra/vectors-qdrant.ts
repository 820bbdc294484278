import { unavailable } from '../errors.ts';
import { createEngineHttp } from './engine-http.ts';
import type { EngineAnswer } from './engine-http.ts';
import { MissingContainerError } from './missing-container.ts';
import { markCollection } from './vectors.ts';
import type { PayloadIndex, Point, SearchRequest, VectorFilter, VectorHit, VectorStore } from './vectors.ts';

export interface QdrantOptions {
  /** `http://host:port` */
  url: string;
  apiKey?: string | undefined;
}

const pingTimeoutMs = 2_000;
/** Measured: smaller batches cost round trips, larger ones stall readers. */
const upsertBatch = 256;
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

/**
 * Qdrant over its REST interface. Not through its JavaScript client: that one brings an HTTP stack of its own, cannot
 * close its connections (which makes Qdrant's stop wait for them), and takes longer for a search.
 */
export function createQdrantStore(options: QdrantOptions): VectorStore {
  const base = options.url.replace(/\/+$/, '');
  const http = createEngineHttp('qdrant', base);
  const headers = {
    'content-type': 'application/json',
    // Compressed answers stall for some 45 ms on loopback.
    'accept-encoding': 'identity',
    ...(options.apiKey === undefined ? {} : { 'api-key': options.apiKey }),
  };

  async function call<T>(
    method: string,
    collection: string,
    path = '',
    body?: unknown,
    timeoutMs?: number,
  ): Promise<T> {
    const json = body === undefined ? undefined : JSON.stringify(body);
    const answer = await http.call({
      method,
      url: `${base}/collections/${encodeURIComponent(collection)}${path}`,
      headers: json === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(json) },
      ...(json === undefined ? {} : { body: json }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      isIdempotent: true,
    });
    if (answer.status !== 200) throw qdrantFailure(collection, answer);
    return (JSON.parse(answer.text) as { result: T }).result;
  }

  async function createCollection(name: string, { indexes }: { indexes: PayloadIndex[] }): Promise<void> {
    try {
      await call('PUT', name, '', collectionConfig);
    } catch (error) {
      if (!(error instanceof QdrantError) || error.status !== 409) throw error;
    }
    for (const { field, schema } of indexes) {
      await call('PUT', name, '/index?wait=true', { field_name: field, field_schema: schema });
    }
  }

  async function upsert(name: string, points: Point[]): Promise<void> {
    for (let from = 0; from < points.length; from += upsertBatch) {
      const batch = points
        .slice(from, from + upsertBatch)
        .map(({ id, sparse, payload }) => ({ id, vector: { text: sparse }, payload }));
      await call('PUT', name, '/points?wait=true', { points: batch });
    }
  }

  async function deletePoints(name: string, ids: string[]): Promise<void> {
    try {
      for (let from = 0; from < ids.length; from += deleteBatch) {
        await call('POST', name, '/points/delete?wait=true', { points: ids.slice(from, from + deleteBatch) });
      }
    } catch (error) {
      if (!(error instanceof MissingContainerError)) throw error;
    }
  }

  async function search(name: string, request: SearchRequest): Promise<VectorHit[]> {
    if (request.sparse.indices.length === 0) return [];
    const { points } = await call<{ points: VectorHit[] }>('POST', name, '/points/query', {
      query: request.sparse,
      using: 'text',
      limit: request.limit,
      offset: request.offset,
      filter: searchFilter(request),
      with_payload: false,
    });
    return points.map(({ id, score }) => ({ id, score }));
  }

  async function* scrollIds(name: string): AsyncGenerator<string> {
    let offset: string | number | null = null;
    do {
      const page: { points: { id: string }[]; next_page_offset: string | null } = await call(
        'POST',
        name,
        '/points/scroll',
        { limit: scrollPage, offset, with_payload: false, with_vector: false },
      );
      for (const point of page.points) yield point.id;
      offset = page.next_page_offset;
    } while (offset !== null);
  }

  return {
    createCollection,
    dropCollection: async (name) => void (await call('DELETE', name)),
    collections: async () => {
      const { collections } = await call<{ collections: { name: string }[] }>('GET', '');
      return collections.map((collection) => collection.name);
    },
    upsert,
    deletePoints,
    search,
    count: async (name) =>
      (await call<{ count: number }>('POST', name, '/points/count', { exact: true })).count,
    scrollIds,
    ping: async () => void (await call('GET', markCollection, '/exists', undefined, pingTimeoutMs)),
    mark: async (repositoryId) => {
      await createCollection(markCollection, { indexes: [] });
      const points = [{ id: markPoint, vector: {}, payload: { id: repositoryId } }];
      await call('PUT', markCollection, '/points?wait=true', { points });
    },
    readMark: async () => {
      try {
        const body = { ids: [markPoint], with_payload: true };
        const found = await call<{ payload: { id: string } }[]>('POST', markCollection, '/points', body);
        return found[0]?.payload.id ?? null;
      } catch (error) {
        if (error instanceof MissingContainerError) return null;
        throw error;
      }
    },
    close: http.close,
  };
}

function searchFilter({ filter, exclude = [] }: SearchRequest): VectorFilter | undefined {
  if (exclude.length === 0) return filter;
  return { ...(filter ? { must: [filter] } : {}), must_not: [{ has_id: exclude }] };
}

/** Qdrant refused what was sent: a bug of ours, except for 409 (exists already). */
class QdrantError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(`Qdrant answered ${status}: ${message}`);
    this.name = 'QdrantError';
    this.status = status;
  }
}

function qdrantFailure(collection: string, { status, text }: EngineAnswer): Error {
  const failure = new QdrantError(status, errorText(text));
  if (status === 404) return new MissingContainerError('qdrant', collection, failure);
  if (status === 401 || status === 403) return unavailable('qdrant', 'it refused the API key', failure);
  if (status >= 500 || status === 429 || status === 408)
    return unavailable('qdrant', failure.message, failure);
  return failure;
}

/** `{"status":{"error":"…"}}`, or whatever a proxy in between said. */
function errorText(text: string): string {
  return /"error":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? text.slice(0, 200);
}
