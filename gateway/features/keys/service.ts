import { isAdmin } from '../../access/permits.ts';
import type { Caller } from '../../access/permits.ts';
import type { ApiKey, CreateKeyBody, OwnKey, PatchKeyBody } from '../../contract/keys.ts';
import type { ListQuery, Page } from '../../contract/lists.ts';
import { conflict, invalidField, notFound } from '../../errors.ts';
import { createChangeCache } from '../../infra/change-cache.ts';
import type { ChangeFeed } from '../../infra/change-cache.ts';
import { listPage } from '../../infra/list-page.ts';
import type { Queryable } from '../../infra/postgres.ts';
import { isUuid } from '../../schema/uuid.ts';
import type { Actor, WriteEnv } from '../../write/env.ts';
import { announce } from '../../write/events.ts';
import { newId } from '../../write/ids.ts';
import { keepNothing, onceInTransaction } from '../../write/once.ts';
import type { Keep } from '../../write/once.ts';
import { readKeptKey } from './first-key.ts';
import { makeKey } from './make-key.ts';
import { presetPermissions } from './preset-permissions.ts';
import * as store from './store.ts';
import type { KeyRow } from './store.ts';

export { makeFirstKey } from './first-key.ts';

export type KeyService = ReturnType<typeof createKeyService>;

export function createKeyService({ env, feed }: { env: WriteEnv; feed: ChangeFeed }) {
  const { pg } = env;
  const cache = createChangeCache<KeyRow>(feed, store.keysChannel);
  return {
    /** The caller of a key as it came in the request; null when it is no valid one. */
    authenticate: async (key: string): Promise<Caller | null> => {
      if (!keyPattern.test(key)) return null;
      const hash = store.hashOf(key);
      const row = await cache.get(hash.toString('latin1'), () => store.findByHash(pg, hash));
      return row && !isExpired(row) ? callerOf(row) : null;
    },
    /** The caller that a key of this id is now; null when it is gone or has run out. */
    callerById: async (id: string): Promise<Caller | null> => {
      const row = await store.findById(pg, id);
      return row && !isExpired(row) ? callerOf(row) : null;
    },
    /** The same for every request of a browser: known until a change of any key is heard. */
    knownCaller: async (id: string): Promise<Caller | null> => {
      const row = await cache.get(id, () => store.findById(pg, id));
      return row && !isExpired(row) ? callerOf(row) : null;
    },
    /** The admin whose key is kept in `file` or was given; null where neither is a valid one. */
    keptAdmin: async ({ file, given }: { file: string; given: string | null }): Promise<Caller | null> => {
      for (const key of [await readKeptKey(file), given]) {
        const row = key === null ? undefined : await store.findByHash(pg, store.hashOf(key));
        if (row && isAdmin(row)) return callerOf(row);
      }
      return null;
    },
    /** The callers of those keys that are still valid, by id, past the cache. */
    findCallers: async (ids: string[]): Promise<Map<string, Caller>> =>
      new Map((await store.findValid(pg, ids)).map((row) => [row.id, callerOf(row)])),
    list: (query: ListQuery): Promise<Page<ApiKey>> =>
      listPage(
        {
          name: 'api-keys',
          read: (after, limit) => store.listKeys(pg, after, limit),
          count: () => store.countKeys(pg),
          keyOf: ({ id }) => id,
          isKey: isUuid,
        },
        query,
      ),
    self: ({ keyId, name, type, permissions }: Caller): OwnKey => ({
      id: keyId,
      name,
      type,
      permissions: [...permissions],
    }),
    get: (id: string): Promise<ApiKey> => existing(pg, id),
    create: (actor: Actor, body: CreateKeyBody): Promise<ApiKey & { key: string }> =>
      pg.transaction((tx) => create(tx, actor, body)),
    /** Does a write once per Idempotency-Key. */
    once: onceInTransaction(env),
    change: async (
      actor: Actor,
      id: string,
      body: PatchKeyBody,
      keep: Keep<ApiKey> = keepNothing,
    ): Promise<ApiKey> => {
      const changed = await pg.transaction(async (tx) => {
        const key = await change(tx, id, body);
        await announceKey(tx, actor, 'key.updated', key);
        await keep(tx, key);
        return key;
      });
      cache.forget();
      return changed;
    },
    remove: async (actor: Actor, id: string, keep: Keep<null> = keepNothing): Promise<null> => {
      await pg.transaction(async (tx) => {
        const key = await remove(tx, actor, id);
        await announceKey(tx, actor, 'key.deleted', key);
        await keep(tx, null);
      });
      cache.forget();
      return null;
    },
  };
}

function callerOf({ id, name, type, permissions }: KeyRow): Caller {
  return { keyId: id, name, type, permissions };
}

function announceKey(
  tx: Queryable,
  actor: Actor,
  action: 'key.created' | 'key.updated' | 'key.deleted',
  { id, name, type }: KeyRow,
): Promise<void> {
  return announce(tx, actor, { action, key: { id, name, type } });
}

function isExpired({ expires_at: at }: KeyRow): boolean {
  return at !== null && Date.parse(at) <= Date.now();
}

const keyPattern = /^frodb_[a-z]+_[0-9a-f]{64}$/;

async function create(tx: Queryable, actor: Actor, body: CreateKeyBody): Promise<ApiKey & { key: string }> {
  const { name, type, expires_at: expiry = null } = body;
  const databases = type === 'readonly' || type === 'database' ? (body.databases ?? '*') : null;
  const permissions =
    type === 'custom' ? (body.permissions ?? []) : presetPermissions(type, databases ?? undefined);
  const key = makeKey(type);
  const row = await store.insertKey(tx, {
    id: newId(),
    key,
    name,
    type,
    databases,
    permissions,
    expires_at: expiry,
  });
  await announceKey(tx, actor, 'key.created', row);
  return { ...row, key };
}

async function existing(pg: Queryable, id: string): Promise<KeyRow> {
  const row = isUuid(id) ? await store.findById(pg, id.toLowerCase()) : undefined;
  if (!row) throw notFound(`There is no API key ${id}.`);
  return row;
}

async function change(tx: Queryable, id: string, body: PatchKeyBody): Promise<KeyRow> {
  const valid = await store.lockValidKeys(tx);
  const row = await existing(tx, id);
  if (body.databases !== undefined && row.databases === null) {
    throw invalidField('databases', 'not_allowed', `is not for keys of type ${row.type}`, {
      reason: 'key_type',
      type: row.type,
    });
  }
  if (body.permissions !== undefined && row.type !== 'custom') {
    throw invalidField('permissions', 'not_allowed', 'is for keys of type custom only', {
      reason: 'custom_key_only',
    });
  }
  const changed: KeyRow = { ...row, name: body.name ?? row.name };
  if (body.expires_at !== undefined) changed.expires_at = body.expires_at;
  if (body.permissions !== undefined) changed.permissions = body.permissions;
  if (body.databases !== undefined && row.type !== 'custom') {
    changed.databases = body.databases;
    changed.permissions = presetPermissions(row.type, body.databases);
  }
  const staysAdmin = isAdmin(changed) && changed.expires_at === null;
  if (isAdmin(row) && !staysAdmin) checkNotLast(valid, row, 'loses its rights');
  return store.updateKey(tx, changed);
}

async function remove(tx: Queryable, actor: Actor, id: string): Promise<KeyRow> {
  const valid = await store.lockValidKeys(tx);
  const row = await existing(tx, id);
  if (row.id === actor.keyId) throw conflict('A key can not delete itself: use another admin key.');
  if (isAdmin(row)) checkNotLast(valid, row, 'is deleted');
  await store.deleteKey(tx, row.id);
  return row;
}

/** Without an admin key nobody could ever make one again. */
function checkNotLast(valid: KeyRow[], row: KeyRow, what: string): void {
  const others = valid.filter((key) => key.id !== row.id && isAdmin(key));
  if (others.length > 0) return;
  throw conflict(`This is the last admin key: make another one before it ${what}.`);
}
