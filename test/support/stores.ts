import { setTimeout as sleep } from 'node:timers/promises';
import { createFilesystemStore } from '../../gateway/infra/objects-filesystem.ts';
import { createMinioStore } from '../../gateway/infra/objects-minio.ts';
import { markBucket } from '../../gateway/infra/objects.ts';
import type { ObjectStore } from '../../gateway/infra/objects.ts';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import type { Postgres } from '../../gateway/infra/postgres.ts';
import { createQdrantStore } from '../../gateway/infra/vectors-qdrant.ts';
import { markCollection } from '../../gateway/infra/vectors.ts';
import type { VectorStore } from '../../gateway/infra/vectors.ts';
import type { CollectionDefinition } from '../../gateway/contract/collection-schema.ts';
import type { Connections } from '../../gateway/index.ts';
import { loadSchema } from '../../gateway/schema/parse.ts';
import { recordsTable } from '../../gateway/write/collection.ts';
import type { Collection } from '../../gateway/write/collection.ts';
import { compareStores } from './compare-stores.ts';
import { connectionsOf } from './frodb.ts';

interface CatalogueRow {
  id: string;
  database_id: string;
  name: string;
  schema: CollectionDefinition;
  qdrant_collection: string | null;
  bucket: string | null;
}

/** How much the stores hold of all collections, and what FroDB keeps beside it. */
export interface StoreCounts {
  databases: number;
  collections: number;
  rows: number;
  points: number;
  objects: number;
  uploads: number;
  keys: number;
  /** Work that has begun and is neither committed nor given up. */
  intents: number;
}

interface Stores {
  pg: Postgres;
  vectors: VectorStore;
  objects: ObjectStore;
}

/** Of the bucket of files that wait for jobs. */
const jobBucketPrefix = 'frodb-jobs-';

/** Whether Qdrant collections and buckets that no catalogue row names are left over, or may be other tests'. */
type Extent = 'all that is there' | 'what the catalogue names';

/** The bundled engines of a running FroDB, looked at past its gateway: nobody else's data is in them. */
export function openStores(dataDir: string) {
  return openStoresAt(connectionsOf(dataDir), 'all that is there');
}

/** The same of the engines of a test run. */
export function openStoresAt(at: Connections, extent: Extent = 'what the catalogue names') {
  const stores: Stores = {
    pg: createPostgres({ url: at.postgresUrl, applicationName: 'test', poolSize: 2 }),
    vectors: createQdrantStore({ url: at.qdrantUrl, apiKey: at.qdrantApiKey }),
    objects:
      at.objects.kind === 'filesystem' ? createFilesystemStore(at.objects) : createMinioStore(at.objects),
  };
  return {
    ...stores,
    /** What is missing or left over all collections. */
    differences: () => differencesOf(stores, extent),
    /** Waits until sweeps have nothing left to do; what still differs after `seconds` is a fault. */
    settled: async (seconds = 30): Promise<string[]> => {
      const deadline = Date.now() + seconds * 1_000;
      for (;;) {
        const found = await differencesOf(stores, extent);
        if (found.length === 0 || Date.now() > deadline) return found;
        await sleep(100);
      }
    },
    counts: () => countStores(stores),
    close: async (): Promise<void> => {
      await stores.pg.close();
      stores.vectors.close();
      stores.objects.close();
    },
  };
}

async function differencesOf(stores: Stores, extent: Extent): Promise<string[]> {
  const collections = await readCollections(stores.pg);
  const found = await Promise.all(collections.map((collection) => compareStores(stores, collection)));
  const waiting = await stores.pg.query<{ what: string }>(
    `SELECT 'intent ' || id || ' ' || state || ' of no collection' AS what FROM frodb.intents
     WHERE collection_id NOT IN (SELECT id FROM frodb.collections)
     UNION ALL SELECT 'garbage ' || container || ' of no collection' FROM frodb.garbage
     WHERE collection_id NOT IN (SELECT id FROM frodb.collections)`,
  );
  return [
    ...found.flat(),
    ...waiting.map(({ what }) => what),
    ...(extent === 'all that is there' ? await straysOf(stores, collections) : []),
    ...(await jobFileDifferences(stores)),
  ];
}

/** Of the files that jobs were given and have made: those that are listed are there, and no others. */
async function jobFileDifferences({ pg, objects }: Stores): Promise<string[]> {
  const intents = await pg.query<{ keys: string[]; state: string; bucket: string }>(
    `SELECT keys, state, bucket FROM frodb.intents WHERE bucket LIKE '${jobBucketPrefix}%'`,
  );
  const [repository] = await pg.query<{ id: string }>('SELECT id FROM frodb.repository');
  const bucket = `${jobBucketPrefix}${repository?.id}`;
  if (!(await objects.buckets()).includes(bucket)) return [];
  const missing = new Set(intents.filter(({ state }) => state === 'open').flatMap(({ keys }) => keys));
  const found: string[] = [];
  for await (const { key } of objects.list(bucket))
    if (!missing.delete(key)) found.push(`object ${key} of a job is left, or has more than one version`);
  for (const { key } of await objects.listUploads(bucket))
    found.push(`unfinished upload of ${key} of a job is left`);
  return [...found, ...[...missing].map((key) => `object ${key} of a job is missing`)];
}

async function straysOf({ vectors, objects }: Stores, collections: Collection[]): Promise<string[]> {
  const names = new Set([
    markCollection,
    markBucket,
    ...collections.flatMap(({ qdrantCollection, bucket }) => [qdrantCollection, bucket]),
  ]);
  const there = [...(await vectors.collections()), ...(await objects.buckets())];
  return there
    .filter((name) => !names.has(name) && !name.startsWith(jobBucketPrefix))
    .map((name) => `${name} belongs to no collection`);
}

async function readCollections(pg: Postgres): Promise<Collection[]> {
  const rows = await pg.query<CatalogueRow>(
    'SELECT id, database_id, name, schema, qdrant_collection, bucket FROM frodb.collections ORDER BY id',
  );
  return rows.map((row) => ({
    id: row.id,
    databaseId: row.database_id,
    databaseName: '',
    name: row.name,
    schema: loadSchema(row.schema),
    schemaVersion: 1,
    schemaName: `d_${row.database_id}`,
    tableName: `c_${row.id}`,
    generation: 1,
    qdrantCollection: row.qdrant_collection,
    bucket: row.bucket,
    isRebuilding: false,
    createdAt: '',
    updatedAt: '',
  }));
}

async function countStores({ pg, vectors, objects }: Stores): Promise<StoreCounts> {
  const [kept] = await pg.query<Omit<StoreCounts, 'rows' | 'points' | 'objects' | 'uploads'>>(
    `SELECT (SELECT count(*) FROM frodb.databases) AS databases, (SELECT count(*) FROM frodb.collections) AS collections,
       (SELECT count(*) FROM frodb.api_keys) AS keys, (SELECT count(*) FROM frodb.intents WHERE state = 'open') AS intents`,
  );
  if (!kept) throw new Error('Postgres counts nothing');
  const counts: StoreCounts = { ...kept, rows: 0, points: 0, objects: 0, uploads: 0 };
  for (const collection of await readCollections(pg)) {
    const [rows] = await pg.query<{ count: number }>(`SELECT count(*) FROM ${recordsTable(collection)}`);
    counts.rows += rows?.count ?? 0;
    const { qdrantCollection, bucket } = collection;
    if (qdrantCollection !== null) counts.points += await countOf(vectors.scrollIds(qdrantCollection));
    if (bucket === null) continue;
    counts.objects += await countOf(objects.list(bucket));
    counts.uploads += (await objects.listUploads(bucket)).length;
  }
  return counts;
}

async function countOf(items: AsyncIterable<unknown>): Promise<number> {
  let count = 0;
  for await (const _item of items) count++;
  return count;
}
