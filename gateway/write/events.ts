import type { Queryable } from '../infra/postgres.ts';
import type { Collection } from './collection.ts';
import type { Actor } from './env.ts';

/**
 * What one write or change says of itself: a row of `frodb.audit` and one of `frodb.events`, in its own transaction, so
 * that there is an event exactly when the change exists. Sent as JSON.
 */
export interface Announcement {
  /** Such as `record.created`: the event's type. */
  action: string;
  key_id: string;
  agent_id: string | null;
  request_id: string;
  /** Finds the audit row again after a connection was lost in the commit. */
  revision: string | null;
  record_ids: string[] | null;
  /** What it adds to the collection's counts; less than 0 where it takes away. */
  records: number;
  files: number;
  /** Bytes. */
  object_bytes: number;
  /** What only some actions have to say, as followers of events get it. */
  details?: Record<string, unknown>;
}

const announcementColumns = `action text, key_id uuid, agent_id text, request_id text, revision uuid, record_ids uuid[],
  records integer, files integer, object_bytes bigint, details jsonb`;

/** SQL expressions, each a parameter or of the statement around. */
export interface AnnouncementSql {
  database: string;
  collection: string;
  collectionId: string;
  /** jsonb: an array of `Announcement`. */
  announcements: string;
  /** jsonb: `[{language, chunks, tokens}]` added to the collection's chunks, or null. */
  languages: string;
}

/** The two inserts, for the common table expressions of a statement. */
export function announcingSql(sql: AnnouncementSql): { audit: string; event: string } {
  const place = `${sql.database}, ${sql.collection}, ${sql.collectionId}`;
  const from = `jsonb_to_recordset(${sql.announcements}) AS w(${announcementColumns})`;
  return {
    audit: `INSERT INTO frodb.audit (database_name, collection_name, collection_id, action, key_id, agent_id, request_id,
      revision, record_ids, details) SELECT ${place}, action, key_id, agent_id, request_id, revision, record_ids, details
      FROM ${from}`,
    event: `INSERT INTO frodb.events (database_name, collection_name, collection_id, type, key_id, agent_id, request_id,
      revision, record_ids, details, records, files, object_bytes, languages) SELECT ${place}, action, key_id, agent_id,
      request_id, revision, record_ids, details, records, files, object_bytes, ${sql.languages} FROM ${from}`,
  };
}

const announcing = announcingSql({
  database: '$1::text',
  collection: '$2::text',
  collectionId: '$3::text',
  announcements: '$4::jsonb',
  languages: 'NULL::jsonb',
});

/** All gateways are told on this channel that there are new events. */
export const eventsChannel = 'frodb_events';

/** A change of a database, of a collection and what it is, of an API key, or of a webhook. */
export type CatalogueChange =
  | { action: 'database.created' | 'database.updated' | 'database.deleted'; database: string }
  | {
      action: 'collection.created' | 'collection.updated' | 'collection.deleted';
      collection: Collection;
      revision: string;
    }
  | {
      action: 'key.created' | 'key.updated' | 'key.deleted';
      key: { id: string; name: string; type: string };
    }
  | {
      action: 'webhook.created' | 'webhook.updated' | 'webhook.deleted';
      webhook: { id: string; name: string | null };
    };

/**
 * Writes the audit row and the event of a change in its transaction. Readers are told when that commits: such changes
 * are few, and have other gateways told of them anyway.
 */
export async function announce(tx: Queryable, actor: Actor, change: CatalogueChange): Promise<void> {
  const collection = 'collection' in change ? change.collection : null;
  const announcement: Announcement = {
    action: change.action,
    key_id: actor.keyId,
    agent_id: actor.agentId,
    request_id: actor.requestId,
    revision: 'revision' in change ? change.revision : null,
    record_ids: null,
    records: 0,
    files: 0,
    object_bytes: 0,
    ...('key' in change ? { details: { key: change.key } } : {}),
    ...('webhook' in change ? { details: { webhook: change.webhook } } : {}),
  };
  await tx.query(
    `WITH audited AS (${announcing.audit}), announced AS (${announcing.event}) SELECT pg_notify($5, '')`,
    [
      'database' in change ? change.database : (collection?.databaseName ?? null),
      collection?.name ?? null,
      collection?.id ?? null,
      JSON.stringify([announcement]),
      eventsChannel,
    ],
  );
}
