import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RouteEntry } from '../../gateway/http/routes-table.ts';
import { newId } from '../../gateway/write/ids.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { TestGateway } from '../support/gateway.ts';

/**
 * Who may call what. Each route has one row: its action, and where it acts. `server`: on everything; `database`,
 * `collection`: on the one that its path names; `list`: shows what the key may see, and
 * takes every key; `body`: the body tells, so that its form is checked first; `page`: open, of a browser.
 */
type Place = 'open' | 'any' | 'server' | 'database' | 'collection' | 'list' | 'body' | 'page';
type Row = [route: string, action: string, place: Place];

const byCollection: Row[] = [
  ['POST {c}/records', 'write', 'collection'],
  ['POST {c}/records::batch', 'write', 'collection'],
  ['POST {c}/records::delete', 'delete', 'collection'],
  ['GET {c}/records/:id', 'read', 'collection'],
  ['PUT {c}/records/:id', 'write', 'collection'],
  ['PATCH {c}/records/:id', 'write', 'collection'],
  ['DELETE {c}/records/:id', 'delete', 'collection'],
  ['GET {c}/records/:id/vectors', 'read', 'collection'],
  ['GET {c}/records/:id/files/:field', 'read', 'collection'],
  ['POST {c}/imports', 'write', 'collection'],
  ['POST {c}/query', 'read', 'collection'],
  ['GET {c}/export', 'read', 'collection'],
  ['POST {c}/search', 'search', 'collection'],
  ['GET {c}', 'read', 'collection'],
  ['PATCH {c}', 'schema', 'collection'],
  ['DELETE {c}', 'schema', 'collection'],
  ['GET {c}/stats', 'read', 'collection'],
  ['POST {c}([^/:]+)::rebuild', 'schema', 'collection'],
];

const rows: Row[] = [
  ['GET /health', 'open', 'open'],
  ['GET /health/all', 'any', 'any'],
  ['GET /health/postgres', 'any', 'any'],
  ['GET /health/qdrant', 'any', 'any'],
  ['GET /health/minio', 'any', 'any'],
  ['GET /openapi.json', 'open', 'open'],
  ['GET /system', 'any', 'any'],
  ['GET /system/licences', 'any', 'any'],
  ['GET /metrics', 'metrics', 'server'],
  ['GET /engines', 'admin', 'server'],
  ['GET /engines/:engine/logs', 'admin', 'server'],
  ['POST /engines/:engine([a-z0-9]+)::restart', 'admin', 'server'],
  ['GET /api-keys', 'admin', 'server'],
  ['POST /api-keys', 'admin', 'server'],
  ['GET /api-keys/self', 'any', 'any'],
  ['GET /api-keys/:id', 'admin', 'server'],
  ['PATCH /api-keys/:id', 'admin', 'server'],
  ['DELETE /api-keys/:id', 'admin', 'server'],
  ['GET /', 'open', 'page'],
  ['GET /studio', 'open', 'page'],
  ['GET /studio/*', 'open', 'page'],
  ['GET /studio/login', 'open', 'page'],
  ['POST /studio/session', 'open', 'page'],
  ['DELETE /studio/session', 'open', 'page'],
  ['POST /studio/login-codes', 'admin', 'server'],
  ['GET /events', 'any', 'any'],
  ['GET /webhooks', 'any', 'any'],
  ['POST /webhooks', 'any', 'any'],
  ['GET /webhooks/:id', 'any', 'any'],
  ['PATCH /webhooks/:id', 'any', 'any'],
  ['DELETE /webhooks/:id', 'any', 'any'],
  ['GET /webhooks/:id/deliveries', 'any', 'any'],
  ['POST /webhooks/:id/deliveries/:delivery([0-9A-Za-z-]+)::retry', 'any', 'any'],
  ['GET /databases', 'read', 'list'],
  ['POST /databases', 'schema', 'body'],
  ['GET /databases/:database', 'read', 'database'],
  ['PATCH /databases/:database', 'schema', 'database'],
  ['DELETE /databases/:database', 'schema', 'database'],
  ['GET /databases/:database/collections', 'read', 'database'],
  ['POST /databases/:database/collections', 'schema', 'database'],
  ['POST /samples/demo::load', 'schema', 'body'],
  ['GET /collections', 'read', 'list'],
  ['POST /collections', 'schema', 'body'],
  ['POST /imports::inspect', 'any', 'any'],
  ['GET /jobs', 'any', 'list'],
  ['GET /jobs/:id', 'any', 'any'],
  ['POST /jobs/:id([0-9A-Za-z-]+)::cancel', 'any', 'any'],
  ['POST /jobs/:id([0-9A-Za-z-]+)::retry', 'any', 'any'],
  ['DELETE /jobs/:id', 'any', 'any'],
  ['GET /jobs/:id/rejected', 'any', 'any'],
  ['POST /files', 'files', 'collection'],
  ['GET /files', 'read', 'collection'],
  ['GET /files/:id', 'read', 'collection'],
  ...byCollection.flatMap(([route, action, place]): Row[] => [
    [route.replace('{c}', '/collections/:collection'), action, place],
    [route.replace('{c}', '/databases/:database/collections/:collection'), action, place],
  ]),
];

let engines: TestEngines;
let gateway: TestGateway;
const keys = new Map<string, string>();
/** Of a record of shop.items. */
let fileId: string;

const presets: Record<string, Record<string, unknown>> = {
  admin: { type: 'admin' },
  'database shop': { type: 'database', databases: ['shop'] },
  'database other': { type: 'database', databases: ['other'] },
  readonly: { type: 'readonly' },
  'readonly other': { type: 'readonly', databases: ['other'] },
  'custom search': {
    type: 'custom',
    permissions: [{ databases: ['shop'], collections: ['items'], actions: ['search'] }],
  },
  'custom schema': {
    type: 'custom',
    permissions: [{ databases: ['shop'], collections: ['items'], actions: ['schema'] }],
  },
  'custom files': {
    type: 'custom',
    permissions: [{ databases: ['shop'], collections: ['items'], actions: ['files', 'delete'] }],
  },
  'custom metrics': {
    type: 'custom',
    permissions: [{ databases: '*', collections: '*', actions: ['metrics'] }],
  },
};

const allButAdmin = ['read', 'search', 'write', 'delete', 'schema', 'files'];
const rights: Record<string, { actions: string[]; sees: boolean; server: boolean; whole: boolean }> = {
  admin: { actions: [...allButAdmin, 'admin'], sees: true, server: true, whole: true },
  'database shop': { actions: allButAdmin, sees: true, server: false, whole: true },
  'database other': { actions: [], sees: false, server: false, whole: true },
  readonly: { actions: ['read', 'search'], sees: true, server: false, whole: true },
  'readonly other': { actions: [], sees: false, server: false, whole: true },
  'custom search': { actions: ['search'], sees: true, server: false, whole: false },
  'custom schema': { actions: ['schema'], sees: true, server: false, whole: false },
  'custom files': { actions: ['files', 'delete'], sees: true, server: false, whole: false },
  'custom metrics': { actions: ['metrics'], sees: false, server: false, whole: false },
};

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines);
  for (const name of ['shop', 'other']) {
    expect((await gateway.ask('POST', '/databases', { name })).status).toBe(201);
  }
  const schema = {
    name: 'items',
    fields: [
      { name: 'title', type: 'string' },
      { name: 'body', type: 'text', vectorize: true },
      { name: 'file', type: 'file' },
    ],
  };
  expect((await gateway.ask('POST', '/databases/shop/collections', schema)).status).toBe(201);
  const body = new FormData();
  body.set('file', new Blob(['x']), 'x.txt');
  const saved = await gateway.ask('POST', '/databases/shop/collections/items/records', body);
  fileId = (saved.json as { file: { id: string } }).file.id;
  for (const [name, preset] of Object.entries(presets)) {
    const made = await gateway.ask('POST', '/api-keys', { name, ...preset });
    expect(made.status).toBe(201);
    keys.set(name, String(made.json['key']));
  }
});

afterAll(async () => {
  await gateway.close();
  await engines.drop();
});

function nameOf({ method, url }: RouteEntry): string {
  return `${method} ${url}`;
}

function mine(): RouteEntry[] {
  return gateway.routes.filter(({ method, url }) => method !== 'HEAD' && !url.startsWith('/docs'));
}

/** What the answer must be as far as rights go; null: anything but a refusal. */
function expected([route, action, place]: Row, preset: string): number | null {
  const right = rights[preset];
  if (!right) throw new Error(preset);
  switch (place) {
    case 'open':
    case 'page':
    case 'any':
    case 'list':
    case 'body':
      return null;
    case 'server':
      return right.server || right.actions.includes(action) ? null : 403;
    case 'database':
    case 'collection':
      if (!right.sees) return 404;
      if (place === 'database' && action === 'schema' && !right.whole && !route.includes('/collections'))
        return 403;
      return right.actions.includes(action) ? null : 403;
  }
}

describe('the table of routes', () => {
  it('has a row for every route, with the action that the route names', () => {
    const known = new Map(rows.map(([route, action]) => [route, action]));
    for (const route of mine()) {
      expect([nameOf(route), known.get(nameOf(route))]).toEqual([nameOf(route), route.action]);
    }
    expect([...known.keys()].filter((name) => !mine().some((route) => nameOf(route) === name))).toEqual([]);
  });

  it('opens only what has no data in it', () => {
    const open = gateway.routes.filter(({ action, url }) => action === 'open' && !url.startsWith('/docs'));
    const pages = ['/', '/studio', '/studio/*', '/studio/login', '/studio/session'];
    expect(new Set(open.map(({ url }) => url))).toEqual(new Set(['/health', '/openapi.json', ...pages]));
  });
});

describe.each(Object.keys(presets))('%s', (preset) => {
  it.each(rows)('%s', async (route, action, place) => {
    const [method = '', pattern = ''] = route.split(' ');
    const path = pattern
      .replace(/^\/files$/, '/files?database=shop&collection=items')
      // An answer without an end.
      .replace(/^\/events$/, '/events?types=nothing')
      .replace(':database', 'shop')
      .replace(/:collection(\([^)]*\))?/, 'items')
      .replace('/files/:id', `/files/${fileId}`)
      .replace(/:id(\([^)]*\))?/, newId())
      .replace(':field', 'file')
      .replace(/:delivery(\([^)]*\))?/, '7-7')
      .replace(/:engine(\([^)]*\))?/, 'postgres')
      .replace('::', ':');
    // What the body tells has a test of its own, and pages ask for no key.
    if (place === 'body' || place === 'page') return;
    const wanted = expected([route, action, place], preset);
    // Nothing valid: a right is enough to learn that the body is wrong, and nothing is changed.
    const isBodyless = method === 'GET' || (method === 'DELETE' && wanted === null);
    const url = isBodyless && method === 'DELETE' ? `${path}?unknown=1` : path;
    const answer = await gateway.ask(method, url, isBodyless ? undefined : { 'no such key': 1 }, {
      key: keys.get(preset) ?? null,
    });
    if (wanted === null) {
      const isOfNone = /\/(?:records|api-keys|jobs|webhooks)\//.test(path);
      const isThere = !isOfNone && answer.status === 404;
      expect([answer.status, answer.text.slice(0, 200)]).not.toEqual([401, expect.anything()]);
      expect([answer.status, answer.text.slice(0, 200)]).not.toEqual([403, expect.anything()]);
      expect([isThere, answer.text.slice(0, 200)]).toEqual([false, expect.anything()]);
    } else {
      expect([answer.status, answer.text.slice(0, 200)]).toEqual([wanted, expect.anything()]);
    }
  });
});

describe('without a key', () => {
  it.each(rows)('%s', async (route, _action, place) => {
    const [method = '', pattern = ''] = route.split(' ');
    const path = pattern
      .replace('::', ':')
      .replace(/\([^)]*\)/, '')
      .replaceAll(/:([a-z]+)/g, '$1');
    const wanted = route.includes('::')
      ? pattern.replace(/:(?:engine|id|delivery|collection)\([^)]*\)/, 'postgres').replaceAll('::', ':')
      : path;
    const answer = await gateway.ask(method, wanted, undefined, { key: null });
    if (place === 'page') expect(answer.status).not.toBe(401);
    else if (place === 'open') expect(answer.status).toBe(200);
    else expect(answer.status).toBe(401);
  });
});

describe('where the body tells', () => {
  it.each<[string, string, Record<string, unknown>, Record<string, number>]>([
    [
      'a new database',
      '/databases',
      { name: 'other2' },
      { admin: 201, 'database other': 403, readonly: 403, 'custom search': 403 },
    ],
    [
      'a database that the key is for',
      '/databases',
      { name: 'other' },
      { 'database other': 409, 'readonly other': 403 },
    ],
    [
      'a collection in default',
      '/collections',
      { name: 'mine', fields: [{ name: 'n', type: 'int' }] },
      { 'database shop': 404, readonly: 403, admin: 201 },
    ],
    [
      'another collection than the key is for',
      '/databases/shop/collections',
      { name: 'mine', fields: [{ name: 'n', type: 'int' }] },
      { 'database other': 404, 'custom search': 403, 'custom schema': 403, 'database shop': 201 },
    ],
  ])('%s', async (_what, path, body, statuses) => {
    for (const [preset, status] of Object.entries(statuses)) {
      const answer = await gateway.ask('POST', path, body, { key: keys.get(preset) ?? null });
      expect([preset, answer.status]).toEqual([preset, status]);
    }
  });

  it('a key for one collection may not remove its database', async () => {
    const key = keys.get('custom schema') ?? null;
    expect((await gateway.ask('DELETE', '/databases/shop?cascade=true', undefined, { key })).status).toBe(
      403,
    );
    expect((await gateway.ask('PATCH', '/databases/shop', { description: 'x' }, { key })).status).toBe(403);
  });
});

describe('what a key has no right on', () => {
  it('is not listed', async () => {
    const names = async (path: string, key: string): Promise<string[]> => {
      const { json } = await gateway.ask('GET', path, undefined, { key: keys.get(key) ?? null });
      return (json['items'] as { name: string }[]).map(({ name }) => name);
    };
    expect(await names('/databases', 'admin')).toEqual(['default', 'other', 'other2', 'shop']);
    expect(await names('/databases', 'database shop')).toEqual(['shop']);
    expect(await names('/databases', 'custom search')).toEqual(['shop']);
    expect(await names('/collections', 'database shop')).toEqual(['items', 'mine']);
    expect(await names('/collections', 'database other')).toEqual([]);
    expect(await names('/databases', 'custom metrics')).toEqual([]);
    expect(await names('/collections', 'custom metrics')).toEqual([]);
  });

  it('is told like what does not exist, in the same words', async () => {
    const key = keys.get('database other') ?? null;
    for (const path of ['/databases/{}', '/databases/{}/collections', '/databases/{}/collections/items']) {
      const hidden = await gateway.ask('GET', path.replace('{}', 'shop'), undefined, { key });
      const absent = await gateway.ask('GET', path.replace('{}', 'shop2'));
      expect(hidden.status).toBe(404);
      expect(absent.status).toBe(404);
      expect(String(hidden.json['detail'])).toBe(String(absent.json['detail']).replaceAll('shop2', 'shop'));
    }
  });
});
