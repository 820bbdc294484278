import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import type { Postgres } from '../../gateway/infra/postgres.ts';
import { newId } from '../../gateway/write/ids.ts';
import { testEngines } from '../support/engines.ts';
import type { TestEngines } from '../support/engines.ts';
import { startTestGateway } from '../support/gateway.ts';
import type { Reply, TestGateway } from '../support/gateway.ts';

let engines: TestEngines;
let gateway: TestGateway;
let pg: Postgres;

beforeAll(async () => {
  engines = await testEngines();
  gateway = await startTestGateway(engines);
  pg = createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 2 });
  const fields = [
    { name: 'n', type: 'int', required: true },
    { name: 'text', type: 'text', vectorize: true },
  ];
  expect((await gateway.ask('POST', '/collections', { name: 'notes', fields })).status).toBe(201);
});
afterAll(async () => {
  await gateway.ask('DELETE', '/collections/notes');
  await pg.close();
  await gateway.close();
  await engines.drop();
});

type Call = [method: string, path: string, body?: unknown];

function send([method, path, body]: Call, key: string): Promise<Reply> {
  return gateway.ask(method, path, body, { headers: { 'idempotency-key': key } });
}

const records = '/collections/notes/records';

async function newRecord(): Promise<string> {
  return String((await gateway.ask('POST', records, { n: 1 })).json['id']);
}

let count = 0;
async function newDatabase(): Promise<string> {
  const name = `db_${count++}`;
  await gateway.ask('POST', '/databases', { name });
  return name;
}

async function newCollection(): Promise<string> {
  const name = `c_${count++}`;
  await gateway.ask('POST', '/collections', { name, fields: [{ name: 'n', type: 'int' }] });
  return name;
}

async function newKey(): Promise<string> {
  const made = await gateway.ask('POST', '/api-keys', { name: 'k', type: 'readonly' });
  return String(made.json['id']);
}

async function audited(): Promise<number> {
  const [row] = await pg.query<{ count: number }>('SELECT count(*) FROM frodb.audit');
  return row?.count ?? -1;
}

interface Kind {
  what: string;
  /** The call, and the same key's call with other input. */
  call: () => Promise<{ first: Call; other: Call | null }>;
  status: number;
  isAudited?: boolean;
}

const schema = (name: string) => ({ name, fields: [{ name: 'n', type: 'int' }] });

const kinds: Kind[] = [
  {
    what: 'POST of a record',
    status: 201,
    call: async () => ({ first: ['POST', records, { n: 2 }], other: ['POST', records, { n: 3 }] }),
  },
  {
    what: 'PATCH of a record',
    status: 200,
    call: async () => {
      const path = `${records}/${await newRecord()}`;
      return { first: ['PATCH', path, { n: 5 }], other: ['PATCH', path, { n: 6 }] };
    },
  },
  {
    what: 'PUT of a record',
    status: 200,
    call: async () => {
      const path = `${records}/${await newRecord()}`;
      return { first: ['PUT', path, { n: 5 }], other: ['PUT', path, { n: 6 }] };
    },
  },
  {
    what: 'DELETE of a record',
    status: 200,
    call: async () => ({ first: ['DELETE', `${records}/${await newRecord()}`], other: null }),
  },
  {
    what: 'a batch',
    status: 201,
    call: async () => {
      const path = `${records}:batch`;
      return { first: ['POST', path, [{ n: 1 }, { n: 2 }]], other: ['POST', path, [{ n: 1 }]] };
    },
  },
  {
    what: 'a deletion of many',
    status: 200,
    call: async () => {
      const path = `${records}:delete`;
      return {
        first: ['POST', path, { ids: [await newRecord()] }],
        other: ['POST', path, { ids: [newId()] }],
      };
    },
  },
  {
    what: 'POST of a database',
    status: 201,
    call: async () => {
      const name = `db_${count++}`;
      return {
        first: ['POST', '/databases', { name }],
        other: ['POST', '/databases', { name, description: 'x' }],
      };
    },
  },
  {
    what: 'PATCH of a database',
    status: 200,
    call: async () => {
      const path = `/databases/${await newDatabase()}`;
      return { first: ['PATCH', path, { description: 'a' }], other: ['PATCH', path, { description: 'b' }] };
    },
  },
  {
    what: 'DELETE of a database',
    status: 204,
    call: async () => {
      const path = `/databases/${await newDatabase()}`;
      return { first: ['DELETE', path], other: ['DELETE', `${path}?cascade=true`] };
    },
  },
  {
    what: 'POST of a collection',
    status: 201,
    call: async () => {
      const name = `c_${count++}`;
      const path = '/collections';
      return {
        first: ['POST', path, schema(name)],
        other: ['POST', path, { ...schema(name), description: 'x' }],
      };
    },
  },
  {
    what: 'PATCH of a collection',
    status: 200,
    call: async () => {
      const path = `/databases/default/collections/${await newCollection()}`;
      return { first: ['PATCH', path, { description: 'a' }], other: ['PATCH', path, { description: 'b' }] };
    },
  },
  {
    what: 'DELETE of a collection',
    status: 204,
    call: async () => ({ first: ['DELETE', `/collections/${await newCollection()}`], other: null }),
  },
  {
    what: 'PATCH of an API key',
    status: 200,
    isAudited: false,
    call: async () => {
      const path = `/api-keys/${await newKey()}`;
      return { first: ['PATCH', path, { name: 'a' }], other: ['PATCH', path, { name: 'b' }] };
    },
  },
  {
    what: 'DELETE of an API key',
    status: 204,
    isAudited: false,
    call: async () => ({ first: ['DELETE', `/api-keys/${await newKey()}`], other: null }),
  },
];

describe('with one Idempotency-Key', () => {
  for (const { what, call, status, isAudited = true } of kinds) {
    it(`${what} takes place once, however often and at once it is sent`, async () => {
      const { first, other } = await call();
      const key = newId();
      const before = await audited();
      const racing = await Promise.all([send(first, key), send(first, key)]);
      const late = await send(first, key);
      const replies = [...racing, late];
      expect(replies.map((reply) => reply.status)).toEqual([status, status, status]);
      for (const { json } of replies) expect(json).toEqual(late.json);
      const replayed = replies.filter(({ headers }) => headers.get('idempotency-replayed') === 'true');
      expect(replayed).toHaveLength(2);
      if (isAudited) expect(await audited()).toBe(before + 1);
      if (other === null) return;
      expect(await send(other, key)).toMatchObject({
        status: 409,
        json: { errors: [{ path: 'idempotency-key', code: 'used_with_other_input' }] },
      });
    });
  }

  it('a call that failed can be sent again', async () => {
    const name = `later_${count++}`;
    const calls: [failing: Call, mend: () => Promise<unknown>, status: number][] = [
      [['POST', records, { n: 'x' }], async () => undefined, 400],
      [
        ['POST', `/databases/${name}/collections`, schema('c')],
        () => gateway.ask('POST', '/databases', { name }),
        404,
      ],
      [
        ['DELETE', `/databases/${name}`],
        () => gateway.ask('DELETE', `/databases/${name}/collections/c`),
        409,
      ],
      [
        ['DELETE', '/collections/comes_later'],
        () => gateway.ask('POST', '/collections', schema('comes_later')),
        404,
      ],
    ];
    for (const [failing, mend, status] of calls) {
      const key = newId();
      expect((await send(failing, key)).status).toBe(status);
      await mend();
      const again: Call = status === 400 ? ['POST', records, { n: 1 }] : failing;
      const reply = await send(again, key);
      expect([reply.status, reply.headers.get('idempotency-replayed')]).toEqual([expect.any(Number), null]);
      expect(reply.status).toBeLessThan(300);
    }
  });
});

describe('an Idempotency-Key', () => {
  it.each([
    ['is empty', ''],
    ['is too long', 'x'.repeat(256)],
    ['has a blank', 'a b'],
  ])('that %s is refused on every route that writes, and looked at on no other', async (_, key) => {
    const writes: Call[] = [
      ['POST', records, { n: 1 }],
      ['POST', '/databases', { name: 'never' }],
      ['DELETE', '/collections/notes'],
      ['PATCH', '/api-keys/x', { name: 'y' }],
    ];
    for (const call of writes) {
      expect(await send(call, key)).toMatchObject({
        status: 400,
        json: { errors: [{ path: 'idempotency-key', code: 'bad_header' }] },
      });
    }
    expect((await send(['POST', '/collections/notes/query', {}], key)).status).toBe(200);
    expect((await send(['POST', '/collections/notes/search', { query: 'x' }], key)).status).toBe(200);
    expect((await send(['GET', '/databases'], key)).status).toBe(200);
  });

  it('is not taken where the answer holds a secret', async () => {
    const reply = await send(['POST', '/api-keys', { name: 'k', type: 'admin' }], 'k');
    expect(reply).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'idempotency-key', code: 'not_allowed' }] },
    });
  });

  it('of a dead owner is taken over when its lease has run out, and not before', async () => {
    const { json: self } = await gateway.ask('GET', '/api-keys/self');
    const claim = (key: string, lease: string) =>
      pg.query(
        `INSERT INTO frodb.idempotency (key_id, method, path, key, owner, lease_until, expires_at)
         VALUES ($1, 'POST', '/databases', $2, $3, now() + $4::interval, now() + interval '1 day')`,
        [self['id'], key, newId(), lease],
      );
    await claim('dead', '-1 second');
    const body = { name: `db_${count++}` };
    expect((await send(['POST', '/databases', body], 'dead')).status).toBe(201);
    await claim('dying', '1 second');
    const waited = await send(['POST', '/databases', { name: `db_${count++}` }], 'dying');
    expect([waited.status, waited.headers.get('idempotency-replayed')]).toEqual([201, null]);
  });

  it('whose claim was taken over refuses the commit of the first owner', async () => {
    const name = `db_${count++}`;
    const { json: self } = await gateway.ask('GET', '/api-keys/self');
    const session = await pg.session();
    // Holds the catalogue so that the call is stopped before it keeps its answer.
    await session.query('BEGIN; LOCK TABLE frodb.databases IN SHARE MODE');
    const late = send(['POST', '/databases', { name }], 'overtaken');
    const takeOver = async (): Promise<boolean> => {
      const taken = await pg.query(
        `UPDATE frodb.idempotency SET owner = $2 WHERE key_id = $1 AND key = 'overtaken' RETURNING 1`,
        [self['id'], newId()],
      );
      return taken.length > 0;
    };
    await expect.poll(takeOver).toBe(true);
    await session.query('COMMIT');
    await session.close();
    expect((await late).status).toBe(503);
    expect((await gateway.ask('GET', `/databases/${name}`)).status).toBe(404);
  });
});
