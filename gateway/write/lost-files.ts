import { createChangeCache } from '../infra/change-cache.ts';
import type { ChangeFeed } from '../infra/change-cache.ts';
import type { Queryable } from '../infra/postgres.ts';
import type { Collection } from './collection.ts';

/** That the object store has lost a file of a live record. */
export interface LostFile {
  /** `missing`: there is no object; `damaged`: there is one, of other bytes. */
  reason: 'missing' | 'damaged';
  /** When it was noticed; UTC. */
  since: string;
}

/** By file id; most of the time there is none. */
export type LostFiles = ReadonlyMap<string, LostFile>;

export const noLostFiles: LostFiles = new Map();

/** The marks of lost files. A mark goes with its file: when that is replaced, or its record or collection is deleted. */
export interface LostFileMarks {
  /** Of these files of a collection. Costs nothing where the collection has lost none. */
  of: (collection: Pick<Collection, 'id'>, fileIds: string[]) => Promise<LostFiles>;
  /** Marks those that are files of live records now, and says which. */
  mark: (fileIds: string[], reason: LostFile['reason']) => Promise<string[]>;
  /** They have been seen again. */
  clear: (fileIds: string[]) => Promise<void>;
}

/** Every change is told to all gateways on this channel. */
const channel = 'frodb_lost_files';

export function createLostFiles(pg: Queryable, feed: ChangeFeed): LostFileMarks {
  const cache = createChangeCache<Set<string>>(feed, channel);
  return {
    of: async (collection, fileIds) => {
      if (fileIds.length === 0) return noLostFiles;
      const marked = await cache.get('marked', () => readCollections(pg));
      if (!marked?.has(collection.id)) return noLostFiles;
      const rows = await pg.query<LostFile & { id: string }>(
        'SELECT id, reason, since FROM frodb.lost_files WHERE id = ANY($1::uuid[])',
        [fileIds],
        { name: 'lost-files' },
      );
      return new Map(rows.map(({ id, reason, since }) => [id, { reason, since }]));
    },
    mark: async (fileIds, reason) => {
      // The lock keeps a file from being deleted before its mark, which could not go with it then.
      const rows = await pg.query<{ id: string }>(
        `WITH live AS (SELECT id, collection_id FROM frodb.files WHERE id = ANY($1::uuid[]) FOR KEY SHARE),
         marked AS (INSERT INTO frodb.lost_files AS l (id, collection_id, reason) SELECT id, collection_id, $2 FROM live
           ON CONFLICT (id) DO UPDATE SET reason = excluded.reason, checked_at = now())
         SELECT id, pg_notify('${channel}', '') FROM live`,
        [fileIds, reason],
      );
      cache.forget();
      return rows.map(({ id }) => id);
    },
    clear: async (fileIds) => {
      await pg.query(
        `WITH gone AS (DELETE FROM frodb.lost_files WHERE id = ANY($1::uuid[]) RETURNING 1)
         SELECT pg_notify('${channel}', '') FROM gone LIMIT 1`,
        [fileIds],
      );
      cache.forget();
    },
  };
}

/** Ids of the collections that have marks. */
async function readCollections(pg: Queryable): Promise<Set<string>> {
  const rows = await pg.query<{ id: string }>(
    `SELECT id FROM frodb.collections c WHERE EXISTS (SELECT 1 FROM frodb.lost_files l WHERE l.collection_id = c.id)`,
    [],
    { name: 'collections-with-lost-files' },
  );
  return new Set(rows.map(({ id }) => id));
}
