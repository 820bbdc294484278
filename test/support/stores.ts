import { createFilesystemStore } from '../../gateway/infra/objects-filesystem.ts';
import { createMinioStore } from '../../gateway/infra/objects-minio.ts';
import type { ObjectStore } from '../../gateway/infra/objects.ts';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import type { Postgres } from '../../gateway/infra/postgres.ts';
import { createQdrantStore } from '../../gateway/infra/vectors-qdrant.ts';
import type { VectorStore } from '../../gateway/infra/vectors.ts';
import type { JsonObject } from '../../gateway/schema/json.ts';
import { loadSchema } from '../../gateway/schema/parse.ts';
import { recordsTable } from '../../gateway/write/collection.ts';
import type { Collection } from '../../gateway/write/collection.ts';
import { compareStores } from './compare-stores.ts';
import type { TestEngines } from './engines.ts';
import { engineAddresses } from './frodb.ts';

interface CatalogueRow {
  id: string;
  database_id: string;
  name: string;
  schema: JsonObject;
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

/** The bundled engines of a running FroDB, looked at past its gateway. */
export function openStores(dataDir: string) {
  const { postgresUrl, qdrantUrl, qdrantApiKey, minio } = engineAddresses(dataDir);
  const endpoint = `http://${minio.endPoint}:${minio.port}`;
  return openStoresAt({
    postgresUrl,
    qdrantUrl,
    qdrantApiKey,
    objects: { kind: 'minio', endpoint, ...minio },
  });
}

/** The same of the engines of a test run. */
export function openStoresAt(
  at: Pick<TestEngines, 'postgresUrl' | 'qdrantUrl' | 'qdrantApiKey' | 'objects'>,
) {
  const stores: Stores = {
    pg: createPostgres({ url: at.postgresUrl, applicationName: 'test', poolSize: 2 }),
    vectors: createQdrantStore({ url: at.qdrantUrl, apiKey: at.qdrantApiKey }),
    objects:
      at.objects.kind === 'filesystem' ? createFilesystemStore(at.objects) : createMinioStore(at.objects),
  };
  return {
    pg: stores.pg,
    /** What is missing or left over all collections. */
    differences: async (): Promise<string[]> => {
      const found = (await readCollections(stores.pg)).map((collection) => compareStores(stores, collection));
      return (await Promise.all(found)).flat();
    },
    counts: () => countStores(stores),
    close: async (): Promise<void> => {
      await stores.pg.close();
      stores.vectors.close();
      stores.objects.close();
    },
  };
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
