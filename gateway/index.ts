import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import packageJson from '../package.json' with { type: 'json' };
import { defaultPort } from './config.ts';
import type { Config } from './config.ts';
import { StartError } from './errors.ts';
import { ensureDefaultDatabase } from './features/databases/service.ts';
import type { EnginesPort } from './features/engines/service.ts';
import { makeFirstKey } from './features/keys/service.ts';
import { loginPath } from './features/sessions/service.ts';
import { listen } from './http/listen.ts';
import type { Listening } from './http/listen.ts';
import { createHttpServer } from './http/server.ts';
import { studioIn } from './http/studio.ts';
import type { Studio } from './http/studio.ts';
import type { RouteEntry } from './http/routes-table.ts';
import { claimedObjects, claimedVectors } from './infra/claimed-stores.ts';
import { engineEndpoints } from './infra/engine-endpoints.ts';
import { requireUsable } from './infra/external-postgres.ts';
import { createDiskWatch } from './infra/disk-watch.ts';
import { createLogger } from './infra/logger.ts';
import type { LogOutput, Logger } from './infra/logger.ts';
import { migrate } from './infra/migrate.ts';
import { openObjectStore } from './infra/objects-open.ts';
import type { ObjectsConnection } from './infra/objects-open.ts';
import type { ObjectStore } from './infra/objects.ts';
import type { Endpoint } from './infra/own-addresses.ts';
import { createPostgres } from './infra/postgres.ts';
import type { Postgres } from './infra/postgres.ts';
import { createStoreClaim, repositoryId } from './infra/repository.ts';
import type { StoreClaim } from './infra/repository.ts';
import { createQdrantStore } from './infra/vectors-qdrant.ts';
import type { VectorStore } from './infra/vectors.ts';
import { migrations } from './migrations/index.ts';
import { addRoutes } from './routes.ts';
import { createServices } from './services.ts';
import type { Services } from './services.ts';
import { untilNothingHeld } from './write/env.ts';
import type { WriteEnv } from './write/env.ts';
import { startLeaseRenewal } from './write/leases.ts';
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
  /** Studio as it was built; default: there is none. */
  studioDir?: string;
  /** The sample workspace, `resources/samples`. Default: there is none. */
  samplesDir?: string;
  /** What the build left of licences. Default: there is none. */
  licencesFile?: string;
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
  /** Where Studio is opened: a new login link if the admin key is kept here. Null while it is not built. */
  studioLink(): Promise<string | null>;
  /** Every route with the action that it asks for. */
  routes: RouteEntry[];
  close(): Promise<void>;
}

/** Builds the gateway while the engines come up, and listens when they have. Rejects leaving nothing open. */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const { config, dataDir, engines, postgresReady, fault, onDiskLow: onLow } = options;
  // Both are waited for further down; until then a failure must not count as one that nobody sees.
  for (const ready of [options.postgresReady, options.enginesSettled]) ready?.catch(() => undefined);
  const listeners: Listening[] = [];
  const output = openLog(options);
  const { logger } = output;
  const disk = await createDiskWatch({ path: dataDir, wantedMb: config.minFreeDiskMb, logger, onLow });
  const stores = openStores(options);
  const tempDir = join(dataDir, 'tmp');
  const studio = studioIn(options.studioDir ?? null);
  const services = createServices({
    config,
    ...stores,
    engines,
    ownEndpoints: () => endpointsOf(options, listeners),
    disk,
    logger,
    tempDir,
    samplesDir: options.samplesDir ?? null,
    version: packageJson.version,
    dataDir,
    licencesFile: options.licencesFile ?? null,
    postgresReady,
    fault,
  });
  const running: { stop: () => Promise<void> }[] = [];
  const closeAll = async (): Promise<void> => {
    await Promise.all([
      services.losses.end(),
      services.webhooks.stop(),
      services.runner.stop(config.http.drainSeconds),
    ]);
    disk.close();
    await Promise.allSettled([...running.map(({ stop }) => stop()), services.close()]);
    await stores.pg.close();
    stores.vectors.close();
    stores.objects.close();
    output.flush();
  };
  try {
    const [server, adminKey] = await Promise.all([
      createHttpServer({
        ...config.http,
        logger,
        authenticate: services.keys.authenticate,
        sessions: services.sessions,
        version: packageJson.version,
        studio,
        routes: (app) => addRoutes(app, services, studio),
        readBody: services.readBody,
        requireRoom: disk.requireRoom,
        onAnswered: services.metrics.countAnswer,
      }),
      prepare(options, { stores, services, tempDir }),
    ]);
    running.push(startSweeper(services.env), startLeaseRenewal(services.env));
    await services.runner.start();
    await services.losses.settled();
    const { host, port, tls, drainSeconds } = config.http;
    const at = { host, port: port ?? defaultPort, isTls: tls !== null };
    const listening = await listen(server.app, { ...at, logger });
    listeners.push(listening);
    services.webhooks.start();
    const close = async (): Promise<void> => {
      services.events.close();
      await services.webhooks.stop();
      await Promise.all([listening.stop(drainSeconds), services.runner.stop(drainSeconds)]);
      // Writes that were cut off roll back yet, for which leases, stores and Postgres must be there.
      await untilNothingHeld(services.env.held, drainSeconds);
      await closeAll();
    };
    const { url } = listening;
    const studioLink = () => linkToStudio(options, { url, studio, services });
    return { url, adminKey, studioLink, routes: server.routes(), close };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

/** The OpenAPI document of the API as text, as `/openapi.json` gives it; nothing is started for it. */
export async function describeApi(): Promise<string> {
  const { describeApi: describe } = await import('./http/api-document.ts');
  // Routes name their services here and call none.
  const unused: unknown = new Proxy(() => unused, { get: () => unused });
  return describe({
    version: packageJson.version,
    routes: (app) => addRoutes(app, unused as Services, studioIn(null)),
  });
}

async function linkToStudio(
  { config, dataDir }: GatewayOptions,
  { url, studio, services }: { url: string; studio: Studio; services: Services },
): Promise<string | null> {
  if (!studio.isBuilt()) return null;
  const { keys, sessions, env } = services;
  try {
    const caller = await keys.keptAdmin({ file: keyFileIn(dataDir), given: config.adminKey });
    if (caller) return url + loginPath((await sessions.createCode(caller.keyId)).code);
  } catch (error) {
    // No reason not to start: one can sign in with a key, or by a later link.
    env.logger.warn({ err: error }, 'no login link could be made');
  }
  return `${url}/studio/`;
}

function keyFileIn(dataDir: string): string {
  return join(dataDir, 'admin-key');
}

/** The engines as they are now, and what listens here. */
function endpointsOf({ connections, engines }: GatewayOptions, listeners: readonly Listening[]): Endpoint[] {
  const ports = [...listeners, ...engines.list()].flatMap(({ port }) => port ?? []);
  return [...engineEndpoints(connections), ...ports.map((port) => ({ host: null, port }))];
}

function openLog({ log, config }: GatewayOptions): LogOutput {
  return createLogger({ destination: log ? { stream: log } : 'stderr', level: config.logLevel });
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

/** Brings Postgres up to date and the stores together, and heals what they have lost; returns the admin key if it was made now. */
async function prepare(
  options: GatewayOptions,
  { stores, services, tempDir }: { stores: Stores; services: Services; tempDir: string },
): Promise<string | null> {
  const { config, dataDir } = options;
  const { pg, claims } = stores;
  const { env, losses, queue, sessions } = services;
  await rm(tempDir, { recursive: true, force: true });
  await mkdir(tempDir, { recursive: true, mode: 0o700 });
  await options.postgresReady;
  const { postgresUrl, qdrant, s3 } = config.external;
  if (postgresUrl !== null) await requireUsable(pg, postgresUrl);
  await migrate(pg, migrations);
  const [id, adminKey] = await Promise.all([
    repositoryId(pg),
    makeFirstKey(pg, { given: config.adminKey, file: keyFileIn(dataDir) }),
    ensureDefaultDatabase(pg),
    queue.start(),
    // Several gateways may share an external Postgres: their writes are not ours to end.
    postgresUrl === null ? expireWriteIntents(env) : null,
  ]);
  sessions.begin(id);
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
