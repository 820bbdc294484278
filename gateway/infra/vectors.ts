import type { Schemas } from '@qdrant/js-client-rest';

export interface SparseVector {
  indices: number[];
  values: number[];
}

export interface Point {
  /** UUID. */
  id: string;
  /** A SparseVector as JSON. */
  sparse: string;
  payload: Record<string, unknown>;
}

export type VectorFilter = Schemas['Filter'];

/** A payload field that search filters by. */
export interface PayloadIndex {
  field: string;
  schema: 'keyword' | 'integer' | 'float' | 'bool' | 'datetime' | 'uuid';
}

export interface SearchRequest {
  sparse: SparseVector;
  filter?: VectorFilter | undefined;
  /** The only points to look among: their ids as a JSON list, for a thousand of them take their time to write. */
  among?: string | null;
  limit: number;
}

/** Best first. */
export interface VectorHit {
  id: string;
  score: number;
}

/**
 * Collections of points with a sparse vector `text`, weighted by Qdrant's inverse document frequency. An engine that
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
