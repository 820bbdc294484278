import type { Collection } from './collection.ts';
import type { Actor, IdempotencyClaim } from './env.ts';

/** Who writes where. */
export interface WriteTarget {
  collection: Collection;
  /** Reads the catalogue again after the schema moved; throws 404 when the collection is gone. */
  reload: () => Promise<Collection>;
  actor: Actor;
  /** May take and see everybody's staged uploads. */
  isAdmin: boolean;
  idempotency: IdempotencyClaim | null;
  /** The job that writes: it may take the uploads that it holds. */
  jobId?: string;
  /** Aborted when it is to be given up: what it has put is rolled back then, unless it was committed just before. */
  signal?: AbortSignal;
}
