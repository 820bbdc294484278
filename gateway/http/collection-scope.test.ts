import { Writable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { Caller } from '../access/permits.ts';
import { notFound } from '../errors.ts';
import { createLogger } from '../infra/logger.ts';
import type { Collection } from '../write/collection.ts';
import type { App } from './auth.ts';
import { collectionScope, queriedCollectionScope } from './collection-scope.ts';
import type { FindCollection } from './collection-scope.ts';
import { createHttpServer } from './server.ts';

const caller: Caller = { keyId: 'id', name: 'test', type: 'custom', permissions: [] };

let asked: unknown[] = [];
const find: FindCollection = async (_caller, action, { database = 'shop', collection }) => {
  asked.push([action, database, collection]);
  if (collection === 'gone') throw notFound('It is gone.');
  return Promise.resolve({ databaseName: database, name: collection } as Collection);
};

function routes(app: App): void {
  collectionScope(app, find, (scope) => {
    scope.get('', { config: { action: 'read' } }, ({ collection }) => collection);
    scope.post('/things', { config: { action: 'write' }, schema: { body: z.unknown() } }, (request) => ({
      in: request.collection.name,
    }));
    scope.post('/things::count', { config: { action: 'read' } }, ({ collection }) => collection);
    scope.delete('', { config: { action: 'schema', mayBeGone: true } }, ({ gone }) => ({
      gone: gone?.message,
    }));
  });
  queriedCollectionScope(app, find, (scope) => {
    const querystring = z.strictObject({ collection: z.string(), database: z.string().optional() });
    scope.get(
      '/things',
      { config: { action: 'read' }, schema: { querystring } },
      (request) => request.collection,
    );
  });
}

let app: App;

beforeAll(async () => {
  const { logger } = createLogger({ destination: { stream: new Writable() }, level: 'silent' });
  const authenticate = (): Promise<Caller> => Promise.resolve(caller);
  ({ app } = await createHttpServer({
    host: '127.0.0.1',
    allowedHosts: [],
    tls: null,
    logger,
    authenticate,
    version: '1',
    routes,
  }));
});

afterAll(() => app.close());
beforeEach(() => void (asked = []));

async function ask(method: 'GET' | 'POST' | 'DELETE', url: string, headers = {}, payload?: string) {
  const answer = await app.inject({
    method,
    url,
    headers: { host: '127.0.0.1', authorization: 'Bearer key', ...headers },
    ...(payload === undefined ? {} : { payload }),
  });
  return { status: answer.statusCode, json: answer.json<Record<string, unknown>>() };
}

it.each([
  ['GET', '/collections/items', ['read', 'shop', 'items']],
  ['GET', '/databases/other/collections/items', ['read', 'other', 'items']],
  ['POST', '/collections/items/things:count', ['read', 'shop', 'items']],
  ['GET', '/things?collection=items&database=other', ['read', 'other', 'items']],
] as const)('%s %s finds its collection once', async (method, url, wanted) => {
  const { status, json } = await ask(method, url);
  expect(status).toBe(200);
  expect(json).toEqual({ databaseName: wanted[1], name: wanted[2] });
  expect(asked).toEqual([wanted]);
});

it.each([
  ['a type that is not taken', { 'content-type': 'text/plain' }],
  ['a body that is no JSON', { 'content-type': 'application/json' }],
])('who may not call is not told of %s', async (_what, headers) => {
  expect(await ask('POST', '/collections/gone/things', headers, '{')).toMatchObject({ status: 404 });
});

it('a query string that names no collection is refused before one is looked for', async () => {
  expect((await ask('GET', '/things')).json).toMatchObject({
    errors: [{ path: 'collection', code: 'required' }],
  });
  expect(asked).toEqual([]);
});

it('only a replay of its deletion gets past a collection that is gone', async () => {
  const headers = { 'idempotency-key': 'k' };
  expect(await ask('DELETE', '/collections/gone', headers)).toEqual({
    status: 200,
    json: { gone: 'It is gone.' },
  });
  expect((await ask('DELETE', '/collections/gone')).status).toBe(404);
  expect((await ask('POST', '/collections/gone/things', headers)).status).toBe(404);
});
