import type { Config } from './config.ts';
import { createDocumentClient, documentWorker } from './documents/index.ts';
import { createCollectionService } from './features/collections/service.ts';
import { createDatabaseService } from './features/databases/service.ts';
import { createEventService } from './features/events/service.ts';
import { createEnginesService } from './features/engines/service.ts';
import type { EnginesPort } from './features/engines/service.ts';
import { createExportService } from './features/exports/service.ts';
import { createFileService } from './features/files/service.ts';
import { createHealthService } from './features/health/service.ts';
import { createImportService } from './features/imports/service.ts';
import { JobRunner, createJobFiles, createJobService } from './features/jobs/service.ts';
import type { AnyJobKind } from './features/jobs/service.ts';
import { createKeyService } from './features/keys/service.ts';
import { createLossService } from './features/losses/service.ts';
import { createMetricsService } from './features/metrics/service.ts';
import { createRecordService, createWriteJobs } from './features/records/service.ts';
import type { RecordDeps } from './features/records/service.ts';
import { createSampleService } from './features/samples/service.ts';
import { createSearchService } from './features/search/service.ts';
import { createSessionService } from './features/sessions/service.ts';
import { createSystemService } from './features/system/service.ts';
import { createUploadService } from './features/uploads/service.ts';
import { createWebhookService } from './features/webhooks/service.ts';
import { createBodyReader } from './http/bodies.ts';
import { readJson } from './http/read-text.ts';
import type { DiskWatch } from './infra/disk-watch.ts';
import { createJobQueue } from './infra/jobs.ts';
import { createListener } from './infra/listener.ts';
import type { Logger } from './infra/logger.ts';
import { createNotifier } from './infra/notifier.ts';
import type { ObjectStore } from './infra/objects.ts';
import { createOutboundHttp } from './infra/outbound-http.ts';
import type { Endpoint } from './infra/own-addresses.ts';
import type { Postgres } from './infra/postgres.ts';
import type { VectorStore } from './infra/vectors.ts';
import { workerEntry } from './infra/workers/entry.ts';
import { createWorkerPool } from './infra/workers/pool.ts';
import { createRequestWorker } from './infra/workers/request-worker.ts';
import { createIngest } from './ingest/index.ts';
import { createChunkStats } from './write/chunk-stats.ts';
import { createGroupCommits, nothingHeld } from './write/env.ts';
import type { WriteEnv } from './write/env.ts';
import { createEventNotice } from './write/event-notice.ts';
import { newId } from './write/ids.ts';
import { createLostFiles } from './write/lost-files.ts';

export interface ServiceDeps {
  config: Config;
  pg: Postgres;
  vectors: VectorStore;
  objects: ObjectStore;
  engines: EnginesPort;
  /** What FroDB listens at: its engines, and itself once it does. */
  ownEndpoints: () => readonly Endpoint[];
  disk: DiskWatch;
  logger: Logger;
  /** For files on their way, ours alone. */
  tempDir: string;
  samplesDir: string | null;
  /** Of FroDB. */
  version: string;
  dataDir: string;
  licencesFile: string | null;
  postgresReady: Promise<void> | undefined;
  fault: WriteEnv['fault'] | undefined;
}

export type Services = ReturnType<typeof createServices>;

/** Who works with whom. Nothing is connected, and no thread runs yet. */
export function createServices(deps: ServiceDeps) {
  const { config, pg, vectors, objects, disk, logger, tempDir } = deps;
  const noticeLoss = (): void => losses.notice();
  const base = createBase(deps, { noticeLoss, countWrite: (outcome) => metrics.countWrite(outcome) });
  const { env, feed, ingest, lostFiles, hasOwnEngines } = base;
  const { keys, sessions } = createAccess(base);
  const collections = createCollectionService({ env, feed });
  const jobs = createJobService(base);
  const losses = createLossService({ env, ingest, lostFiles, collections, hasOwnEngines, jobs });
  const jobFiles = createJobFiles(env);
  const { requireRoom } = disk;
  const bounds = { tempDir, requireRoom, jobBucket: jobFiles.bucket };
  const { uploads, records, writeJobs } = createWriting(base, bounds, { jobs, collections });
  const exports = createExportService({ pg, lostFiles, logger, ...config.exports });
  const search = createSearchService({
    pg,
    vectors,
    stats: env.stats,
    lostFiles,
    noticeLoss,
    beingRebuilt: losses.beingRebuilt,
    garbageDelaySeconds: config.write.garbageDelaySeconds,
  });
  const engines = createEnginesService({ engines: deps.engines, pg, losses });
  const features = { collections, records, uploads, jobs, jobFiles };
  const imports = createImportService({ ...base, ...features, tempDir, requireRoom });
  const events = createEventService({ pg, feed, keys, sessions, engines, jobs, logger });
  const webhooks = createWebhookService({ ...base, keys, events, jobs, times: config.webhooks });
  const databases = createDatabaseService({ env, collections });
  const samples = createSampleService({ ...features, env, databases, samplesDir: deps.samplesDir });
  const kinds: AnyJobKind[] = [writeJobs.kind, imports.kind, samples.kind, webhooks.kind, ...losses.kinds];
  jobs.register(kinds);
  const { health, metrics, system } = createObserving(deps, losses, base.workerLoad);
  return {
    env,
    jobs,
    queue: base.queue,
    runner: new JobRunner({
      ...base,
      kinds,
      times: config.jobs,
      callerById: keys.callerById,
      isAlone: hasOwnEngines,
    }),
    losses,
    keys,
    sessions,
    collections,
    records,
    writeJobs,
    uploads,
    exports,
    search,
    imports,
    databases,
    samples,
    files: createFileService({ pg, objects, lostFiles, noticeLoss, records, collections }),
    engines,
    events,
    webhooks,
    health,
    metrics,
    system,
    readBody: createBodyReader(base.runInWorker),
    close: () => {
      metrics.close();
      return Promise.allSettled([exports.close(), base.close()]);
    },
  };
}

/** Who calls: by a key, or by a browser's session of one. */
function createAccess({ env, feed }: ReturnType<typeof createBase>) {
  const keys = createKeyService({ env, feed });
  const { pg, logger } = env;
  return { keys, sessions: createSessionService({ pg, feed, keys, logger }) };
}

/** What tells people and their tools how FroDB is. */
function createObserving(
  deps: ServiceDeps,
  losses: Parameters<typeof createHealthService>[0]['losses'],
  workers: Parameters<typeof createMetricsService>[0]['workers'],
) {
  const { pg, vectors, objects, engines, disk } = deps;
  const health = createHealthService({
    parts: { postgres: pg, qdrant: vectors, minio: objects },
    objectStore: objects.kind,
    losses,
    disk: disk.state,
  });
  const metrics = createMetricsService({ pg, engines, health, disk: disk.state, workers });
  const system = createSystemService({ ...deps, objectStore: objects.kind, disk: disk.state });
  return { health, metrics, system };
}

/** What the features stand on. */
function createBase(deps: ServiceDeps, tell: Pick<WriteEnv, 'noticeLoss' | 'countWrite'>) {
  const { config, pg, vectors, objects, logger } = deps;
  const feed = createListener({ pg: { session: sessionWhenReady(deps) }, logger });
  const { documents, runInWorker, load, close: closeWorkers } = openWorkers(config);
  const stats = createChunkStats(pg);
  const notifier = createNotifier(pg, logger);
  const { timeoutSeconds } = config.webhooks;
  const outbound = createOutboundHttp({ own: deps.ownEndpoints, timeoutSeconds });
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
    ...tell,
    noticeEvents: createEventNotice(notifier),
    fault: deps.fault ?? (() => Promise.resolve()),
  };
  return {
    env,
    feed,
    notifier,
    outbound,
    queue: createJobQueue(pg),
    ingest: createIngest({ documents, runInWorker, stats }),
    lostFiles: createLostFiles(pg, feed),
    runInWorker,
    workerLoad: load,
    hasOwnEngines: Object.values(config.external).every((address) => address === null),
    close: () =>
      Promise.allSettled([feed.close(), outbound.close(), ...closeWorkers.map((close) => close())]),
  };
}

type UploadDeps = Parameters<typeof createUploadService>[0];
type WriteJobDeps = Parameters<typeof createWriteJobs>[0];

/**
 * Records and their files, at once and by jobs. A job that writes gives its place up soon while an engine is down, for
 * others may need none, and the queue asks again. The little that is left bridges a connection that broke.
 */
function createWriting(
  { env, ingest, lostFiles }: Omit<RecordDeps, 'uploads' | 'tempDir'>,
  bounds: Omit<UploadDeps, 'env' | 'ingest'>,
  others: Pick<WriteJobDeps, 'jobs' | 'collections'>,
) {
  const depsOf = (at: WriteEnv): RecordDeps => {
    const uploads = createUploadService({ env: at, ingest, ...bounds });
    return { env: at, ingest, lostFiles, uploads, tempDir: bounds.tempDir };
  };
  const deps = depsOf(env);
  const impatient = depsOf({ ...env, times: { ...env.times, engineRetrySeconds: 0.2 } });
  return {
    uploads: deps.uploads,
    records: createRecordService(deps),
    writeJobs: createWriteJobs({ ...deps, impatient, readJson, ...others }),
  };
}

/** Whoever listens to Postgres begins when it takes connections. */
function sessionWhenReady({ pg, postgresReady }: ServiceDeps): Postgres['session'] {
  return async () => {
    await postgresReady;
    return pg.session();
  };
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
    load: () => ({ documents: pool.load(), bodies: requestPool.load() }),
    close: [() => pool.close(), () => requestPool.close()],
  };
}
