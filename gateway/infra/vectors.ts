export interface SparseVector {
  indices: number[];
  values: number[];
}

/** The vectors of a point: `text` is sparse. */
export type VectorName = 'text';

export interface Point {
  /** UUID. */
  id: string;
  /** Each as JSON (a SparseVector): made in a worker, it is sent on as it is. */
  vectors: Record<VectorName, string>;
  payload: Record<string, unknown>;
}

/** Qdrant's filter, as far as FroDB speaks it: all of `must`, one of `should`, none of `must_not`. */
export interface VectorFilter {
  must?: VectorCondition[];
  should?: VectorCondition[];
  must_not?: VectorCondition[];
}

export type VectorCondition =
  | VectorFilter
  | { key: string; match: { value: string | number | boolean } | { any: string[] | number[] } }
  | { key: string; range: Partial<Record<'gt' | 'gte' | 'lt' | 'lte', number>> }
  | { is_empty: { key: string } }
  | { has_id: string[] };

/** A payload field that search filters by. */
export interface PayloadIndex {
  field: string;
  schema: 'keyword' | 'integer' | 'float' | 'bool' | 'datetime' | 'uuid';
}

export interface SearchRequest {
  /** Which vector of the points is compared with `query`. */
  using: VectorName;
  query: SparseVector;
  filter?: VectorFilter | undefined;
  limit: number;
}

/** Best first. */
export interface VectorHit {
  id: string;
  score: number;
}

/**
 * Collections of points with a sparse vector `text`, weighted by inverse document frequency. An engine that
 * can't be reached throws `unavailable` (503), a collection that is not there MissingContainerError; retries are the
 * caller's. Every call returns when its effect can be read.
 */
export interface VectorStore {
  /** Idempotent. */
  createCollection(name: string, options: { indexes: PayloadIndex[] }): Promise<void>;
  /** Idempotent; false where there was none. */
  dropCollection(name: string): Promise<boolean>;
  collections(): Promise<string[]>;
  /** Asks for the points as it puts them. */
  upsert(name: string, points: Iterable<Point>): Promise<void>;
  /** Idempotent; a missing collection has no points either. */
  deletePoints(name: string, ids: Iterable<string>): Promise<void>;
  search(name: string, request: SearchRequest): Promise<VectorHit[]>;
  count(name: string): Promise<number>;
  /** Of these ids, at most some thousand, those without a point. */
  missing(name: string, ids: string[]): Promise<string[]>;
  scrollIds(name: string): AsyncIterable<string>;
  ping(): Promise<void>;
  /** Writes the repository's id into the engine. */
  mark(repositoryId: string): Promise<void>;
  /** The id of the repository that this engine belongs to; null for an unmarked one. */
  readMark(): Promise<string | null>;
  close(): void;
}

/** Where Qdrant keeps the id of its repository. */
export const markCollection = 'frodb_repository';
