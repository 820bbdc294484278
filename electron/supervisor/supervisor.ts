import { existsSync } from 'node:fs';
import { type Credentials, keepCredentials, makeCredentials, readCredentials } from './folder/credentials.ts';
import { type DataFolder, openDataFolder, requireNameable } from './folder/data-folder.ts';
import { makeFolder } from './folder/durable-file.ts';
import type { Engine, EngineName } from './engines/engine.ts';
import { EngineLog } from './process/engine-log.ts';
import { ManagedEngine } from './engines/managed-engine.ts';
import type { ProcessEvent, ProcessTimes } from './process/managed-process.ts';
import { minioEngine } from './engines/minio.ts';
import { stopLeftovers } from './process/pid-file.ts';
import { removeMoved, setLeftStoreAside } from './folder/left-store.ts';
import { isPortFree, pickPort, readPorts, rememberPorts } from './folder/ports.ts';
import { hasCluster, postgresEngine, requirePassableParents } from './engines/postgres.ts';
import { qdrantEngine } from './engines/qdrant.ts';
import { setAsideIfBroken } from './engines/set-aside.ts';
import { SupervisorError } from './supervisor-error.ts';
import { Watchdog } from './process/watchdog.ts';

/** Where the binaries are. Postgres is a folder with bin/, lib/ and share/; the others are files. */
export interface EngineBinaries {
  postgres: string;
  qdrant: string;
  minio: string;
}

export type SupervisorProgress =
  | ({ step: 'engine' } & ProcessEvent)
  /** Something that people should see, said in a sentence. */
  | { step: 'notice'; message: string };

/** Where the engines that the supervisor runs are, from launch on, restarts included; others have no port here. */
export interface OwnEngines {
  ports: ReadonlyMap<EngineName, number>;
  credentials: Credentials;
  /** The folder of the filesystem store, which keeps objects where MinIO has no port and none is external. */
  objects: string;
}

/** What the supervisor is told from outside. */
export interface SupervisorConfig {
  /** Engines that run elsewhere and are not started; `minio` stands for any object store. */
  external: readonly EngineName[];
  /** Megabytes that must be free on the data folder's disk. */
  minFreeDiskMb: number;
  /** How long an engine may take to get ready, in seconds. */
  engineReadySeconds: number;
}

export interface SupervisorOptions {
  dataDir: string;
  cacheDir: string;
  binaries: EngineBinaries;
  config: SupervisorConfig;
  onProgress(progress: SupervisorProgress): void;
  /** This machine's when left out. */
  platform?: NodeJS.Platform;
  /** Tests shorten them. */
  times?: Partial<ProcessTimes>;
}

/**
 * Whether a fresh folder's objects go to MinIO where there is one. On Windows they don't: it refuses names with `:` and
 * its like there, and its makers call it experimental.
 */
export function servesByMinio(platform: NodeJS.Platform): boolean {
  return platform !== 'win32';
}

export const defaultTimes: ProcessTimes = {
  readyMs: 120_000,
  stopMs: 2_200,
  firstPauseMs: 100,
  longestPauseMs: 3_000,
  attempts: 8,
  steadyMs: 10_000,
};
const leftoverWaitMs = 2_000;
const markedAnewNotice =
  'frodb.json, which marks a data folder, was lost or damaged: it was made anew from what lies in the folder. Data and API keys are as they were.';
export const engineNames: readonly EngineName[] = ['postgres', 'qdrant', 'minio'];

/** Starts, watches and stops the engines of one data folder. One instance serves one start. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #times: ProcessTimes;
  readonly #engines = new Map<EngineName, ManagedEngine>();
  readonly #started = new Map<EngineName, Promise<void>>();
  readonly #changeHandlers: ((name: EngineName) => void)[] = [];
  /** Those that were ready once. */
  readonly #served = new Set<EngineName>();
  #isMending = false;
  #folder: DataFolder | undefined;
  #onNewPassword: (() => void) | undefined;
  #watchdog: Watchdog | undefined;
  #launching: Promise<OwnEngines> | undefined;
  #settled: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = options;
    const readyMs = options.config.engineReadySeconds * 1000;
    this.#times = { ...defaultTimes, readyMs, ...options.times };
  }

  get folder(): DataFolder {
    if (this.#folder === undefined) throw new Error('The supervisor was not launched.');
    return this.#folder;
  }

  /** `launch` and `settled` in one. */
  async start(): Promise<OwnEngines> {
    const own = await this.launch();
    await this.settled();
    return own;
  }

  /**
   * Opens the data folder and sets the engines going side by side. Returns as soon as it is known where they will
   * be, so that the gateway can be built meanwhile. Throws SupervisorError, leaving nothing behind.
   */
  async launch(): Promise<OwnEngines> {
    this.#launching = this.#launchEngines();
    try {
      return await this.#launching;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async #launchEngines(): Promise<OwnEngines> {
    const { config, dataDir } = this.#options;
    requireNameable(dataDir);
    const holdsPostgres = !this.#isExternal('postgres');
    if (holdsPostgres) requirePassableParents(dataDir);
    const folder = await openDataFolder(dataDir, config.minFreeDiskMb, holdsPostgres);
    this.#folder = folder;
    if (!folder.isPrivate) {
      this.#notice(`${folder.path} could not be closed to other users of this computer, who may read it.`);
    }
    const leftovers = await stopLeftovers(folder.run, leftoverWaitMs);
    if (leftovers.length > 0) {
      this.#notice(`Engines that an earlier start left running were stopped: ${leftovers.join(', ')}.`);
    }
    setLeftStoreAside(folder);
    // It may be much, and nobody waits for it.
    removeMoved(folder).catch((error: unknown) => {
      this.#notice(`Files that were moved to the other object store could not be deleted: ${String(error)}.`);
    });
    if (folder.wasMarkedAnew) this.#notice(markedAnewNotice);
    const objectStore = this.#chooseObjectStore(folder);
    const credentials = this.#readCredentials(folder);
    const ports = await this.#choosePorts(folder, objectStore === 'minio');
    if (this.#stopping !== undefined) throw new SupervisorError('engine_failed', 'FroDB was stopped.');
    this.#watchdog = new Watchdog(folder.path);
    this.#watchdog.start();
    this.#build(folder, credentials, ports);
    this.#settled = this.#run();
    this.#settled.catch(() => {});
    return { ports, credentials, objects: folder.objects };
  }

  /** Resolves when Postgres is ready and every other engine is ready or was given up; rejects when Postgres was. */
  async settled(): Promise<void> {
    if (this.#settled === undefined) throw new Error('The supervisor was not launched.');
    await this.#settled;
  }

  /** Resolves when this engine is ready, at once for an external one; rejects when it was given up. */
  async ready(name: EngineName): Promise<void> {
    await this.#started.get(name);
  }

  /** Undefined for an external one, and for MinIO where the filesystem store serves. */
  engine(name: EngineName): ManagedEngine | undefined {
    return this.#engines.get(name);
  }

  /** Called each time that an engine's process has another state, or fails once more. */
  onEngineChange(handler: (name: EngineName) => void): void {
    this.#changeHandlers.push(handler);
  }

  /** Stops and starts one engine; also one that was given up. */
  async restart(name: EngineName): Promise<void> {
    const managed = this.#engines.get(name);
    if (managed === undefined) {
      throw new SupervisorError('bad_config', `${name} is not run by FroDB: restart it where it runs.`);
    }
    if (this.#stopping !== undefined) throw new SupervisorError('engine_failed', 'FroDB is stopping.');
    await managed.process.restart();
  }

  /** Stops all engines side by side, within 3 s, and lets the folder go. Calling it again changes nothing. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stopAll();
    return this.#stopping;
  }

  async #stopAll(): Promise<void> {
    await this.#launching?.catch(() => {});
    await Promise.all([...this.#engines.values()].map((managed) => managed.process.close()));
    await this.#watchdog?.close();
    await Promise.all([...this.#engines.values()].map((managed) => managed.log.close()));
    this.#folder?.release();
  }

  #isExternal(name: EngineName): boolean {
    return this.#options.config.external.includes(name);
  }

  #notice(message: string): void {
    this.#options.onProgress({ step: 'notice', message });
  }

  /** Null for an external one. A folder keeps the store that holds its objects: they are not looked for elsewhere. */
  #chooseObjectStore(folder: DataFolder): 'minio' | 'filesystem' | null {
    const { binaries, platform = process.platform } = this.#options;
    if (this.#isExternal('minio')) return null;
    // The filesystem store does not go with an external Postgres.
    const isMinioWanted = servesByMinio(platform) || this.#isExternal('postgres');
    const isMinioUsable = isMinioWanted && existsSync(binaries.minio);
    const chosen = folder.objectStore ?? (isMinioUsable ? 'minio' : 'filesystem');
    if (chosen === 'filesystem') {
      if (this.#isExternal('postgres')) {
        throw new SupervisorError(
          'bad_config',
          'An external Postgres (FRODB_POSTGRES_URL) needs an S3 store: there is no MinIO here. Set FRODB_S3_ENDPOINT, or get MinIO with `npm run engines`.',
        );
      }
      makeFolder(folder.objects);
      this.#notice(`Files are kept in plain folders (${folder.objects}), by the filesystem store.`);
    }
    folder.keepObjectStore(chosen);
    return chosen;
  }

  /** Where they are lost the engines get new ones; they are kept once Postgres has taken its own. */
  #readCredentials(folder: DataFolder): Credentials {
    const known = readCredentials(folder.path);
    if (known !== null) return known;
    const made = makeCredentials();
    if (!this.#isExternal('postgres') && hasCluster(folder.path)) {
      this.#notice(
        "credentials.json, with the passwords of this folder's engines, was lost or damaged: the engines get new ones. Data and API keys are as they were.",
      );
      this.#onNewPassword = () => keepCredentials(folder.path, made);
    } else keepCredentials(folder.path, made);
    return made;
  }

  async #choosePorts(folder: DataFolder, withMinio: boolean): Promise<Map<EngineName, number>> {
    const known = readPorts(folder.ports);
    const wanted = engineNames.filter((name) => !this.#isExternal(name) && (name !== 'minio' || withMinio));
    const chosen = new Map<EngineName, number>();
    // Not another one's remembered port either, nor the gateway's.
    const taken = new Set(known.values());
    const looks = wanted.map(async (name) => {
      const last = known.get(name);
      if (last !== undefined && (await isPortFree(last))) chosen.set(name, last);
    });
    await Promise.all(looks);
    for (const name of wanted) {
      if (chosen.has(name)) continue;
      const port = await pickPort(undefined, taken);
      taken.add(port);
      chosen.set(name, port);
    }
    rememberPorts(folder.ports, Object.fromEntries(chosen));
    return chosen;
  }

  #build(folder: DataFolder, credentials: Credentials, ports: ReadonlyMap<EngineName, number>): void {
    const { binaries, cacheDir } = this.#options;
    const watchdog = this.#watchdog;
    if (watchdog === undefined) throw new Error('No watchdog.');
    const add = (name: EngineName, make: (port: number, log: EngineLog) => Engine): void => {
      const port = ports.get(name);
      if (port === undefined) return;
      const log = new EngineLog(folder.logs, name);
      const onEvent = (event: ProcessEvent): void => {
        this.#options.onProgress({ step: 'engine', ...event });
        for (const handler of this.#changeHandlers) handler(name);
        if (event.state === 'failed' && this.#served.has(name)) void this.#mend(name);
      };
      const options = { pidFolder: folder.run, watchdog, times: this.#times, onEvent };
      this.#engines.set(name, new ManagedEngine(make(port, log), log, options));
    };
    const { path } = folder;
    // The slowest to start first.
    add('minio', (port) =>
      minioEngine({
        folder: path,
        binary: binaries.minio,
        port,
        user: credentials.minioUser,
        password: credentials.minioPassword,
      }),
    );
    add('postgres', (port, log) =>
      postgresEngine({
        folder: path,
        binaries: binaries.postgres,
        cacheDir,
        port,
        password: credentials.postgresPassword,
        ...(this.#onNewPassword === undefined ? {} : { onNewPassword: this.#onNewPassword }),
        log,
        watchdog,
      }),
    );
    add('qdrant', (port) =>
      qdrantEngine({ folder: path, binary: binaries.qdrant, port, apiKey: credentials.qdrantApiKey }),
    );
  }

  async #run(): Promise<void> {
    const settled = [...this.#engines.values()].map(async (managed) => {
      const { name } = managed.engine;
      const started = this.#startEngine(managed);
      this.#started.set(name, started);
      try {
        await started;
        this.#served.add(name);
      } catch (error) {
        if (name === 'postgres' || this.#stopping !== undefined) throw error;
        const reason = error instanceof Error ? error.message : String(error);
        this.#notice(`${name} was given up: ${reason} What needs it answers 503; the rest works.`);
      }
    });
    await Promise.all(settled);
  }

  async #startEngine(managed: ManagedEngine): Promise<void> {
    try {
      await managed.process.start();
    } catch (error) {
      if (await this.#setAsideIfBroken(managed)) return;
      throw error;
    }
  }

  async #setAsideIfBroken(managed: ManagedEngine): Promise<boolean> {
    if (managed.engine.name !== 'qdrant' || this.#stopping !== undefined) return false;
    return setAsideIfBroken(managed, (message) => this.#notice(message));
  }

  /** What broke while it ran is found out when it does not come up again. */
  async #mend(name: EngineName): Promise<void> {
    const managed = this.#engines.get(name);
    if (managed === undefined || this.#isMending) return;
    this.#isMending = true;
    try {
      await this.#setAsideIfBroken(managed);
    } catch (error) {
      this.#notice(`The folder of ${name} could not be set aside: ${String(error)}.`);
    } finally {
      this.#isMending = false;
    }
  }
}
