import { hash, randomBytes } from 'node:crypto';
import type { Caller } from '../../access/permits.ts';
import type { OwnKey } from '../../contract/keys.ts';
import { limits } from '../../contract/limits.ts';
import { AppError } from '../../errors.ts';
import { createChangeCache } from '../../infra/change-cache.ts';
import type { ChangeFeed } from '../../infra/change-cache.ts';
import type { Logger } from '../../infra/logger.ts';
import type { Postgres, Queryable } from '../../infra/postgres.ts';
import { newId } from '../../write/ids.ts';
import type { KeyService } from '../keys/service.ts';
import * as store from './store.ts';
import type { SessionRow } from './store.ts';

export interface SessionDeps {
  pg: Postgres;
  feed: ChangeFeed;
  keys: Pick<KeyService, 'authenticate' | 'callerById' | 'knownCaller' | 'self'>;
  logger: Logger;
}

/** A browser that is signed in. */
export interface Session {
  id: string;
  caller: Caller;
}

export type SessionService = ReturnType<typeof createSessionService>;

/** So often at most it is noted that a session was used. */
const noteUseMs = 3_600_000;

/** Browsers that sign in with a key or a link, and what their cookies stand for. */
export function createSessionService({ pg, feed, keys, logger }: SessionDeps) {
  const cache = createChangeCache<SessionRow>(feed, store.sessionsChannel);
  let repositoryId: string | undefined;

  function used(row: SessionRow): void {
    if (Date.now() - Date.parse(row.used_at) < noteUseMs) return;
    row.used_at = new Date().toISOString();
    store
      .noteUse(pg, row.id)
      .catch((error: unknown) => logger.debug({ err: error }, 'the use of a session was not noted'));
  }

  return {
    /** Before a request is let in. */
    begin: (id: string): void => void (repositoryId = id),
    /** One for each repository: cookies of 127.0.0.1 are shared by all its ports. */
    cookieName: (): string => `frodb_${repositoryId ?? ''}`,
    /** The session of a cookie; null when it has ended, or its key is not valid any more. */
    find: async (token: string): Promise<Session | null> => {
      if (!secretPattern.test(token)) return null;
      const digest = hashOf(token);
      const row = await cache.get(digest.toString('latin1'), () => store.findSession(pg, digest));
      if (!row || Date.parse(row.expires_at) <= Date.now()) return null;
      const caller = await keys.knownCaller(row.key_id);
      if (!caller) return null;
      used(row);
      return { id: row.id, caller };
    },
    /** Which of these sessions are still valid, past the cache. */
    findValid: async (ids: string[]): Promise<Set<string>> =>
      new Set(ids.length === 0 ? [] : await store.findValidIds(pg, ids)),
    /** Begins a session of a key in the place of the one that the browser had. Errors: 401 for a key that is not valid. */
    signIn: async (key: string, old: string | null): Promise<{ token: string; self: OwnKey }> => {
      const caller = await keys.authenticate(key);
      if (!caller) throw new AppError('unauthenticated', badKey);
      const token = await pg.transaction((tx) => open(tx, caller.keyId, old));
      if (old !== null) cache.forget();
      logger.info({ key_id: caller.keyId }, 'a browser signed in with its key');
      return { token, self: keys.self(caller) };
    },
    /** The same by a login link's code; null for one that was used, has run out or is none. */
    useCode: async (code: string, old: string | null): Promise<string | null> => {
      if (!secretPattern.test(code)) return null;
      const keyId = await store.takeCode(pg, hashOf(code));
      const caller = keyId === undefined ? null : await keys.callerById(keyId);
      if (!caller) return null;
      const token = await pg.transaction((tx) => open(tx, caller.keyId, old));
      if (old !== null) cache.forget();
      logger.info({ key_id: caller.keyId }, 'a browser signed in by a link');
      return token;
    },
    /** A code for one login link. */
    createCode: async (keyId: string): Promise<{ code: string; expiresAt: string }> => {
      const code = makeSecret();
      await store.deleteExpired(pg);
      const minutes = limits.loginCodeMinutes;
      return { code, expiresAt: await store.insertCode(pg, { hash: hashOf(code), keyId, minutes }) };
    },
    /** Ends the session of a cookie, on all gateways. */
    end: async (token: string): Promise<void> => {
      if (!secretPattern.test(token)) return;
      await pg.transaction((tx) => store.deleteSession(tx, hashOf(token)));
      cache.forget();
    },
  };
}

/** The path of the link that a code is for. */
export function loginPath(code: string): string {
  return `/studio/login?code=${code}`;
}

const badKey = 'This API key is not valid: it is mistyped, has run out, or was deleted.';

/** Always a new secret: one that somebody put into the browser before is worth nothing. */
async function open(tx: Queryable, keyId: string, old: string | null): Promise<string> {
  await store.deleteExpired(tx);
  if (old !== null && secretPattern.test(old)) await store.deleteSession(tx, hashOf(old));
  const token = makeSecret();
  const session = { id: newId(), hash: hashOf(token), keyId, days: limits.sessionDays };
  await store.insertSession(tx, session);
  return token;
}

const secretPattern = /^[\w-]{43}$/;

function makeSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** All that is kept of a secret: it is found by this, so that no comparison tells how much of it was right. */
function hashOf(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}
