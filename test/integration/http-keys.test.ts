import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import type { Postgres } from '../../gateway/infra/postgres.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { adminKey, startTestGateway } from '../support/gateway.ts';
import type { TestGateway } from '../support/gateway.ts';

let engines: TestEngines;
let gateway: TestGateway;
let pg: Postgres;
const adminPreset = { databases: '*', collections: '*' };

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines);
  pg = createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 2 });
});

afterAll(async () => {
  await pg.close();
  await gateway.close();
  await engines.drop();
});

async function makeKey(body: Record<string, unknown>): Promise<{ id: string; key: string }> {
  const { status, json } = await gateway.ask('POST', '/api-keys', { name: 'k', ...body });
  expect(status).toBe(201);
  return json as { id: string; key: string };
}

function problems(json: Record<string, unknown>): [string, string][] {
  return (json['errors'] as { path: string; code: string }[]).map(({ path, code }) => [path, code]);
}

describe('the first run', () => {
  it('takes the given key, hashed, and keeps it where only the user can read it', async () => {
    expect(gateway.adminKey).toBe(adminKey);
    const file = join(gateway.dataDir, 'admin-key');
    expect((await readFile(file, 'utf8')).trim()).toBe(adminKey);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const rows = await pg.query('SELECT * FROM frodb.api_keys');
    expect(JSON.stringify(rows)).not.toContain('0'.repeat(20));
    expect((await gateway.ask('GET', '/api-keys/self')).json).toMatchObject({
      name: 'admin',
      type: 'admin',
      permissions: [adminPreset],
    });
  });

  it('a later run makes none', async () => {
    const second = await startTestGateway(engines, { FRODB_ADMIN_KEY: `frodb_admin_${'1'.repeat(64)}` });
    expect(second.adminKey).toBeNull();
    expect((await second.ask('GET', '/api-keys/self')).status).toBe(200);
    await second.close();
  });

  it('makes a key where none is given, the same for a start that broke off', async () => {
    const fresh = await testEngines();
    const first = await startTestGateway(fresh, { FRODB_ADMIN_KEY: '' });
    expect(first.adminKey).toMatch(/^frodb_admin_[0-9a-f]{64}$/);
    expect((await first.ask('GET', '/databases', undefined, { key: first.adminKey })).status).toBe(200);
    await first.close();
    await fresh.drop();
  });
});

describe('keys', () => {
  it('are shown once', async () => {
    const { status, json, headers } = await gateway.ask('POST', '/api-keys', {
      name: 'Leitor',
      type: 'readonly',
    });
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(json).toMatchObject({
      name: 'Leitor',
      type: 'readonly',
      databases: '*',
      permissions: [{ databases: '*', collections: '*', actions: ['read', 'search'] }],
      expires_at: null,
    });
    const key = json['key'] as string;
    expect(key).toMatch(/^frodb_readonly_[0-9a-f]{64}$/);
    expect(key.startsWith(json['prefix'] as string)).toBe(true);
    const again = await gateway.ask('GET', `/api-keys/${String(json['id'])}`);
    expect(again.json['key']).toBeUndefined();
    expect(again.text).not.toContain(key);
    expect((await gateway.ask('GET', '/api-keys')).text).not.toContain(key);
  });

  it('are listed by pages', async () => {
    for (let n = 0; n < 3; n++) await makeKey({ type: 'readonly', name: `page ${n}` });
    const first = await gateway.ask('GET', '/api-keys?limit=2');
    expect(first.json['items']).toHaveLength(2);
    expect(first.json['total']).toBeGreaterThanOrEqual(4);
    const cursor = String(first.json['next_cursor']);
    const second = await gateway.ask('GET', `/api-keys?limit=100&cursor=${cursor}`);
    expect(second.json['total']).toBeNull();
    expect(second.json['next_cursor']).toBeNull();
    expect((second.json['items'] as unknown[]).length + 2).toBe(first.json['total']);
    expect((await gateway.ask('GET', '/api-keys?count=false')).json['total']).toBeNull();
    expect(problems((await gateway.ask('GET', '/api-keys?cursor=abc')).json)).toEqual([
      ['cursor', 'bad_cursor'],
    ]);
    expect(problems((await gateway.ask('GET', `/databases?cursor=${cursor}`)).json)).toEqual([
      ['cursor', 'other_query'],
    ]);
  });

  it.each<[Record<string, unknown>, [string, string][]]>([
    [{ type: 'readonly' }, [['name', 'required']]],
    [{ name: ' ', type: 'readonly' }, [['name', 'blank']]],
    [{ name: 'a', type: 'root' }, [['type', 'not_in_values']]],
    [{ name: 'a', type: 'database' }, [['databases', 'required']]],
    [{ name: 'a', type: 'database', databases: [] }, [['databases', 'too_few']]],
    [{ name: 'a', type: 'database', databases: ['Bad'] }, [['databases[0]', 'bad_name']]],
    [{ name: 'a', type: 'admin', databases: ['a'] }, [['databases', 'not_allowed']]],
    [{ name: 'a', type: 'custom' }, [['permissions', 'required']]],
    [{ name: 'a', type: 'readonly', permissions: [] }, [['permissions', 'too_few']]],
    [
      { name: 'a', type: 'readonly', permissions: [{ ...adminPreset, actions: ['read'] }] },
      [['permissions', 'not_allowed']],
    ],
    [
      { name: 'a', type: 'custom', permissions: [{ ...adminPreset, actions: ['fly'], more: 1 }] },
      [
        ['permissions[0].actions[0]', 'not_in_values'],
        ['permissions[0].more', 'unknown_key'],
      ],
    ],
    [{ name: 'a', type: 'readonly', expires_at: '2020-01-01T00:00:00Z' }, [['expires_at', 'in_the_past']]],
    [{ name: 'a', type: 'readonly', expires_at: 'tomorrow' }, [['expires_at', 'bad_format']]],
    [{ name: 'a', type: 'readonly', key: 'mine' }, [['key', 'unknown_key']]],
  ])('%j is refused', async (body, expected) => {
    const { status, json } = await gateway.ask('POST', '/api-keys', body);
    expect(status).toBe(400);
    expect(problems(json)).toEqual(expected);
  });

  it('refuse an Idempotency-Key: the answer holds a secret', async () => {
    const headers = { 'idempotency-key': 'x' };
    const { status, json } = await gateway.ask(
      'POST',
      '/api-keys',
      { name: 'a', type: 'readonly' },
      { headers },
    );
    expect(status).toBe(400);
    expect(problems(json)).toEqual([['idempotency-key', 'not_allowed']]);
  });

  it('change; what they may do changes with them at once', async () => {
    const { id, key } = await makeKey({ type: 'database', databases: ['shop'] });
    expect((await gateway.ask('GET', '/databases/default', undefined, { key })).status).toBe(404);
    const changed = await gateway.ask('PATCH', `/api-keys/${id}`, { databases: ['default'], name: 'new' });
    expect(changed.json).toMatchObject({ name: 'new', databases: ['default'] });
    expect((await gateway.ask('GET', '/databases/default', undefined, { key })).status).toBe(200);
    expect((await gateway.ask('PATCH', `/api-keys/${id}`, { permissions: [] })).status).toBe(400);
    expect((await gateway.ask('PATCH', `/api-keys/${id}`, { type: 'admin' })).status).toBe(400);
  });

  it('run out', async () => {
    const { id, key } = await makeKey({
      type: 'readonly',
      expires_at: new Date(Date.now() + 60_000).toISOString(),
    });
    expect((await gateway.ask('GET', '/api-keys/self', undefined, { key })).status).toBe(200);
    await pg.query(`UPDATE frodb.api_keys SET expires_at = now() WHERE id = $1`, [id]);
    await pg.query(`SELECT pg_notify('frodb_api_keys', '')`);
    await expect
      .poll(async () => (await gateway.ask('GET', '/api-keys/self', undefined, { key })).status)
      .toBe(401);
  });

  it('a malformed or unknown id is 404', async () => {
    for (const id of ['nope', '0190a5b0-0000-7000-8000-000000000000']) {
      expect((await gateway.ask('GET', `/api-keys/${id}`)).status).toBe(404);
      expect((await gateway.ask('DELETE', `/api-keys/${id}`)).status).toBe(404);
      expect((await gateway.ask('PATCH', `/api-keys/${id}`, { name: 'x' })).status).toBe(404);
    }
  });
});

describe('admin keys', () => {
  it('neither the own one nor the last one goes', async () => {
    const self = String((await gateway.ask('GET', '/api-keys/self')).json['id']);
    expect((await gateway.ask('DELETE', `/api-keys/${self}`)).status).toBe(409);
    const soon = new Date(Date.now() + 60_000).toISOString();
    expect((await gateway.ask('PATCH', `/api-keys/${self}`, { expires_at: soon })).status).toBe(409);
    const other = await makeKey({ type: 'admin' });
    expect((await gateway.ask('PATCH', `/api-keys/${self}`, { expires_at: soon })).status).toBe(200);
    expect((await gateway.ask('PATCH', `/api-keys/${self}`, { expires_at: null })).status).toBe(200);
    expect((await gateway.ask('DELETE', `/api-keys/${other.id}`)).status).toBe(204);
    expect((await gateway.ask('GET', '/databases', undefined, { key: other.key })).status).toBe(401);
  });

  it('of two that delete each other at once, one stays', async () => {
    const makes = await Promise.all([makeKey({ type: 'admin' }), makeKey({ type: 'admin' })]);
    const [a, b] = makes as [(typeof makes)[0], (typeof makes)[0]];
    const self = String((await gateway.ask('GET', '/api-keys/self')).json['id']);
    expect((await gateway.ask('DELETE', `/api-keys/${self}`, undefined, { key: a.key })).status).toBe(204);
    const answers = await Promise.all([
      gateway.ask('DELETE', `/api-keys/${b.id}`, undefined, { key: a.key }),
      gateway.ask('DELETE', `/api-keys/${a.id}`, undefined, { key: b.key }),
    ]);
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    const [left] = await pg.query<{ count: number }>(
      `SELECT count(*) FROM frodb.api_keys WHERE type = 'admin'`,
    );
    expect(left?.count).toBe(1);
  });
});
