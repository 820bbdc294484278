import type { Queryable } from '../../infra/postgres.ts';
import type { Collection } from '../../write/collection.ts';
import type { Actor } from '../../write/env.ts';

export type CollectionAction = 'collection.created' | 'collection.updated' | 'collection.deleted';

/** Writes the audit row and the event of a change; `revision` finds it again after a lost connection. */
export async function announce(
  tx: Queryable,
  actor: Actor,
  change: { action: CollectionAction; collection: Collection; revision: string },
): Promise<void> {
  const { action, collection, revision } = change;
  await tx.query(
    `WITH audited AS (
       INSERT INTO frodb.audit (action, key_id, agent_id, request_id, database_name, collection_name, collection_id, revision)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8))
     INSERT INTO frodb.events (type, database_name, collection_name, collection_id, revision)
       VALUES ($1, $5, $6, $7, $8)`,
    [
      action,
      actor.keyId,
      actor.agentId,
      actor.requestId,
      collection.databaseName,
      collection.name,
      collection.id,
      revision,
    ],
  );
}
