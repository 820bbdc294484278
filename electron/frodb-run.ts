import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { copyObjects } from '../gateway/index.ts';
import { moveAtStart } from './move-at-start.ts';
import { loadSupervisorConfig, type SupervisorConfig } from './supervisor/config.ts';
import type { EngineName } from './supervisor/engine.ts';
import type { LogPage } from './supervisor/engine-log.ts';
import type { EngineState } from './supervisor/managed-engine.ts';
import { isPortFree, pickPort, readPorts, rememberPorts } from './supervisor/ports.ts';
import {
  type Connections,
  type EngineBinaries,
  Supervisor,
  type SupervisorEvent,
} from './supervisor/supervisor.ts';
import { SupervisorError } from './supervisor/supervisor-error.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What the gateway is told by whoever runs it. */
export interface GatewayHost {
  connections: Connections;
  dataDir: string;
  engines: {
    list(): EngineState[];
    logs(name: EngineName, after: number): LogPage;
    restart(name: EngineName): Promise<void>;
  };
  /** Resolves when Postgres takes connections; rejects when it was given up. */
  postgresReady: Promise<void>;
  /** Resolves when every engine is ready or was given up: listening begins then. */
  enginesSettled: Promise<void>;
  log: Writable;
}

export interface RunningGateway {
  url: string;
  /** Only when it was made at this start. */
  adminKey: string | null;
  close(): Promise<void>;
}

/** The gateway, loaded by the caller's own import so that its libraries are read while the engines start. */
export interface GatewayModule {
  startGateway(env: Env, host: GatewayHost): Promise<RunningGateway>;
  /** Throws with all that is wrong with the settings. */
  checkConfig(env: Env): void;
  copyObjects: typeof copyObjects;
}

export interface StartOptions {
  env: Env;
  dataDir: string;
  cacheDir: string;
  binaries: EngineBinaries;
  loadGateway(): Promise<GatewayModule>;
  /** Opens the log in the data folder's `logs/`; called once the folder is ours. */
  openLog(folder: string): Writable;
  onEvent(event: SupervisorEvent): void;
}

export interface Frodb {
  url: string;
  /** Only at the first run. */
  adminKey: string | null;
  /** Holds the admin key; null where it is not kept here: deleted, or made by another FroDB on the same Postgres. */
  adminKeyFile: string | null;
  dataDir: string;
  /** What serves the files. */
  objectStore: Connections['objects']['kind'];
}

/** First try of a folder that never ran; then it keeps the port it got. */
const firstPort = 7420;
const lateGatewayMs = 5_000;

/**
 * Supervisor → gateway → ready, and back in reverse. What the window, the headless start and commands that need
 * a FroDB for a moment have in common.
 */
export class FrodbRun {
  readonly #options: StartOptions;
  readonly #supervisor: Supervisor;
  readonly #config: SupervisorConfig;
  readonly #moving = new AbortController();
  #moved: Promise<void> | undefined;
  #gateway: Promise<RunningGateway> | undefined;
  #running: RunningGateway | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: StartOptions) {
    this.#options = options;
    this.#config = loadSupervisorConfig(options.env);
    this.#supervisor = new Supervisor({
      dataDir: options.dataDir,
      cacheDir: options.cacheDir,
      binaries: options.binaries,
      config: this.#config,
      onEvent: (event) => options.onEvent(event),
    });
  }

  /** Resolves when it answers. When it rejects, nothing is left running. */
  async start(): Promise<Frodb> {
    try {
      return await this.#start();
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

  async #start(): Promise<Frodb> {
    const { env } = this.#options;
    const dataDir = resolve(this.#options.dataDir);
    // A wrong setting must not make a folder; where there is one, the engines need not wait for the gateway's code.
    if (!existsSync(dataDir)) (await this.#options.loadGateway()).checkConfig(env);
    await requireFreePort(env);
    this.#moved = this.#moveObjects(dataDir);
    await this.#moved;
    const supervisor = this.#supervisor;
    const connections = await supervisor.launch();
    const { folder } = supervisor;
    const port = env['FRODB_PORT'] ?? String(await this.#choosePort());
    const host: GatewayHost = {
      connections,
      dataDir: folder.path,
      engines: {
        list: () => supervisor.list(),
        logs: (name, after) => supervisor.logs(name, after),
        restart: (name) => supervisor.restart(name),
      },
      postgresReady: supervisor.ready('postgres'),
      enginesSettled: supervisor.settled(),
      log: this.#options.openLog(folder.logs),
    };
    host.postgresReady.catch(() => {});
    host.enginesSettled.catch(() => {});
    const gateway = await this.#options.loadGateway();
    if (this.#stopping !== undefined) throw new SupervisorError('engine_failed', 'FroDB was stopped.');
    this.#gateway = gateway.startGateway({ ...env, FRODB_PORT: port, FRODB_DATA_DIR: folder.path }, host);
    this.#running = await this.#gateway;
    const { url, adminKey } = this.#running;
    folder.announce(url);
    rememberPorts(folder.ports, { gateway: Number(new URL(url).port) });
    const keyFile = join(folder.path, 'admin-key');
    const adminKeyFile = existsSync(keyFile) ? keyFile : null;
    return { url, adminKey, adminKeyFile, dataDir: folder.path, objectStore: connections.objects.kind };
  }

  /** Before anything else runs on the folder: moving has it for itself. */
  async #moveObjects(dataDir: string): Promise<void> {
    await moveAtStart({
      dataDir,
      config: this.#config,
      minio: this.#options.binaries.minio,
      loadGateway: () => this.#options.loadGateway(),
      signal: this.#moving.signal,
      onNotice: (message) => this.#options.onEvent({ event: 'notice', message }),
    });
  }

  async #choosePort(): Promise<number> {
    const ports = readPorts(this.#supervisor.folder.ports);
    const taken = new Set([...ports].filter(([name]) => name !== 'gateway').map(([, port]) => port));
    return pickPort(ports.get('gateway') ?? firstPort, taken);
  }

  async #stop(): Promise<void> {
    this.#moving.abort(new SupervisorError('engine_failed', 'FroDB was stopped.'));
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

async function requireFreePort(env: Env): Promise<void> {
  const port = Number(env['FRODB_PORT'] ?? 0);
  if (!Number.isInteger(port) || port <= 0 || port > 65_535 || (await isPortFree(port))) return;
  throw new SupervisorError(
    'port_in_use',
    `Port ${port} is used by another program. Choose another (--port or FRODB_PORT; 0 takes a free one), or stop that program.`,
  );
}
