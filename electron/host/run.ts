import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { defaultPort } from '../../gateway/config.ts';
import type { Connections, copyObjects, Gateway, startGateway } from '../../gateway/index.ts';
import { licencesFile, samplesFolder, studioFolder } from '../paths.ts';
import { lowDiskNotice } from '../supervisor/folder/disk-space.ts';
import { isPortFree, pickPort, readPorts, rememberPorts } from '../supervisor/folder/ports.ts';
import { type EngineBinaries, Supervisor } from '../supervisor/supervisor.ts';
import { SupervisorError } from '../supervisor/supervisor-error.ts';
import { connectionsOf } from './connections.ts';
import { enginesPort } from './engines-port.ts';
import type { RunLog } from './log.ts';
import { type MinioBuild, buildMinio } from './minio-build.ts';
import { moveAtStart } from './move-at-start.ts';
import type { Progress } from './progress.ts';
import type { Settings } from './settings.ts';

/** The gateway's code as far as a host calls it; test builds have faults in theirs. */
export interface GatewayModule {
  copyObjects: typeof copyObjects;
  startGateway: typeof startGateway;
}

/** In an import of its own, so that its libraries are read while the engines start. */
export const loadGateway = (): Promise<GatewayModule> => import('../../gateway/index.ts');

export interface RunOptions {
  settings: Settings;
  binaries: EngineBinaries;
  /** MinIO is not there: it is built while FroDB serves files from plain folders. */
  isMinioToBuild?: boolean;
  log: RunLog;
  /** The log has it already. */
  onProgress?(progress: Progress): void;
  loadGateway?: () => Promise<GatewayModule>;
}

export interface Frodb {
  url: string;
  /** Where Studio is opened, with a new login link if the admin key is kept here; null while it is not built. A secret. */
  studio: string | null;
  /** Only at the first run. */
  adminKey: string | null;
  /** Holds the admin key; null where it is not kept here: deleted, or made by another FroDB on the same Postgres. */
  adminKeyFile: string | null;
  dataDir: string;
  /** What serves the files. */
  objectStore: Connections['objects']['kind'];
}

const lateGatewayMs = 5_000;

/**
 * Supervisor → gateway → ready, and back in reverse. What the window, the headless start and commands that need
 * a FroDB for a moment have in common: it writes to no terminal and ends no process.
 */
export class FrodbRun {
  readonly #options: RunOptions;
  readonly #supervisor: Supervisor;
  readonly #moving = new AbortController();
  #moved: Promise<void> | undefined;
  #gateway: Promise<Gateway> | undefined;
  #running: Gateway | undefined;
  #build: MinioBuild | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: RunOptions) {
    this.#options = options;
    const { settings, binaries } = options;
    this.#supervisor = new Supervisor({
      dataDir: settings.dataDir,
      cacheDir: settings.cacheDir,
      binaries,
      config: settings.supervisor,
      onProgress: (progress) => this.#report(progress),
    });
  }

  /** Resolves when it answers. When it rejects, nothing is left running. */
  async start(): Promise<Frodb> {
    try {
      const { port } = this.#options.settings.gateway.http;
      if (port !== null) await requireFreePort(port);
      this.#moved = this.#moveObjects();
      await this.#moved;
      const frodb = await this.#startAll();
      if (this.#options.isMinioToBuild === true && frodb.objectStore === 'filesystem') this.#buildMinio();
      return frodb;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** Gateway first, then the engines. Calling it again changes nothing. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #startAll(): Promise<Frodb> {
    const { settings, log } = this.#options;
    const { external, http } = settings.gateway;
    const connections = connectionsOf(external, await this.#supervisor.launch());
    const { folder } = this.#supervisor;
    const output = log.open(folder.logs);
    const port = http.port ?? (await this.#choosePort());
    const [postgresReady, enginesSettled] = [this.#supervisor.ready('postgres'), this.#supervisor.settled()];
    // The gateway waits for both; until its code is loaded a failure must not count as one that nobody sees.
    for (const ready of [postgresReady, enginesSettled]) ready.catch(() => undefined);
    const gateway = await this.#loadGateway();
    if (this.#stopping !== undefined) throw stopped();
    this.#gateway = gateway.startGateway({
      config: { ...settings.gateway, http: { ...http, port } },
      connections,
      dataDir: folder.path,
      studioDir: studioFolder(),
      samplesDir: samplesFolder(),
      licencesFile: licencesFile(),
      engines: enginesPort(this.#supervisor),
      postgresReady,
      enginesSettled,
      log: output,
      onDiskLow: ({ freeMb, wantedMb }) =>
        this.#report({ step: 'notice', message: lowDiskNotice(folder.path, freeMb, wantedMb) }),
    });
    this.#running = await this.#gateway;
    const { url, adminKey } = this.#running;
    const studio = await this.#running.studioLink();
    folder.announce(url);
    rememberPorts(folder.ports, { gateway: Number(new URL(url).port) });
    const keyFile = join(folder.path, 'admin-key');
    const adminKeyFile = existsSync(keyFile) ? keyFile : null;
    const objectStore = connections.objects.kind;
    return { url, studio, adminKey, adminKeyFile, dataDir: folder.path, objectStore };
  }

  #loadGateway(): Promise<GatewayModule> {
    return (this.#options.loadGateway ?? loadGateway)();
  }

  #report(progress: Progress): void {
    this.#options.log.addProgress(progress);
    this.#options.onProgress?.(progress);
  }

  /** Before anything else runs on the folder: moving has it for itself. */
  async #moveObjects(): Promise<void> {
    const { settings, binaries } = this.#options;
    await moveAtStart({
      dataDir: resolve(settings.dataDir),
      config: settings.supervisor,
      minio: binaries.minio,
      loadGateway: () => this.#loadGateway(),
      signal: this.#moving.signal,
      onProgress: (progress) => this.#report(progress),
    });
  }

  #buildMinio(): void {
    if (this.#stopping !== undefined) return;
    this.#build = buildMinio({ onProgress: (progress) => this.#report(progress) });
  }

  async #choosePort(): Promise<number> {
    const ports = readPorts(this.#supervisor.folder.ports);
    const taken = new Set([...ports].filter(([name]) => name !== 'gateway').map(([, port]) => port));
    return pickPort(ports.get('gateway') ?? defaultPort, taken);
  }

  async #stop(): Promise<void> {
    this.#moving.abort(stopped());
    await Promise.all([this.#build?.stop(), this.#stopAll()]);
  }

  async #stopAll(): Promise<void> {
    await this.#moved?.catch(() => undefined);
    const running = this.#running;
    await running?.close();
    await this.#supervisor.stop();
    if (running !== undefined || this.#gateway === undefined) return;
    // It was still starting: without engines it fails, or it is just through.
    const late = await Promise.race([
      this.#gateway.catch(() => undefined),
      sleep(lateGatewayMs, undefined, { ref: false }),
    ]);
    await late?.close();
  }
}

function stopped(): SupervisorError {
  return new SupervisorError('engine_failed', 'FroDB was stopped.');
}

async function requireFreePort(port: number): Promise<void> {
  if (port === 0 || (await isPortFree(port))) return;
  throw new SupervisorError(
    'port_in_use',
    `Port ${port} is used by another program. Choose another (--port or FRODB_PORT; 0 takes a free one), or stop that program.`,
  );
}
