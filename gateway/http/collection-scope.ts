import type { FastifyRequest } from 'fastify';
import { isAdmin } from '../access/permits.ts';
import type { Action, Caller } from '../access/permits.ts';
import type { CollectionPlace } from '../contract/collections.ts';
import { AppError } from '../errors.ts';
import type { Collection } from '../write/collection.ts';
import { actorOf, callerOf, claimOf } from './auth.ts';
import type { App } from './auth.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Of a collection scope: a replay of the call that deleted the collection is answered all the same. */
    mayBeGone?: boolean;
  }
  interface FastifyRequest {
    /** On routes of a collection scope: the collection, with which the caller may do what the route's action says. */
    collection: Collection;
    /** With `mayBeGone`: the 404 of a collection that is not there, which only a replay may ignore. */
    gone: AppError | null;
  }
}

/** Finds a collection that the caller may do this with. Errors: 404 none that the key may know of, 403, 409 several. */
export type FindCollection = (caller: Caller, action: Action, place: CollectionPlace) => Promise<Collection>;

/** The same collection as it is now. Errors: 404 if it is gone. */
export type ReloadCollection = (collection: Collection) => Promise<Collection>;

/** The paths of a collection; without a database, the only one of that name is meant. */
const paths = ['/collections/:collection', '/databases/:database/collections/:collection'];

/**
 * Routes below the path of a collection, which find it as `request.collection`: looked up and authorised once, before
 * anything of the body is read. `addRoutes` is called for each of the two paths.
 */
export function collectionScope(app: App, find: FindCollection, addRoutes: (scope: App) => void): void {
  scopesAt(paths, app, find, addRoutes);
}

function scopesAt(prefixes: string[], app: App, find: FindCollection, addRoutes: (scope: App) => void): void {
  for (const prefix of prefixes) {
    const addAll = (scope: App): void => {
      scope.addHook('onRequest', (request) =>
        setCollection(request, find, request.params as CollectionPlace),
      );
      addRoutes(scope);
    };
    openScope(app, prefix, addAll);
  }
}

/** The same with a name that an action may follow: `:` is in no name. */
const actionPaths = paths.map((path) => `${path}([^/:]+)`);

/** As `collectionScope`, for what is done with a whole collection: `/collections/items:action`. */
export function collectionActionScope(app: App, find: FindCollection, addRoutes: (scope: App) => void): void {
  scopesAt(actionPaths, app, find, addRoutes);
}

/** Routes whose query string names the collection; found when that is checked, and before the body is read. */
export function queriedCollectionScope(
  app: App,
  find: FindCollection,
  addRoutes: (scope: App) => void,
): void {
  openScope(app, '', (scope) => {
    scope.addHook('preHandler', (request) => setCollection(request, find, request.query as CollectionPlace));
    addRoutes(scope);
  });
}

function openScope(app: App, prefix: string, addAll: (scope: App) => void): void {
  app.register(
    (scope, _options, done) => {
      scope.addHook('onRoute', (route) => {
        route.config = { ...route.config, on: 'collection' };
      });
      addAll(scope);
      done();
    },
    { prefix },
  );
}

/** Who writes where, as `write()` is told; `reload` reads the collection as it is then. */
export function writeTargetOf(request: FastifyRequest, reload: ReloadCollection) {
  const { collection } = request;
  return {
    collection,
    reload: () => reload(collection),
    actor: actorOf(request),
    isAdmin: isAdmin(callerOf(request)),
    idempotency: claimOf(request),
  };
}

async function setCollection(
  request: FastifyRequest,
  find: FindCollection,
  { database, collection }: CollectionPlace,
): Promise<void> {
  const { action, mayBeGone = false } = request.routeOptions.config;
  if (action === undefined || action === 'any' || action === 'open')
    throw new Error('a collection is never open');
  try {
    const found = await find(callerOf(request), action, { database, collection });
    request.collection = found;
    request.logged = { db: found.databaseName, collection: found.name };
  } catch (error) {
    const isReplayable = mayBeGone && request.idempotencyKey !== null;
    if (!isReplayable || !(error instanceof AppError) || error.code !== 'not_found') throw error;
    request.gone = error;
  }
}
