import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';

/** What answers tell to keys that may not read: nothing but what FroDB itself set. */
let engines: TestEngines;
let gateway: TestGateway;

const collection = '/databases/shop/collections/items';
const records = `${collection}/records`;
const receipt = ['created_at', 'id', 'revision', 'updated_at'];

interface Key {
  id: string;
  key: string;
}

async function makeKey(actions: string[], collections: string[] | '*' = ['items']): Promise<Key> {
  const permissions = [{ databases: ['shop'], collections, actions }];
  const made = await gateway.ask('POST', '/api-keys', { name: actions.join(), type: 'custom', permissions });
  expect(made.status).toBe(201);
  return made.json as unknown as Key;
}

function form(title: string): FormData {
  const body = new FormData();
  body.set('title', title);
  body.set('file', new Blob(['secret file']), 'secret-name.txt');
  return body;
}

async function secretRecord(): Promise<string> {
  const made = await gateway.ask('POST', records, form('secret title'));
  expect(made.status).toBe(201);
  return String(made.json['id']);
}

function expectReceipt(answer: Reply, status: number): void {
  expect([answer.status, Object.keys(answer.json).toSorted()]).toEqual([status, receipt]);
  expect(answer.text).not.toContain('secret');
  expect(answer.headers.get('etag')).toBe(`"${String(answer.json['revision'])}"`);
}

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines);
  const shop = { name: 'shop', description: 'secret description', metadata: { secret: 1 } };
  expect((await gateway.ask('POST', '/databases', shop)).status).toBe(201);
  for (const name of ['items', 'others']) {
    const schema = {
      name,
      description: 'secret schema',
      fields: [
        { name: 'title', type: 'string', default: 'secret default' },
        { name: 'code', type: 'string', unique: true },
        { name: 'file', type: 'file' },
      ],
    };
    expect((await gateway.ask('POST', '/databases/shop/collections', schema)).status).toBe(201);
  }
});

afterAll(async () => {
  await gateway.close();
  await engines.drop();
});

describe('a key that may only write', () => {
  it.each<[string, 'PATCH' | 'PUT' | 'POST', () => unknown]>([
    ['an empty patch', 'PATCH', () => ({})],
    ['a patch', 'PATCH', () => ({ title: 'mine' })],
    ['a patch with a file', 'PATCH', () => form('mine')],
    ['a replacement', 'PUT', () => ({ title: 'mine' })],
    ['a replacement with a file', 'PUT', () => form('mine')],
    ['a new record', 'POST', () => ({})],
    ['a new record with a file', 'POST', () => form('mine')],
  ])('is told by %s that it is written', async (_what, method, body) => {
    const { key } = await makeKey(['write']);
    const id = await secretRecord();
    for (const base of [records, '/collections/items/records']) {
      const path = method === 'POST' ? base : `${base}/${id}`;
      expectReceipt(await gateway.ask(method, path, body(), { key }), method === 'POST' ? 201 : 200);
    }
  });

  it('sees nothing by If-Match, a value that is taken or a batch that fails in part', async () => {
    const { key } = await makeKey(['write', 'delete', 'files']);
    const id = await secretRecord();
    await gateway.ask('PATCH', `${records}/${id}`, { code: 'taken' });
    const answers = [
      await gateway.ask('PATCH', `${records}/${id}`, {}, { key, headers: { 'if-match': '"no"' } }),
      await gateway.ask('POST', records, { code: 'taken' }, { key }),
      await gateway.ask('POST', `${records}:batch?mode=partial`, [{ code: 'taken' }, { no: 1 }, {}], { key }),
      await gateway.ask('POST', `${records}:batch`, [{ code: 'taken' }], { key }),
      await gateway.ask('DELETE', `${records}/${id}`, undefined, { key }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([412, 409, 200, 409, 200]);
    for (const { text } of answers) expect(text).not.toContain('secret');
  });

  it('gets the whole record where it may read too', async () => {
    const { key } = await makeKey(['write', 'read']);
    const answer = await gateway.ask('PATCH', `${records}/${await secretRecord()}`, {}, { key });
    expect(answer.json).toMatchObject({ title: 'secret title', file: { name: 'secret-name.txt' } });
  });

  it('a right to read another collection is none to read this one', async () => {
    const made = await gateway.ask('POST', '/api-keys', {
      name: 'both',
      type: 'custom',
      permissions: [
        { databases: ['shop'], collections: ['items'], actions: ['write'] },
        { databases: ['shop'], collections: ['others'], actions: ['read'] },
        { databases: '*', collections: ['items'], actions: ['search'] },
      ],
    });
    const key = String(made.json['key']);
    expectReceipt(await gateway.ask('PATCH', `${records}/${await secretRecord()}`, {}, { key }), 200);
  });

  it('replays tell what the key may see now, and never more than the first answer', async () => {
    const { id: keyId, key } = await makeKey(['write', 'read']);
    const allow = async (actions: string[]): Promise<void> => {
      const permissions = [{ databases: ['shop'], collections: ['items'], actions }];
      expect((await gateway.ask('PATCH', `/api-keys/${keyId}`, { permissions })).status).toBe(200);
    };
    const path = `${records}/${await secretRecord()}`;
    const patch = (name: string, body: unknown = {}): Promise<Reply> =>
      gateway.ask('PATCH', path, body, { key, headers: { 'idempotency-key': name } });
    const seen = await patch('seen', { code: 'a' });
    expect(seen.json).toMatchObject({ title: 'secret title' });
    await allow(['write']);
    const again = await patch('seen', { code: 'a' });
    expectReceipt(again, 200);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    const unseen = await patch('unseen', { code: 'b' });
    expectReceipt(unseen, 200);
    await allow(['write', 'read']);
    expect((await patch('seen', { code: 'a' })).json).toEqual(seen.json);
    expect((await patch('unseen', { code: 'b' })).json).toEqual(unseen.json);
  });
});

describe('a key without the right to read', () => {
  it.each([['write'], ['search'], ['files'], ['delete']])(
    '%s: sees that database and collection are there',
    async (action) => {
      const { key } = await makeKey([action]);
      const databases = await gateway.ask('GET', '/databases', undefined, { key });
      const collections = await gateway.ask('GET', '/collections', undefined, { key });
      expect(databases.json['items']).toMatchObject([{ name: 'shop' }]);
      expect(collections.json['items']).toMatchObject([{ name: 'items', database_name: 'shop' }]);
      expect(databases.text + collections.text).not.toContain('secret');
    },
  );

  it('changes a database without learning what it says', async () => {
    const { key } = await makeKey(['schema'], '*');
    for (const body of [{}, { metadata: { secret: 2 } }]) {
      const headers = { 'idempotency-key': `change ${JSON.stringify(body)}`.replaceAll(/\W/g, '-') };
      for (const options of [{ key }, { key, headers }, { key, headers }]) {
        const answer = await gateway.ask('PATCH', '/databases/shop', body, options);
        expect([answer.status, Object.keys(answer.json).toSorted()]).toEqual([
          200,
          ['created_at', 'id', 'name', 'updated_at'],
        ]);
      }
    }
    // The schema itself is what this right is about.
    expect((await gateway.ask('PATCH', collection, {}, { key })).text).toContain('secret schema');
    expect((await gateway.ask('GET', '/collections', undefined, { key })).text).toContain('secret schema');
  });
});
