import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Caller, Permission } from '../../gateway/access/permits.ts';
import type { CollectionDefinition } from '../../gateway/contract/collection-schema.ts';
import type { CollectionPlace } from '../../gateway/contract/collections.ts';
import { createCollectionService } from '../../gateway/features/collections/service.ts';
import type { CollectionService } from '../../gateway/features/collections/service.ts';
import { AppError, unavailable } from '../../gateway/errors.ts';
import { createListener } from '../../gateway/infra/listener.ts';
import type { Listener } from '../../gateway/infra/listener.ts';
import { newPhysicalId } from '../../gateway/write/collection.ts';
import type { Collection } from '../../gateway/write/collection.ts';
import type { WriteEnv } from '../../gateway/write/env.ts';
import { newId } from '../../gateway/write/ids.ts';
import { openIntent } from '../../gateway/write/intents.ts';
import { sweep } from '../../gateway/write/sweeper.ts';
import { openWorkspace, targetOf } from '../support/workspace.ts';

type Workspace = Awaited<ReturnType<typeof openWorkspace>>;

const page = { limit: 20, count: true };
const actor = { keyId: newId(), requestId: 'test', agentId: null };
const admin = callerWith({
  databases: '*',
  collections: '*',
  actions: ['read', 'search', 'write', 'delete', 'schema', 'files', 'admin'],
});
const everything = {
  name: 'docs',
  description: 'Everything',
  fields: [
    { name: 'title', type: 'string', unique: true, filterable: true },
    { name: 'body', type: 'text', vectorize: true },
    { name: 'file', type: 'file' },
  ],
};
const plain = { name: 'plain', fields: [{ name: 'n', type: 'int', indexed: true }] };

function callerWith(...permissions: Permission[]): Caller {
  return { keyId: newId(), name: 'test', type: 'custom', permissions };
}

let workspace: Workspace;
let listener: Listener;
let collections: CollectionService;

beforeAll(async () => {
  workspace = await openWorkspace();
  listener = createListener({ pg: workspace.env.pg, logger: workspace.env.logger });
  collections = createCollectionService({ env: workspace.env, feed: listener });
});

afterAll(async () => {
  await listener.close();
  await workspace.close();
});

beforeEach(async () => {
  const { pg } = workspace.env;
  for (const { name } of await pg.query<{ name: string }>('SELECT name FROM frodb.databases')) {
    await collections.dropAll(actor, name, async (tx) => {
      await tx.query('DELETE FROM frodb.databases WHERE name = $1', [name]);
    });
  }
  for (const name of ['default', 'other']) {
    await pg.query('INSERT INTO frodb.databases (id, name) VALUES ($1, $2)', [newPhysicalId(), name]);
  }
  await pg.query('DELETE FROM frodb.intents');
  await sweep(workspace.env);
});

/** What the engines and FroDB's own tables hold of collections. */
async function traces({ pg, vectors }: WriteEnv = workspace.env) {
  const [counts] = await pg.query<Record<string, number>>(
    `SELECT (SELECT count(*) FROM pg_tables WHERE tablename LIKE 'c\\_%') AS tables,
       (SELECT count(*) FROM frodb.collections) AS rows, (SELECT count(*) FROM frodb.intents) AS intents,
       (SELECT count(*) FROM frodb.garbage) AS garbage`,
  );
  return { ...counts, points: (await vectors.collections()).filter((name) => name.startsWith('c_')) };
}

function find(place: CollectionPlace, service = collections): Promise<Collection> {
  return service.resolve(admin, 'schema', place);
}

async function schemaOf(place: CollectionPlace, service = collections): Promise<CollectionDefinition> {
  return service.schemaOf(await find(place, service));
}

async function drop(collection: string): Promise<null> {
  return collections.drop(actor, await find({ collection }));
}

async function statusOf(work: Promise<unknown>): Promise<string | number> {
  try {
    await work;
    return 'done';
  } catch (error) {
    if (error instanceof AppError) return error.status;
    throw error;
  }
}

describe('create', () => {
  test('makes a table, a Qdrant collection and a bucket, and shows the schema that was given', async () => {
    const created = await collections.create(admin, actor, everything);
    expect(created).toMatchObject({ status: 'created', database: 'default', collection: 'docs' });
    expect(created.postgres_table).toMatch(/^d_[a-z2-7]{13}\.c_[a-z2-7]{13}$/);
    expect(created.minio_bucket).toMatch(/^frodb-docs-[a-z2-7]{13}$/);
    expect(await workspace.env.vectors.collections()).toContain(created.qdrant_collection);
    const schema = await schemaOf({ collection: 'docs' });
    expect(schema).toMatchObject(everything);
    const again = await collections.create(admin, actor, schema, 'other');
    expect(again.postgres_table).not.toBe(created.postgres_table);
    expect(await schemaOf({ database: 'other', collection: 'docs' })).toEqual(schema);
  });

  test('takes only the stores that the schema needs', async () => {
    const created = await collections.create(admin, actor, plain);
    expect(created).toMatchObject({ qdrant_collection: null, minio_bucket: null });
    expect(await collections.check(admin, everything)).toEqual({
      valid: true,
      stores: { postgres: true, qdrant: true, minio: true },
    });
    expect(await collections.check(admin, plain)).toMatchObject({ stores: { qdrant: false, minio: false } });
  });

  test('of many at once one wins and the others leave nothing', async () => {
    const before = await traces();
    const works = Array.from({ length: 4 }, () => statusOf(collections.create(admin, actor, everything)));
    expect((await Promise.all(works)).map(String).toSorted()).toEqual(['409', '409', '409', 'done']);
    await sweep(workspace.env);
    await sweep(workspace.env);
    const after = await traces();
    expect(after).toMatchObject({ rows: 1, intents: 0, tables: 3 });
    expect(after.points.length - before.points.length).toBe(1);
  });

  test('names many at once in one new database', async () => {
    const names = Array.from({ length: 6 }, (_, n) => `c${n}`);
    await Promise.all(names.map((name) => collections.create(admin, actor, { ...plain, name }, 'other')));
    expect((await collections.list(admin, 'other', page)).total).toBe(6);
  });

  test('with Qdrant down is a 503 that leaves nothing', async () => {
    const before = await traces();
    const vectors = {
      ...workspace.env.vectors,
      createCollection: () => Promise.reject(unavailable('qdrant', 'it is down')),
    };
    const broken = createCollectionService({ env: { ...workspace.env, vectors }, feed: listener });
    expect(await statusOf(broken.create(admin, actor, everything))).toBe(503);
    await sweep(workspace.env);
    expect(await traces()).toMatchObject({ ...before, intents: 0 });
  });

  test.each([
    [everything, 'nowhere', 404],
    [{ ...plain, name: 'Bad' }, 'default', 400],
    [{ ...plain, config: { embedding_provider_id: 'x' } }, 'default', 400],
    [undefined, 'default', 400],
  ])('refuses %j in %s with %d', async (input, database, status) => {
    expect(await statusOf(collections.create(admin, actor, input, database))).toBe(status);
    expect(await statusOf(collections.check(admin, input, database))).toBe(status);
  });

  test('a name like a table of FroDB, of Postgres, or the beginning of another does no harm', async () => {
    for (const name of ['collections', 'pg_class', 'docs', 'docs_archive', 'user', 'select']) {
      await collections.create(admin, actor, { ...plain, name });
    }
    await drop('docs');
    const { items } = await collections.list(admin, undefined, page);
    expect(items.map(({ name }) => name)).toEqual([
      'collections',
      'docs_archive',
      'pg_class',
      'select',
      'user',
    ]);
  });
});

describe('drop', () => {
  test('leaves nothing after the sweep, not even of staged uploads', async () => {
    const before = await traces();
    const created = await collections.create(admin, actor, everything);
    const collection = await collections.resolve(admin, 'read', { collection: 'docs' });
    await workspace.records.create(targetOf(collection), { json: { title: 'a', body: 'some words' } });
    const key = `${newId()}/a.txt`;
    await openIntent(workspace.env, {
      kind: 'staged',
      collectionId: collection.id,
      bucket: collection.bucket,
      qdrantCollection: null,
      keys: [key],
      rounds: [],
    });
    await drop('docs');
    expect(await statusOf(schemaOf({ collection: 'docs' }))).toBe(404);
    expect(await statusOf(collections.reload(collection))).toBe(404);
    for (let round = 0; round < 3; round++) await sweep(workspace.env);
    expect(await traces()).toEqual({ ...before, rows: 0, intents: 0, garbage: 0, tables: 0 });
    expect(await workspace.env.vectors.collections()).not.toContain(created.qdrant_collection);
  });

  test('a new one of the same name starts empty, under other names', async () => {
    const first = await collections.create(admin, actor, everything);
    const old = await collections.resolve(admin, 'read', { collection: 'docs' });
    await drop('docs');
    const second = await collections.create(admin, actor, everything);
    expect(second.qdrant_collection).not.toBe(first.qdrant_collection);
    expect(await statusOf(workspace.records.create(targetOf(old), { json: { title: 'late' } }))).not.toBe(
      'done',
    );
    expect(await collections.stats(await find({ collection: 'docs' }))).toMatchObject({
      records: 0,
      chunks: 0,
    });
  });

  test('while records are written neither hangs nor hurts', async () => {
    await collections.create(admin, actor, everything);
    const collection = await collections.resolve(admin, 'read', { collection: 'docs' });
    const target = targetOf(collection, { reload: () => collections.reload(collection) });
    const writes = Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 10; n++) {
        const json = { title: `${writer}-${n}`, body: 'some words to find' };
        const status = await statusOf(workspace.records.create(target, { json }));
        if (status !== 'done') return status;
      }
      return 'done';
    });
    const dropped = statusOf(drop('docs'));
    expect(await dropped).toBe('done');
    for (const status of await Promise.all(writes)) expect([404, 409, 'done']).toContain(status);
    for (let round = 0; round < 3; round++) await sweep(workspace.env);
    expect(await traces()).toMatchObject({ rows: 0, intents: 0, garbage: 0, tables: 0 });
  });

  test('is looked at once more: MinIO, while it starts, makes buckets anew that were just dropped', async () => {
    const { minio_bucket: bucket } = await collections.create(admin, actor, everything);
    await drop('docs');
    const { env } = workspace;
    const later = { ...env, times: { ...env.times, resweepSeconds: 0.3 } };
    await sweep(later);
    expect(await env.objects.buckets()).not.toContain(bucket);
    expect(await traces()).toMatchObject({ garbage: 2 });
    await env.objects.createBucket(String(bucket));
    const sweepAgain = async () => {
      await sweep(later);
      return traces();
    };
    await expect.poll(sweepAgain, { timeout: 10_000 }).toMatchObject({ garbage: 0 });
    expect(await env.objects.buckets()).not.toContain(bucket);
  });

  test('twice is a 404, at once as well', async () => {
    await collections.create(admin, actor, plain);
    const works = [1, 2].map(() => statusOf(drop('plain')));
    expect((await Promise.all(works)).map(String).toSorted()).toEqual(['404', 'done']);
  });
});

describe('without a database', () => {
  const readOther = callerWith({ databases: ['other'], collections: '*', actions: ['read'] });

  test('the only one that the key may see is meant; several are a 409 that lists them', async () => {
    await collections.create(admin, actor, everything);
    await collections.create(admin, actor, everything, 'other');
    await expect(collections.resolve(admin, 'read', { collection: 'docs' })).rejects.toThrow(
      'default, other',
    );
    expect(await statusOf(collections.resolve(admin, 'read', { collection: 'docs' }))).toBe(409);
    expect(await collections.resolve(readOther, 'read', { collection: 'docs' })).toMatchObject({
      databaseName: 'other',
    });
    expect(await statusOf(collections.resolve(readOther, 'write', { collection: 'docs' }))).toBe(403);
    expect(await statusOf(collections.resolve(readOther, 'read', { collection: 'nope' }))).toBe(404);
  });

  test('what a key has no right on is not there', async () => {
    await collections.create(admin, actor, everything);
    const place = { database: 'default', collection: 'docs' };
    expect(await statusOf(collections.resolve(readOther, 'read', place))).toBe(404);
    expect(await statusOf(collections.resolve(readOther, 'read', { collection: 'docs' }))).toBe(404);
    expect(await collections.list(readOther, undefined, page)).toMatchObject({ items: [], total: 0 });
    expect(await statusOf(collections.list(readOther, 'default', page))).toBe(404);
    expect(await statusOf(collections.create(readOther, actor, plain, 'default'))).toBe(404);
    expect(await statusOf(collections.create(readOther, actor, plain, 'other'))).toBe(403);
  });
});

test('lists go on where they stopped, and tell the total once', async () => {
  for (const name of ['c', 'a', 'b']) await collections.create(admin, actor, { ...plain, name });
  await collections.create(admin, actor, { ...plain, name: 'a' }, 'other');
  const first = await collections.list(admin, undefined, { ...page, limit: 3 });
  expect(first.items.map(({ name, database_name }) => `${database_name}.${name}`)).toEqual([
    'default.a',
    'default.b',
    'default.c',
  ]);
  expect(first.total).toBe(4);
  const next = { ...page, limit: 3, cursor: first.next_cursor ?? '' };
  const second = await collections.list(admin, undefined, next);
  expect(second).toMatchObject({ items: [{ database_name: 'other' }], total: null, next_cursor: null });
  expect(await statusOf(collections.list(admin, 'other', next))).toBe(400);
});

test('a description is changed and taken away, and another gateway hears of it', async () => {
  const { pg } = workspace.env;
  const other = createCollectionService({ env: workspace.env, feed: listener });
  await collections.create(admin, actor, everything);
  const place = { collection: 'docs' };
  await schemaOf(place, other);
  expect(await collections.describe(actor, await find(place), { description: 'New' })).toMatchObject({
    description: 'New',
  });
  await expect.poll(() => schemaOf(place, other)).toMatchObject({ description: 'New' });
  expect(await collections.describe(actor, await find(place), { description: null })).not.toHaveProperty(
    'description',
  );
  expect(await collections.describe(actor, await find(place), {})).not.toHaveProperty('description');
  const audit = await pg.query<{ action: string }>(
    `SELECT action FROM frodb.audit WHERE collection_name = 'docs' ORDER BY id DESC LIMIT 3`,
  );
  expect(audit.map(({ action }) => action)).toEqual([
    'collection.updated',
    'collection.updated',
    'collection.created',
  ]);
});

test('stats count what waits and what is folded', async () => {
  await collections.create(admin, actor, everything);
  const collection = await collections.resolve(admin, 'read', { collection: 'docs' });
  await workspace.records.create(targetOf(collection), { json: { title: 'a', body: 'some words' } });
  const before = await collections.stats(await find({ collection: 'docs' }));
  expect(before).toMatchObject({ records: 1, chunks: 1, files: 0, bytes: { objects: 0 } });
  expect(before.bytes.postgres).toBeGreaterThan(0);
  await sweep(workspace.env);
  expect(await collections.stats(await find({ collection: 'docs' }))).toMatchObject({
    records: 1,
    chunks: 1,
  });
});
