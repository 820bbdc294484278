import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import packageJson from '../package.json' with { type: 'json' };
import { defaultPort } from './config.ts';
import type { Config } from './config.ts';
import { StartError } from './errors.ts';
import { createDocumentClient, documentWorker } from './documents/index.ts';
import { collectionRoutes, oneCollectionRoutes } from './features/collections/routes.ts';
import { createCollectionService } from './features/collections/service.ts';
import type { CollectionService } from './features/collections/service.ts';
import { databaseRoutes } from './features/databases/routes.ts';
import { createDatabaseService, ensureDefaultDatabase } from './features/databases/service.ts';
import type { DatabaseService } from './features/databases/service.ts';
import { engineRoutes } from './features/engines/routes.ts';
import { createEnginesService } from './features/engines/service.ts';
import type { EnginesPort, EnginesService } from './features/engines/service.ts';
import { fileListRoutes, fileRoutes, recordFileRoutes } from './features/files/routes.ts';
import { createFileService } from './features/files/service.ts';
import type { FileService } from './features/files/service.ts';
import { healthRoutes } from './features/health/routes.ts';
import { createHealthService } from './features/health/service.ts';
import type { HealthService } from './features/health/service.ts';
import { keyRoutes } from './features/keys/routes.ts';
import { createKeyService, makeFirstKey } from './features/keys/service.ts';
import type { KeyService } from './features/keys/service.ts';
import { createLossService } from './features/losses/service.ts';
import type { LossService } from './features/losses/service.ts';
import { recordRoutes } from './features/records/routes.ts';
import { createRecordService } from './features/records/service.ts';
import type { RecordService } from './features/records/service.ts';
import { uploadRoutes } from './features/uploads/routes.ts';
import { createUploadService } from './features/uploads/service.ts';
import type { UploadService } from './features/uploads/service.ts';
import { searchRoutes } from './features/search/routes.ts';
import { createSearchService } from './features/search/service.ts';
import type { SearchService } from './features/search/service.ts';
import type { App, Authenticate } from './http/auth.ts';
import { createBodyReader } from './http/bodies.ts';
import type { ReadBody } from './http/bodies.ts';
import { collectionScope, queriedCollectionScope } from './http/collection-scope.ts';
import { listen } from './http/listen.ts';
import { createHttpServer } from './http/server.ts';
import type { RouteEntry } from './http/routes-table.ts';
import { claimedObjects, claimedVectors } from './infra/claimed-stores.ts';
import { requireUsable } from './infra/external-postgres.ts';
import { createDiskWatch } from './infra/disk-watch.ts';
import type { DiskWatch } from './infra/disk-watch.ts';
import { createListener } from './infra/listener.ts';
import { createLogger } from './infra/logger.ts';
import type { LogOutput, Logger } from './infra/logger.ts';
import { migrate } from './infra/migrate.ts';
import { openObjectStore } from './infra/objects-open.ts';
import type { ObjectsConnection } from './infra/objects-open.ts';
import type { ObjectStore } from './infra/objects.ts';
import { createPostgres } from './infra/postgres.ts';
import type { Postgres } from './infra/postgres.ts';
import { createStoreClaim, repositoryId } from './infra/repository.ts';
import type { StoreClaim } from './infra/repository.ts';
import { createQdrantStore } from './infra/vectors-qdrant.ts';
import type { VectorStore } from './infra/vectors.ts';
import { workerEntry } from './infra/workers/entry.ts';
import { createWorkerPool } from './infra/workers/pool.ts';
import { createRequestWorker } from './infra/workers/request-worker.ts';
import { createIngest } from './ingest/index.ts';
import { migrations } from './migrations/index.ts';
import { createGroupCommits, nothingHeld, untilNothingHeld } from './write/env.ts';
import type { WriteEnv } from './write/env.ts';
import { newId } from './write/ids.ts';
import { startLeaseRenewal } from './write/leases.ts';
import { createLostFiles } from './write/lost-files.ts';
import { createChunkStats } from './write/chunk-stats.ts';
import { expireWriteIntents, startSweeper } from './write/sweeper.ts';

export { copyObjects } from './infra/objects-copy.ts';
export type { EnginesPort, EngineState } from './features/engines/port.ts';
export type { CopySummary } from './infra/objects-copy.ts';

/** Where the stores are. */
export interface Connections {
  postgresUrl: string;
  qdrantUrl: string;
  qdrantApiKey?: string;
  objects: ObjectsConnection;
}

export interface GatewayOptions {
  config: Config;
  connections: Connections;
  engines: EnginesPort;
  /** Holds `admin-key` and `tmp/`. */
  dataDir: string;
  /** Resolves when Postgres takes connections; rejects when it was given up. Default: it does already. */
  postgresReady?: Promise<void>;
  /** Resolves when every engine is ready or was given up; listening begins then. */
  enginesSettled?: Promise<void>;
  /** Where log lines go; default: the process' standard error. */
  log?: Writable;
  /** Called each time that less than `minFreeDiskMb` comes to be free: writes that add are refused from then on. */
  onDiskLow?: (disk: { freeMb: number; wantedMb: number }) => void;
  /** Test builds stop or kill the write path here. */
  fault?: WriteEnv['fault'];
}

export interface Gateway {
  /** `http://host:port` */
  url: string;
  /** Only at the first run. */
  adminKey: string | null;
  /** Every route with the action that it asks for. */
  routes: RouteEntry[];
  close(): Promise<void>;
}

/** Builds the gateway while the engines come up, and listens when they have. Rejects leaving nothing open. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { config } = options;
  // Both are waited for further down; until then a failure must not count as one that nobody sees.
  for (const ready of [options.postgresReady, options.enginesSettled]) ready?.catch(() => undefined);
  const output = openLog(options);
  const disk = await watchDisk(options, output.logger);
  const stores = openStores(options);
  const parts = compose(options, { stores, disk, logger: output.logger });
  try {
    const [server, adminKey] = await Promise.all([
      createHttpServer({
        ...config.http,
        logger: output.logger,
        authenticate: parts.authenticate,
        version: packageJson.version,
        routes: parts.routes,
        readBody: parts.readBody,
        requireRoom: disk.requireRoom,
      }),
      prepare(options, stores, parts),
    ]);
    const jobs = [startSweeper(parts.env), startLeaseRenewal(parts.env)];
    parts.onClose.push(...jobs.map((job) => job.stop));
    const isTls = config.http.tls !== null;
    const { host, port } = config.http;
    const at = { host, port: port ?? defaultPort, isTls };
    const listening = await listen(server.app, { ...at, logger: output.logger });
    const close = async (): Promise<void> => {
      const { drainSeconds } = config.http;
      await listening.stop(drainSeconds);
      // Writes that were cut off roll back yet, for which leases, stores and Postgres must be there.
      await untilNothingHeld(parts.env.held, drainSeconds);
      await closeAll(parts, stores, output);
    };
    return { url: listening.url, adminKey, routes: server.routes(), close };
  } catch (error) {
    await closeAll(parts, stores, output);
    throw error;
  }
}

function openLog({ log, config }: GatewayOptions): LogOutput {
  return createLogger({ destination: log ? { stream: log } : 'stderr', level: config.logLevel });
}

async function watchDisk({ config, dataDir, onDiskLow }: GatewayOptions, logger: Logger): Promise<DiskWatch> {
  return createDiskWatch({ path: dataDir, wantedMb: config.minFreeDiskMb, logger, onLow: onDiskLow });
}

interface Stores {
  pg: Postgres;
  vectors: VectorStore;
  objects: ObjectStore;
  /** Of Qdrant and the object store. */
  claims: { qdrant: StoreClaim; objects: StoreClaim };
}

/** Nothing is connected yet. */
function openStores({ config, connections }: GatewayOptions): Stores {
  const { postgresUrl: url, qdrantUrl, qdrantApiKey, objects } = connections;
  if (config.external.postgresUrl !== null && objects.kind === 'filesystem') {
    throw new StartError('An external Postgres needs an S3 store: set FRODB_S3_ENDPOINT.');
  }
  const answerTimeoutMs = config.write.engineRetrySeconds * 1_000;
  const vectors = createQdrantStore({ url: qdrantUrl, apiKey: qdrantApiKey, answerTimeoutMs });
  const bytes = openObjectStore(objects, answerTimeoutMs);
  const vectorsClaim = createStoreClaim('Qdrant', 'qdrant', vectors);
  const objectsClaim = createStoreClaim('The object store', objects.kind, bytes);
  return {
    pg: createPostgres({ url, applicationName: 'frodb', poolSize: config.postgresPoolConnections }),
    vectors: claimedVectors(vectors, vectorsClaim),
    objects: claimedObjects(bytes, objectsClaim),
    claims: { qdrant: vectorsClaim, objects: objectsClaim },
  };
}

interface Parts {
  env: WriteEnv;
  losses: LossService;
  authenticate: Authenticate;
  routes: (app: App) => void;
  readBody: ReadBody;
  onClose: (() => Promise<void>)[];
}

/** Services and routes: who works with whom. */
function compose(
  options: GatewayOptions,
  { stores, disk, logger }: { stores: Stores; disk: DiskWatch; logger: Logger },
): Parts {
  const { config, engines, dataDir, postgresReady } = options;
  const { pg, vectors, objects } = stores;
  const session = async () => {
    await postgresReady;
    return pg.session();
  };
  const feed = createListener({ pg: { session }, logger });
  const { documents, runInWorker, close: closeWorkers } = openWorkers(config);
  const fault = options.fault ?? (() => Promise.resolve());
  const stats = createChunkStats(pg);
  const env: WriteEnv = {
    pg,
    vectors,
    objects,
    stats,
    times: config.write,
    logger,
    owner: newId(),
    held: nothingHeld(),
    groupCommits: createGroupCommits(),
    noticeLoss: () => losses.notice(),
    fault,
  };
  const ingest = createIngest({ documents, runInWorker, stats });
  const lostFiles = createLostFiles(pg, feed);
  const keys = createKeyService({ env, feed });
  const collections = createCollectionService({ env, feed });
  const losses = createLossService({
    env,
    ingest,
    lostFiles,
    collections,
    hasOwnEngines: Object.values(config.external).every((address) => address === null),
  });
  const tempDir = tempFolder(dataDir);
  const uploads = createUploadService({ env, ingest, tempDir, requireRoom: disk.requireRoom });
  const records = createRecordService({ env, ingest, uploads, lostFiles, tempDir });
  const search = createSearchService({
    pg,
    vectors,
    stats,
    lostFiles,
    noticeLoss: env.noticeLoss,
    garbageDelaySeconds: config.write.garbageDelaySeconds,
  });
  const { noticeLoss } = env;
  const services: Services = {
    health: createHealthService({
      parts: { postgres: pg, qdrant: vectors, minio: objects },
      objectStore: objects.kind,
      losses,
      disk: disk.state,
    }),
    engines: createEnginesService({ engines, pg, losses }),
    keys,
    databases: createDatabaseService({ env, collections }),
    collections,
    records,
    uploads,
    search,
    files: createFileService({ pg, objects, lostFiles, noticeLoss, records, collections }),
  };
  return {
    env,
    losses,
    authenticate: keys.authenticate,
    routes: (app) => addRoutes(app, services),
    readBody: createBodyReader(runInWorker),
    onClose: [async () => disk.close(), () => feed.close(), ...closeWorkers],
  };
}

interface Services {
  health: HealthService;
  engines: EnginesService;
  keys: KeyService;
  databases: DatabaseService;
  collections: CollectionService;
  records: RecordService;
  uploads: UploadService;
  search: SearchService;
  files: FileService;
}

function addRoutes(app: App, services: Services): void {
  const { collections, records, uploads, search, files } = services;
  healthRoutes(app, services.health);
  engineRoutes(app, services.engines);
  keyRoutes(app, services.keys);
  databaseRoutes(app, services.databases);
  collectionRoutes(app, collections);
  collectionScope(app, collections.resolve, (scope) => {
    oneCollectionRoutes(scope, collections);
    recordRoutes(scope, { records, reload: collections.reload });
    recordFileRoutes(scope, files);
    searchRoutes(scope, search);
  });
  queriedCollectionScope(app, collections.resolve, (scope) => {
    uploadRoutes(scope, { uploads, reload: collections.reload });
    fileListRoutes(scope, files);
  });
  fileRoutes(app, files);
}

/** Threads for documents, and for what requests leave to others. */
function openWorkers({ workers, write }: Config) {
  const { threads: maxThreads, memoryMb: maxOldGenerationMb, extractionMaxSeconds } = workers;
  const limits = { maxThreads, maxOldGenerationMb };
  const pool = createWorkerPool({
    ...limits,
    entry: workerEntry(documentWorker),
    timeoutMs: extractionMaxSeconds * 1_000,
  });
  const requestPool = createWorkerPool({
    ...limits,
    entry: workerEntry('body-worker.js'),
    timeoutMs: write.writeMaxSeconds * 1_000,
  });
  return {
    documents: createDocumentClient(pool),
    runInWorker: createRequestWorker(requestPool),
    close: [() => pool.close(), () => requestPool.close()],
  };
}

function tempFolder(dataDir: string): string {
  return join(dataDir, 'tmp');
}

/** Brings Postgres up to date and the stores together, and heals what they have lost; returns the admin key if it was made now. */
async function prepare(
  options: GatewayOptions,
  stores: Stores,
  { env, losses }: Parts,
): Promise<string | null> {
  const { config, dataDir } = options;
  const { pg, claims } = stores;
  const folder = tempFolder(dataDir);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await options.postgresReady;
  const { postgresUrl, qdrant, s3 } = config.external;
  if (postgresUrl !== null) await requireUsable(pg, postgresUrl);
  await migrate(pg, migrations);
  const [id, adminKey] = await Promise.all([
    repositoryId(pg),
    makeFirstKey(pg, { given: config.adminKey, file: join(dataDir, 'admin-key') }),
    ensureDefaultDatabase(pg),
    // Several gateways may share an external Postgres: their writes are not ours to end.
    postgresUrl === null ? expireWriteIntents(env) : null,
  ]);
  await options.enginesSettled;
  const settings = {
    qdrant: qdrant && 'FRODB_QDRANT_URL and FRODB_QDRANT_API_KEY',
    objects: s3 && 'FRODB_S3_ENDPOINT, FRODB_S3_ACCESS_KEY, FRODB_S3_SECRET_KEY and FRODB_S3_REGION',
  };
  await Promise.all([
    beginClaim(claims.qdrant, id, settings.qdrant, env.logger),
    beginClaim(claims.objects, id, settings.objects, env.logger),
  ]);
  await losses.begin();
  return adminKey;
}

/** A store that can't be used yet is told in words, and nothing waits for it: what needs it answers 503 until then. */
async function beginClaim(
  claim: StoreClaim,
  id: string,
  settings: string | null,
  logger: Logger,
): Promise<void> {
  const reason = await claim.begin(id);
  if (reason === null) return;
  const advice = settings === null ? '' : ` Check ${settings}.`;
  logger.error(`${claim.name} can't be used: ${reason}.${advice} What needs it answers 503 until it can.`);
}

async function closeAll(parts: Parts, { pg, vectors, objects }: Stores, output: LogOutput): Promise<void> {
  await parts.losses.end();
  await Promise.allSettled(parts.onClose.map((stop) => stop()));
  await pg.close();
  vectors.close();
  objects.close();
  output.flush();
}
