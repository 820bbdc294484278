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
}
