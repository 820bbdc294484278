import type {
  CreateDatabaseBody,
  Database,
  PatchDatabaseBody,
  ShownDatabase,
} from '../../contract/databases.ts';
import type { ListQuery, Page } from '../../contract/lists.ts';
import { AppError, alreadyExists, conflict, notFound } from '../../errors.ts';
import { listPage } from '../../infra/list-page.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { newPhysicalId } from '../../write/collection.ts';
import type { Actor, WriteEnv } from '../../write/env.ts';
import { announce } from '../../write/events.ts';
import { keepNothing, onceInTransaction } from '../../write/once.ts';
import type { Keep } from '../../write/once.ts';
import { defaultDatabase } from '../collections/service.ts';
import type { CollectionService } from '../collections/service.ts';
import { notThere, permits, showsContents } from '../../access/permits.ts';
import type { Caller } from '../../access/permits.ts';
import { checkMetadata } from './metadata.ts';
import * as store from './store.ts';

export interface DatabaseDeps {
  env: WriteEnv;
  collections: Pick<CollectionService, 'dropAll'>;
}

export type DatabaseService = ReturnType<typeof createDatabaseService>;

export function createDatabaseService({ env, collections }: DatabaseDeps) {
  const { pg } = env;
  return {
    /** Does a write once per Idempotency-Key. */
    once: onceInTransaction(env),
    list: async (caller: Caller, query: ListQuery): Promise<Page<ShownDatabase>> => {
      const visible = visibleDatabases(caller);
      const source = {
        name: 'databases',
        read: (after: string | null, limit: number) => store.listDatabases(pg, visible, after, limit),
        count: () => store.countDatabases(pg, visible),
        keyOf: ({ name }: Database) => name,
      };
      const page = await listPage(source, query);
      return { ...page, items: page.items.map((database) => shownTo(caller, database)) };
    },
    find: (name: string): Promise<Database | undefined> => store.findByName(pg, name),
    get: async (name: string): Promise<Database> => (await store.findByName(pg, name)) ?? gone(name),
    create: async (
      caller: Caller,
      actor: Actor,
      body: CreateDatabaseBody,
      keep: Keep<Database> = keepNothing,
    ): Promise<Database> => {
      const { name, description = null } = body;
      const metadata = body.metadata === undefined ? {} : checkMetadata(body.metadata);
      // Only who may do so with all of its collections may make a database.
      if (permits(caller, 'schema', name, '*') !== 'yes') {
        throw new AppError('forbidden', `The key “${caller.name}” may not create a database ${name}.`);
      }
      return pg.transaction(async (tx) => {
        const created = await store.insertDatabase(tx, { id: newPhysicalId(), name, description, metadata });
        if (!created) throw nameTaken(name);
        await announce(tx, actor, { action: 'database.created', database: name });
        await keep(tx, created);
        return created;
      });
    },
    change: async (
      actor: Actor,
      name: string,
      body: PatchDatabaseBody,
      keep: Keep<Database> = keepNothing,
    ): Promise<Database> => {
      const given = body.metadata === undefined ? undefined : checkMetadata(body.metadata);
      return pg.transaction(async (tx) => {
        const known = (await store.lockByName(tx, name)) ?? gone(name);
        const { description = known.description } = body;
        const metadata = given ?? known.metadata;
        const changed = (await store.updateDatabase(tx, { ...known, description, metadata })) ?? gone(name);
        await announce(tx, actor, { action: 'database.updated', database: name });
        await keep(tx, changed);
        return changed;
      });
    },
    /** As the caller may see it. */
    shownTo,
    remove: async (
      actor: Actor,
      name: string,
      cascade: boolean,
      keep: Keep<null> = keepNothing,
    ): Promise<null> => {
      if (name === defaultDatabase) throw conflict('The database default can not be deleted.');
      if (!(await store.findByName(pg, name))) gone(name);
      const finish = async (tx: Queryable): Promise<void> => {
        await removeEmpty(tx, actor, name);
        await keep(tx, null);
      };
      await (cascade ? collections.dropAll(actor, name, finish) : pg.transaction(finish));
      return null;
    },
  };
}

/** What a key reads of a database, without the right to: that it is there. */
function shownTo(caller: Caller, database: ShownDatabase): ShownDatabase {
  const { id, name, created_at, updated_at } = database;
  return permits(caller, 'read', name, null) === 'yes' ? database : { id, name, created_at, updated_at };
}

async function removeEmpty(tx: Queryable, actor: Actor, name: string): Promise<void> {
  const database = (await store.lockByName(tx, name)) ?? gone(name);
  const left = await store.collectionNames(tx, database.id);
  if (left.length > 0) {
    const shown = left.slice(0, 10).join(', ');
    throw conflict(
      `Database ${name} still has ${left.length} collections (${shown}${left.length > 10 ? ', …' : ''}); ?cascade=true deletes them too.`,
    );
  }
  await store.deleteDatabase(tx, database);
  await announce(tx, actor, { action: 'database.deleted', database: name });
}

/** Names of the databases on which the key has any right at all; null for all of them. */
function visibleDatabases({ permissions }: Caller): string[] | null {
  const names = new Set<string>();
  for (const permission of permissions) {
    const { databases } = permission;
    if (!showsContents(permission)) continue;
    if (databases === '*') return null;
    databases.forEach((name) => names.add(name));
  }
  return [...names];
}

function gone(name: string): never {
  throw notFound(notThere({ database: name, collection: null }));
}

function nameTaken(name: string): Error {
  const message = `There is a database ${name} already.`;
  return alreadyExists(message, [{ path: 'name', code: 'already_exists', message, params: { name } }]);
}

/** Makes the database that is always there; changes nothing where it is. */
export async function ensureDefaultDatabase(pg: Queryable): Promise<void> {
  await store.insertDatabase(pg, {
    id: newPhysicalId(),
    name: defaultDatabase,
    description: null,
    metadata: {},
  });
}
