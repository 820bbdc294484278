import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import type { Postgres } from '../../gateway/infra/postgres.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { TestGateway } from '../support/gateway.ts';

let engines: TestEngines;
let gateway: TestGateway;
let pg: Postgres;

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

function problems(json: Record<string, unknown>): [string, string][] {
  return (json['errors'] as { path: string; code: string }[]).map(({ path, code }) => [path, code]);
}

async function namesOf(table: string): Promise<string[]> {
  const rows = await pg.query<{ name: string }>(`SELECT name FROM ${table} ORDER BY name`);
  return rows.map(({ name }) => name);
}

const plain = { name: 'items', fields: [{ name: 'n', type: 'int' }] };

describe('databases', () => {
  it('are created, read, changed and deleted', async () => {
    const made = await gateway.ask('POST', '/databases', {
      name: 'campo',
      description: 'Projeto de campo',
      metadata: { country: 'BR', nested: { a: [1] } },
    });
    expect(made.status).toBe(201);
    expect(made.json).toMatchObject({
      name: 'campo',
      description: 'Projeto de campo',
      metadata: { country: 'BR', nested: { a: [1] } },
    });
    expect(made.json['created_at']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect((await gateway.ask('GET', '/databases/campo')).json).toEqual(made.json);

    const changed = await gateway.ask('PATCH', '/databases/campo', { description: null, metadata: { a: 1 } });
    expect(changed.json).toMatchObject({ description: null, metadata: { a: 1 }, id: made.json['id'] });
    expect((await gateway.ask('PATCH', '/databases/campo', {})).json).toMatchObject({ metadata: { a: 1 } });

    const gone = await gateway.ask('DELETE', '/databases/campo');
    expect([gone.status, gone.text]).toEqual([204, '']);
    expect((await gateway.ask('GET', '/databases/campo')).status).toBe(404);
    expect((await gateway.ask('DELETE', '/databases/campo')).status).toBe(404);
    expect((await gateway.ask('PATCH', '/databases/campo', {})).status).toBe(404);
    const audit = await pg.query<{ action: string }>(
      `SELECT action FROM frodb.audit WHERE database_name = 'campo' ORDER BY id`,
    );
    expect(audit.map(({ action }) => action)).toEqual([
      'database.created',
      'database.updated',
      'database.updated',
      'database.deleted',
    ]);
  });

  it.each<[unknown, [string, string][]]>([
    [{}, [['name', 'required']]],
    [{ name: 5 }, [['name', 'wrong_type']]],
    [{ name: 'Upper' }, [['name', 'bad_name']]],
    [{ name: '1a' }, [['name', 'bad_name']]],
    [{ name: 'a'.repeat(64) }, [['name', 'too_long']]],
    [{ name: 'a"; DROP TABLE x; --' }, [['name', 'bad_name']]],
    [{ name: 'público' }, [['name', 'bad_name']]],
    [{ name: 'public' }, [['name', 'reserved_name']]],
    [{ name: 'information_schema' }, [['name', 'reserved_name']]],
    [{ name: 'frodb' }, [['name', 'reserved_name']]],
    [{ name: 'pg_catalog' }, [['name', 'reserved_name']]],
    [{ name: 'a', metadata: [] }, [['metadata', 'wrong_type']]],
    [{ name: 'a', metadata: { x: 'y'.repeat(70_000) } }, [['metadata', 'too_long']]],
    [{ name: 'a', description: 'y'.repeat(2_001) }, [['description', 'too_long']]],
    [
      { name: 'a', id: 'mine', colour: 1 },
      [
        ['id', 'unknown_key'],
        ['colour', 'unknown_key'],
      ],
    ],
  ])('%j is refused, nothing written', async (body, expected) => {
    const before = await namesOf('frodb.databases');
    const { status, json } = await gateway.ask('POST', '/databases', body);
    expect(status).toBe(400);
    expect(problems(json)).toEqual(expected);
    expect(await namesOf('frodb.databases')).toEqual(before);
  });

  it('exist once', async () => {
    const answers = await Promise.all(
      [1, 2, 3].map(() => gateway.ask('POST', '/databases', { name: 'twice' })),
    );
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409]);
    const again = await gateway.ask('POST', '/databases', { name: 'twice' });
    expect(again.json).toMatchObject({ code: 'already_exists', errors: [{ path: 'name' }] });
  });

  it('default is there and stays', async () => {
    expect((await gateway.ask('GET', '/databases/default')).status).toBe(200);
    expect((await gateway.ask('DELETE', '/databases/default?cascade=true')).status).toBe(409);
    expect((await gateway.ask('POST', '/databases', { name: 'default' })).status).toBe(409);
  });

  it('are not renamed', async () => {
    const { status, json } = await gateway.ask('PATCH', '/databases/default', { name: 'other' });
    expect(status).toBe(400);
    expect(problems(json)).toEqual([['name', 'unknown_key']]);
  });

  it('with collections are deleted only by cascade', async () => {
    await gateway.ask('POST', '/databases', { name: 'full' });
    expect((await gateway.ask('POST', '/databases/full/collections', plain)).status).toBe(201);
    const refused = await gateway.ask('DELETE', '/databases/full');
    expect(refused.status).toBe(409);
    expect(String(refused.json['detail'])).toContain('items');
    expect((await gateway.ask('DELETE', '/databases/full?cascade=false')).status).toBe(409);
    expect((await gateway.ask('DELETE', '/databases/full?cascade=1')).status).toBe(400);
    expect((await gateway.ask('GET', '/databases/full/collections/items')).status).toBe(200);
    const [schemas] = await pg.query<{ count: number }>(
      `SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'd\\_%'`,
    );
    expect((await gateway.ask('DELETE', '/databases/full?cascade=true')).status).toBe(204);
    expect((await gateway.ask('GET', '/databases/full/collections/items')).status).toBe(404);
    const [left] = await pg.query<{ count: number }>(
      `SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'd\\_%'`,
    );
    expect(left?.count).toBe((schemas?.count ?? 0) - 1);
    expect((await gateway.ask('POST', '/databases', { name: 'full' })).status).toBe(201);
    expect((await gateway.ask('GET', '/databases/full/collections')).json['items']).toEqual([]);
  });

  it('the same collection name in two of them does not collide', async () => {
    for (const name of ['one', 'two']) {
      await gateway.ask('POST', '/databases', { name });
      expect((await gateway.ask('POST', `/databases/${name}/collections`, plain)).status).toBe(201);
    }
    const both = await gateway.ask('GET', '/collections/items');
    expect(both.status).toBe(409);
    expect(both.text).toContain('one');
    expect(both.text).toContain('two');
    expect((await gateway.ask('DELETE', '/databases/one?cascade=true')).status).toBe(204);
    expect((await gateway.ask('GET', '/collections/items')).status).toBe(200);
  });

  it('are listed by pages in the order of names', async () => {
    for (const name of ['page_a', 'page_b', 'page_c']) await gateway.ask('POST', '/databases', { name });
    const all = await namesOf('frodb.databases');
    const seen: string[] = [];
    let cursor = '';
    do {
      const { json } = await gateway.ask('GET', `/databases?limit=2${cursor}`);
      expect(json['total']).toBe(cursor === '' ? all.length : null);
      seen.push(...(json['items'] as { name: string }[]).map(({ name }) => name));
      const next = json['next_cursor'] as string | null;
      cursor = next === null ? '' : `&cursor=${next}`;
    } while (cursor !== '');
    expect(seen).toEqual(all);
    expect((await gateway.ask('GET', '/databases?limit=0')).status).toBe(400);
    expect((await gateway.ask('GET', '/databases?limit=1001')).status).toBe(400);
  });
});
