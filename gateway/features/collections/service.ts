import type { CollectionDefinition } from '../../contract/collection-schema.ts';
import type {
  CollectionItem,
  CollectionPlace,
  CollectionStats,
  CreatedCollection,
  PatchCollectionBody,
  ValidSchema,
} from '../../contract/collections.ts';
import type { ListQuery, Page } from '../../contract/lists.ts';
import { AppError, conflict, invalidField, notFound } from '../../errors.ts';
import { createChangeCache } from '../../infra/change-cache.ts';
import type { ChangeFeed } from '../../infra/change-cache.ts';
import { listPage } from '../../infra/list-page.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { parseSchema, withDescription } from '../../schema/parse.ts';
import { storesOf } from '../../schema/stores.ts';
import { shortened, show } from '../../schema/text.ts';
import type { CollectionSchema } from '../../schema/types.ts';
import type { Collection } from '../../write/collection.ts';
import type { Actor, WriteEnv } from '../../write/env.ts';
import { announce } from '../../write/events.ts';
import { newId } from '../../write/ids.ts';
import { keepNothing, onceInTransaction } from '../../write/once.ts';
import type { Keep } from '../../write/once.ts';
import { assertPermitted, notThere, permits } from '../../access/permits.ts';
import type { Action, Caller } from '../../access/permits.ts';
import { createCollection, nameTaken } from './create.ts';
import { dropCollection, dropDatabaseCollections } from './drop.ts';
import { giveNewIndex, markIncomplete, markWhole } from './new-index.ts';
import { readStats } from './stats.ts';
import * as store from './store.ts';

export type CollectionService = ReturnType<typeof createCollectionService>;

/** Made at the first run; where routes without a database create. */
export const defaultDatabase = 'default';

export function createCollectionService({ env, feed }: { env: WriteEnv; feed: ChangeFeed }) {
  const { pg } = env;
  // A commit checks the schema version itself, so the worst an old entry can do is to cost a round.
  const cache = createChangeCache<Collection[]>(feed, store.collectionsChannel);
  const findByName = async (name: string, database: string | undefined): Promise<Collection[]> => {
    const found = await cache.get(`${database ?? ''}/${name}`, async () => {
      const collections = await store.findByName(pg, name, database);
      return collections.length > 0 ? collections : undefined;
    });
    return found ?? [];
  };
  return {
    /** Errors: 404 none that the key may know of, 403 without the right, 409 several without a database. */
    resolve: (caller: Caller, action: Action, place: CollectionPlace): Promise<Collection> =>
      resolveCollection(findByName, caller, action, place),
    /** A collection as it is now, past the cache. Errors: 404 if it is gone. */
    reload: async ({ id, name, databaseName }: Collection): Promise<Collection> => {
      const collection = await store.findById(pg, id);
      if (!collection) throw notFound(notThere({ database: databaseName, collection: name }));
      return collection;
    },
    /** By its id. Errors: 404 in the words of `hidden` where it is gone or none of the key's business, 403. */
    resolveId: async (caller: Caller, action: Action, id: string, hidden: string): Promise<Collection> => {
      const collection = await store.findById(pg, id);
      if (!collection) throw notFound(hidden);
      const { databaseName: database, name } = collection;
      assertPermitted(caller, { action, database, collection: name }, hidden);
      return collection;
    },
    /** What creating would say of the schema, without creating. */
    check: async (caller: Caller, input: unknown, database = defaultDatabase): Promise<ValidSchema> => {
      const { schema } = await checkNew(pg, caller, input, database, 'schema only');
      return { valid: true, stores: storesOf(schema) };
    },
    list: (caller: Caller, database: string | undefined, query: ListQuery): Promise<Page<CollectionItem>> =>
      listCollections(pg, caller, database, query),
    /** Its schema, as it was given. */
    schemaOf: ({ schema }: Collection): CollectionDefinition => schema.source,
    stats: (collection: Collection): Promise<CollectionStats> => readStats(pg, collection),
    /** Past the cache; undefined where it is gone. */
    findId: (id: string): Promise<Collection | undefined> => store.findById(pg, id),
    /** See `new-index.ts`. */
    giveNewIndex: async (collection: Collection): Promise<void> => {
      await giveNewIndex(env, collection);
      cache.forget();
    },
    markIncomplete: async (collection: Collection): Promise<void> => {
      await markIncomplete(pg, collection);
      cache.forget();
    },
    markWhole: async (collection: Collection): Promise<boolean> => {
      const isWhole = await markWhole(pg, collection);
      cache.forget();
      return isWhole;
    },
    ...writes(env, cache.forget),
  };
}

function writes(env: WriteEnv, forget: () => void) {
  return {
    /** Does a write once per Idempotency-Key. */
    once: onceInTransaction(env),
    create: async (
      caller: Caller,
      actor: Actor,
      input: unknown,
      database = defaultDatabase,
      keep: Keep<CreatedCollection> = keepNothing,
    ): Promise<CreatedCollection> => {
      const { schema, databaseId } = await checkNew(env.pg, caller, input, database);
      const collection = await createCollection(
        env,
        actor,
        schema,
        { id: databaseId, name: database },
        (tx, made) => keep(tx, presentCreated(made)),
      );
      forget();
      return presentCreated(collection);
    },
    describe: async (
      actor: Actor,
      collection: Collection,
      body: PatchCollectionBody,
      keep: Keep<CollectionDefinition> = keepNothing,
    ): Promise<CollectionDefinition> => {
      const schema = await describe(env, actor, collection, body, (tx, changed) => keep(tx, changed.source));
      forget();
      return schema.source;
    },
    drop: async (actor: Actor, collection: Collection, keep: Keep<null> = keepNothing): Promise<null> => {
      try {
        await dropCollection(env, actor, collection, (tx) => keep(tx, null));
        return null;
      } finally {
        forget();
      }
    },
    /** Drops all collections of a database and does `andThen` (what becomes of the database) in the same transaction. */
    dropAll: async (
      actor: Actor,
      database: string,
      andThen: (tx: Queryable) => Promise<void>,
    ): Promise<void> => {
      try {
        await dropDatabaseCollections(env, actor, database, andThen);
      } finally {
        forget();
      }
    },
  };
}

async function resolveCollection(
  find: (name: string, database: string | undefined) => Promise<Collection[]>,
  caller: Caller,
  action: Action,
  { database, collection: name }: CollectionPlace,
): Promise<Collection> {
  const found = await find(name, database);
  const visible = found.filter(
    (collection) => permits(caller, action, collection.databaseName, name) !== 'hidden',
  );
  const [only] = visible;
  if (!only) {
    throw notFound(
      database === undefined ? `There is no collection ${name}.` : notThere({ database, collection: name }),
    );
  }
  if (visible.length > 1) throw ambiguous(name, visible);
  assertPermitted(caller, { action, database: only.databaseName, collection: name });
  return only;
}

function ambiguous(name: string, collections: Collection[]): AppError {
  const databases = collections.map(({ databaseName }) => databaseName);
  const message = `Several databases have a collection ${name}: ${databases.join(', ')}. Name one: /databases/{db}/collections/${name}.`;
  return conflict(message, [
    { path: 'collection', code: 'ambiguous', message, params: { databases: databases.join(', ') } },
  ]);
}

async function checkNew(
  pg: Queryable,
  caller: Caller,
  input: unknown,
  database: string,
  extent: 'all' | 'schema only' = 'all',
): Promise<{ schema: CollectionSchema; databaseId: string }> {
  const nowhere = notThere({ database, collection: null });
  assertPermitted(caller, { action: 'schema', database, collection: null }, nowhere);
  const schema = parseSchema(input);
  if (permits(caller, 'schema', database, schema.name) !== 'yes') {
    throw new AppError('forbidden', `The key “${caller.name}” may not create ${database}.${schema.name}.`);
  }
  if (schema.config.embeddingProviderId !== undefined) {
    const path = 'config.embedding_provider_id';
    const given = schema.config.embeddingProviderId;
    const message = `${show(given)} is no embedding provider of this server`;
    throw invalidField(path, 'unknown_provider', message, { value: shortened(given) });
  }
  const databaseId = await store.findDatabaseId(pg, database);
  if (databaseId === undefined) throw notFound(nowhere);
  if (extent === 'all' && (await store.findByName(pg, schema.name, database)).length > 0) {
    throw nameTaken(schema.name, database);
  }
  return { schema, databaseId };
}

async function listCollections(
  pg: Queryable,
  caller: Caller,
  database: string | undefined,
  query: ListQuery,
): Promise<Page<CollectionItem>> {
  if (database !== undefined) {
    const isHidden = permits(caller, 'read', database, null) === 'hidden';
    if (isHidden || (await store.findDatabaseId(pg, database)) === undefined) {
      throw notFound(notThere({ database, collection: null }));
    }
  }
  const refs = (await store.listRefs(pg, database)).filter(
    (ref) => permits(caller, 'read', ref.database_name, ref.name) !== 'hidden',
  );
  // No name has a character before "/" in it, so that this sorts like database and name.
  const keyOf = (item: { database_name: string; name: string }): string =>
    `${item.database_name}/${item.name}`;
  return listPage(
    {
      name: `collections ${database ?? ''}`,
      read: async (after, limit) => {
        const page = refs.filter((ref) => after === null || keyOf(ref) > after).slice(0, limit);
        return (
          await store.findByIds(
            pg,
            page.map(({ id }) => id),
          )
        ).map((collection) => presentItem(caller, collection));
      },
      count: () => Promise.resolve(refs.length),
      keyOf,
    },
    query,
  );
}

/** Changes the description, which nothing physical depends on; absent changes nothing, null or "" takes it away. */
async function describe(
  env: WriteEnv,
  actor: Actor,
  collection: Collection,
  { description }: PatchCollectionBody,
  keep: Keep<CollectionSchema>,
): Promise<CollectionSchema> {
  if (description === undefined) return collection.schema;
  return env.pg.transaction(async (tx) => {
    const locked = await store.lockCollection(tx, collection.id);
    if (!locked) {
      throw notFound(notThere({ database: collection.databaseName, collection: collection.name }));
    }
    const schema = withDescription(locked.schema, description ?? '');
    await store.updateSource(tx, locked.id, schema.source);
    await announce(tx, actor, { action: 'collection.updated', collection: locked, revision: newId() });
    await store.notifyChange(tx);
    await keep(tx, schema);
    return schema;
  });
}

function presentCreated(collection: Collection): CreatedCollection {
  return {
    status: 'created',
    database: collection.databaseName,
    collection: collection.name,
    postgres_table: `${collection.schemaName}.${collection.tableName}`,
    qdrant_collection: collection.qdrantCollection,
    minio_bucket: collection.bucket,
  };
}

/** A key with another right on it sees that the collection is there, and nothing of what `GET` of it would refuse. */
function presentItem(
  caller: Caller,
  { name, databaseName, schema, createdAt, updatedAt }: Collection,
): CollectionItem {
  const maySee = (['read', 'schema'] as const).some(
    (action) => permits(caller, action, databaseName, name) === 'yes',
  );
  return {
    name,
    database_name: databaseName,
    ...(maySee ? { schema: schema.source } : {}),
    created_at: createdAt,
    updated_at: updatedAt,
  };
}
