import type { StarterId } from './starters.ts';

/** What a new collection begins with, in its page's address. */
export interface NewCollectionSearch {
  from?: StarterId;
  /** Another collection, `database/name`. */
  like?: string;
  /** Where it will be. */
  database?: string;
}

const starterIds: readonly unknown[] = ['reports', 'readings', 'laws', 'interviews'] satisfies StarterId[];

export function readNewCollectionSearch({
  from,
  like,
  database,
}: Record<string, unknown>): NewCollectionSearch {
  return {
    ...(starterIds.includes(from) ? { from: from as StarterId } : {}),
    ...(typeof like === 'string' && like.includes('/') ? { like } : {}),
    ...(typeof database === 'string' ? { database } : {}),
  };
}
