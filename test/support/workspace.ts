import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { payloadIndexes } from '../../gateway/filters/index.ts';
import { createRecordService } from '../../gateway/features/records/service.ts';
import type { RecordTarget } from '../../gateway/features/records/service.ts';
import { createUploadService } from '../../gateway/features/uploads/service.ts';
import { createSearchService } from '../../gateway/features/search/service.ts';
import { migrate } from '../../gateway/infra/migrate.ts';
import { createFilesystemStore } from '../../gateway/infra/objects-filesystem.ts';
import { createMinioStore } from '../../gateway/infra/objects-minio.ts';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import { createQdrantStore } from '../../gateway/infra/vectors-qdrant.ts';
import { workerEntry } from '../../gateway/infra/workers/entry.ts';
import { createWorkerPool } from '../../gateway/infra/workers/pool.ts';
import { createRequestWorker } from '../../gateway/infra/workers/request-worker.ts';
import { migrations } from '../../gateway/migrations/index.ts';
import { createTable } from '../../gateway/schema/ddl.ts';
import type { JsonObject } from '../../gateway/schema/json.ts';
import { createIngest } from '../../gateway/ingest/index.ts';
import { parseSchema } from '../../gateway/schema/parse.ts';
import { storesOf } from '../../gateway/schema/stores.ts';
import { newPhysicalId, physicalNames } from '../../gateway/write/collection.ts';
import type { Collection } from '../../gateway/write/collection.ts';
import { createGroupCommits, nothingHeld } from '../../gateway/write/env.ts';
import type { WriteEnv, WriteTimes } from '../../gateway/write/env.ts';
import { createLostFiles } from '../../gateway/write/lost-files.ts';
import { newId } from '../../gateway/write/ids.ts';
import { createChunkStats } from '../../gateway/write/chunk-stats.ts';
import { createChunkTables } from '../../gateway/write/chunk-tables.ts';
import { compareStores } from './compare-stores.ts';
import { testEngines } from './engines.ts';

export const shortTimes: WriteTimes = {
  intentLeaseSeconds: 2,
  leaseRenewSeconds: 0.5,
  stagedLeaseSeconds: 60,
  engineRetrySeconds: 1,
  writeMaxSeconds: 20,
  garbageDelaySeconds: 0,
  resweepSeconds: 0,
  sweepIntervalSeconds: 3_600,
  eventsKeepSeconds: 3_600,
  longestBackoffSeconds: 2,
};

/** The services over the run's real engines and a database of its own, without HTTP. */
export async function openWorkspace(overrides: Partial<WriteEnv> = {}) {
  const engines = await testEngines();
  const pg = createPostgres({ url: engines.postgresUrl, applicationName: 'test', poolSize: 10 });
  await migrate(pg, migrations);
  const vectors = createQdrantStore({ url: engines.qdrantUrl, apiKey: engines.qdrantApiKey });
  const tempDir = await mkdtemp(join(tmpdir(), 'frodb-test-'));
  const objects =
    engines.objects.kind === 'filesystem'
      ? createFilesystemStore({ dir: join(tempDir, 'objects') })
      : createMinioStore(engines.objects);
  const env: WriteEnv = {
    pg,
    vectors,
    objects,
    stats: createChunkStats(pg),
    times: shortTimes,
    logger: pino({ level: 'silent' }),
    owner: newId(),
    held: nothingHeld(),
    groupCommits: createGroupCommits(),
    noticeLoss: () => undefined,
    countWrite: () => undefined,
    noticeEvents: () => undefined,
    fault: () => Promise.resolve(),
    ...overrides,
  };
  const documents = { extract: () => Promise.reject(new Error('no document in this test')) };
  const pool = createWorkerPool({
    entry: workerEntry('body-worker.js'),
    maxThreads: 1,
    maxOldGenerationMb: 512,
    timeoutMs: 30_000,
  });
  const runInWorker = createRequestWorker(pool);
  const feed = { isConnected: false, on: () => undefined, onConnect: () => undefined };
  const lostFiles = createLostFiles(pg, feed);
  const ingest = createIngest({ documents, runInWorker, stats: env.stats });
  const uploads = createUploadService({
    env,
    ingest,
    tempDir,
    jobBucket: () => Promise.reject(new Error('no jobs in this test')),
  });
  const records = createRecordService({ env, ingest, uploads, lostFiles, tempDir });
  const search = createSearchService({
    pg,
    vectors,
    stats: env.stats,
    lostFiles,
    noticeLoss: env.noticeLoss,
    beingRebuilt: () => Promise.reject(new Error('nothing is rebuilt here')),
    garbageDelaySeconds: shortTimes.garbageDelaySeconds,
  });
  const collections: Collection[] = [];
  return {
    env,
    postgresUrl: engines.postgresUrl,
    records,
    uploads,
    search,
    create: async (schema: JsonObject): Promise<Collection> => {
      const collection = await createCollection(env, schema);
      collections.push(collection);
      return collection;
    },
    /** What is missing or left in the three stores; empty when all is well. */
    differences: async (): Promise<string[]> =>
      (await Promise.all(collections.map((collection) => compareStores(env, collection)))).flat(),
    close: async () => {
      for (const { qdrantCollection, bucket } of collections) {
        if (qdrantCollection) await vectors.dropCollection(qdrantCollection);
        if (bucket) await objects.dropBucket(bucket);
      }
      await pool.close();
      await pg.close();
      vectors.close();
      objects.close();
      await engines.drop();
      await rm(tempDir, { recursive: true, force: true });
    },
  };
}

export function targetOf(collection: Collection, more: Partial<RecordTarget> = {}): RecordTarget {
  return {
    collection,
    reload: () => Promise.resolve(collection),
    actor: { keyId: newId(), requestId: 'test', agentId: null },
    idempotency: null,
    isAdmin: false,
    mayRead: true,
    ifMatch: null,
    ...more,
  };
}

async function createCollection(env: WriteEnv, input: JsonObject): Promise<Collection> {
  const schema = parseSchema(input);
  const databaseId = newPhysicalId();
  const id = newPhysicalId();
  const names = physicalNames(schema.name, id);
  const stores = storesOf(schema);
  const collection: Collection = {
    id,
    databaseId,
    databaseName: `db_${databaseId}`,
    name: schema.name,
    schema,
    schemaVersion: 1,
    schemaName: `d_${databaseId}`,
    tableName: names.tableName,
    generation: 1,
    qdrantCollection: stores.qdrant ? names.qdrantCollection : null,
    bucket: stores.minio ? names.bucket : null,
    isRebuilding: false,
    createdAt: '',
    updatedAt: '',
  };
  if (collection.qdrantCollection) {
    await env.vectors.createCollection(collection.qdrantCollection, { indexes: payloadIndexes(schema) });
  }
  if (collection.bucket) await env.objects.createBucket(collection.bucket);
  const statements = [`CREATE SCHEMA "${collection.schemaName}"`, ...createTable(schema, collection)];
  if (stores.qdrant) statements.push(...createChunkTables(collection));
  for (const statement of statements) await env.pg.query(statement);
  await env.pg.query('INSERT INTO frodb.databases (id, name) VALUES ($1, $2)', [
    databaseId,
    collection.databaseName,
  ]);
  await env.pg.query(
    `INSERT INTO frodb.collections (id, database_id, name, schema, qdrant_collection, bucket) VALUES ($1, $2, $3, $4, $5, $6)`,
    [
      id,
      databaseId,
      schema.name,
      JSON.stringify(schema.source),
      collection.qdrantCollection,
      collection.bucket,
    ],
  );
  return collection;
}
