import { AppError } from '../../errors.ts';
import { MissingContainerError } from '../../infra/missing-container.ts';
import type { Queryable } from '../../infra/postgres.ts';
import type { SearchRequest, VectorHit, VectorStore } from '../../infra/vectors.ts';
import type { Collection } from '../../write/collection.ts';
import { explainMissing } from '../../write/missing.ts';

export interface RetrieveDeps {
  pg: Queryable;
  vectors: VectorStore;
  noticeLoss: () => void;
  beingRebuilt: (collection: Collection) => Promise<AppError>;
}

/** The best hits of a query among a collection's points, best first; some of them may be of rows that are gone. */
export async function retrieveHits(
  deps: RetrieveDeps,
  collection: Collection,
  request: Omit<SearchRequest, 'using'>,
): Promise<VectorHit[]> {
  if (collection.qdrantCollection === null) return [];
  try {
    return await deps.vectors.search(collection.qdrantCollection, { using: 'text', ...request });
  } catch (error) {
    throw await explained(deps, error, collection);
  }
}

/** Whoever searches has to know what is left to them. */
async function explained(deps: RetrieveDeps, error: unknown, collection: Collection): Promise<unknown> {
  if (error instanceof MissingContainerError)
    return (await explainMissing(deps, error, collection)) ?? deps.beingRebuilt(collection);
  if (!(error instanceof AppError) || error.code !== 'unavailable') return error;
  const detail = `${error.message}. Records and queries work without it; try again in a few seconds, or look at GET /engines`;
  return new AppError('unavailable', detail, { headers: error.headers, cause: error });
}
