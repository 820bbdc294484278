import { beforeAll, describe, expect, it } from 'vitest';
import { useBench } from '../support/request-table.ts';

/** A name that nothing knows is told by its path, and in the words of the refusal. */
const bench = useBench();
const collection = '/collections/named';

beforeAll(async () => {
  const fields = [
    { name: 'title', type: 'string' },
    { name: 'body', type: 'text', vectorize: true },
    { name: 'rows', type: 'array', schema: [{ name: 'n', type: 'int' }] },
    { name: 'file', type: 'file' },
  ];
  expect((await bench.gateway.ask('POST', '/collections', { name: 'named', fields })).status).toBe(201);
});

const query = `POST ${collection}/query`;
const search = `POST ${collection}/search`;
const records = `POST ${collection}/records`;
const schema = (field: object): object => ({
  name: 'never',
  fields: [{ name: 'f', type: 'string', ...field }],
});
const key = (permission: object): object => ({
  name: 'k',
  type: 'custom',
  permissions: [{ databases: '*', collections: '*', actions: ['read'], ...permission }],
});

function form(name: string): FormData {
  const body = new FormData();
  body.set(name, 'x');
  return body;
}

describe('nosuch', () => {
  it.each<[send: string, body: unknown, path: string]>([
    [query, { fields: ['nosuch'] }, 'fields[0]'],
    [query, { fields: ['title', 'id', 'nosuch'] }, 'fields[2]'],
    [query, { fields: ['rows.nosuch'] }, 'fields[0]'],
    [query, { filters: { nosuch: 1 } }, 'filters.nosuch'],
    [query, { filters: { 'rows.nosuch': 1 } }, 'filters.rows.nosuch'],
    [query, { filters: { $or: [{ title: { $nosuch: 1 } }] } }, 'filters.$or[0].title.$nosuch'],
    [query, { filters: { $nosuch: [] } }, 'filters.$nosuch'],
    [query, { filters: { rows: { $contains: { nosuch: 1 } } } }, 'filters.rows.$contains.nosuch'],
    [query, { sort: [{ field: 'nosuch' }] }, 'sort[0].field'],
    [query, { sort: [{ field: 'title', order: 'nosuch' }] }, 'sort[0].order'],
    [query, { sort: [{ field: 'title', nosuch: 1 }] }, 'sort[0].nosuch'],
    [query, { nosuch: 1 }, 'nosuch'],
    [search, { query: 'a', fields: ['nosuch'] }, 'fields[0]'],
    [search, { query: 'a', filters: { nosuch: 1 } }, 'filters.nosuch'],
    [search, { query: 'a', nosuch: 1 }, 'nosuch'],
    [records, { nosuch: 1 }, 'nosuch'],
    [records, { rows: [{ nosuch: 1 }] }, 'rows[0].nosuch'],
    [records, { file: { file_id: 'x', nosuch: 1 } }, 'file.nosuch'],
    [records, form('nosuch'), 'nosuch'],
    [`${records}:batch`, [{}, { nosuch: 1 }], '[1].nosuch'],
    [`${records}:batch?mode=nosuch`, [{}], 'mode'],
    [`${records}?nosuch=1`, {}, 'nosuch'],
    [`${records}:delete`, { ids: ['x'], nosuch: 1 }, 'nosuch'],
    ['POST /files?collection=named', form('nosuch'), 'nosuch'],
    ['POST /collections', { ...schema({}), nosuch: 1 }, 'nosuch'],
    ['POST /collections', { ...schema({}), config: { nosuch: 1 } }, 'config.nosuch'],
    ['POST /collections', { ...schema({}), config: { language: 'nosuch' } }, 'config.language'],
    [
      'POST /collections',
      { ...schema({}), config: { embedding_provider_id: 'nosuch' } },
      'config.embedding_provider_id',
    ],
    ['POST /collections', schema({ nosuch: 1 }), 'fields[0].nosuch'],
    ['POST /collections', schema({ type: 'nosuch' }), 'fields[0].type'],
    ['POST /collections', schema({ store_in: ['postgres', 'nosuch'] }), 'fields[0].store_in[1]'],
    ['POST /collections', schema({ name: 'No-nosuch' }), 'fields[0].name'],
    ['POST /collections', schema({ type: 'enum', values: ['a'], default: 'nosuch' }), 'fields[0].default'],
    ['POST /databases', { name: 'd', nosuch: 1 }, 'nosuch'],
    ['POST /databases', { name: 'No-nosuch' }, 'name'],
    ['POST /databases', { name: 'pg_nosuch' }, 'name'],
    ['PATCH /databases/default', { nosuch: 1 }, 'nosuch'],
    ['DELETE /databases/default?cascade=nosuch', undefined, 'cascade'],
    ['POST /api-keys', { name: 'k', type: 'nosuch' }, 'type'],
    ['POST /api-keys', key({ actions: ['nosuch'] }), 'permissions[0].actions[0]'],
    ['POST /api-keys', key({ databases: ['No-nosuch'] }), 'permissions[0].databases[0]'],
    ['POST /api-keys', key({ nosuch: 1 }), 'permissions[0].nosuch'],
  ])('%s %j', async (send, body, path) => {
    const [method = '', url = ''] = send.split(' ');
    const { status, json, text } = await bench.gateway.ask(method, url, body);
    expect([status, text.slice(0, 500)]).toEqual([400, expect.anything()]);
    expect(json['errors']).toMatchObject([{ path }]);
    if (path !== 'cascade') expect(json['detail']).toContain('nosuch');
  });

  it('is told of every name at once', async () => {
    const { json } = await bench.gateway.ask('POST', `${collection}/query`, { fields: ['a', 'title', 'b'] });
    expect(json['errors']).toMatchObject([
      { path: 'fields[0]', message: '"a" is no field of named' },
      { path: 'fields[2]', message: '"b" is no field of named' },
    ]);
  });

  it('is told of a part that the parser itself refuses', async () => {
    for (const name of ['constructor', '__proto__']) {
      const { status, json } = await bench.gateway.ask('POST', `${collection}/records`, form(name));
      expect([status, json['detail']]).toEqual([400, expect.stringContaining(`“${name}”`)]);
    }
  });
});
