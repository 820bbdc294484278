import { type Credentials, makeCredentials, readCredentials } from '../folder/credentials.ts';
import { type DataFolder, openDataFolder } from '../folder/data-folder.ts';
import { EngineLog } from '../process/engine-log.ts';
import { setLeftStoreAside } from '../folder/left-store.ts';
import { ManagedEngine } from './managed-engine.ts';
import { type MinioAddress, minioAddress, minioEngine } from './minio.ts';
import { stopLeftovers } from '../process/pid-file.ts';
import { pickPort, readPorts, rememberPorts } from '../folder/ports.ts';
import { defaultTimes, type SupervisorConfig } from '../supervisor.ts';
import { Watchdog } from '../process/watchdog.ts';

const leftoverWaitMs = 2_000;

/** A data folder and, of its engines, nothing but MinIO: what moving objects needs. It's ours until `close`. */
export class MinioRun {
  readonly folder: DataFolder;
  readonly #config: SupervisorConfig;
  readonly #credentials: Credentials;
  readonly #watchdog: Watchdog;
  #engine: ManagedEngine | undefined;

  private constructor(folder: DataFolder, config: SupervisorConfig) {
    this.folder = folder;
    this.#config = config;
    // MinIO takes whatever it is given. What is lost is made anew by the next start, with Postgres' part.
    this.#credentials = readCredentials(folder.path) ?? makeCredentials();
    this.#watchdog = new Watchdog(folder.path);
  }

  /** Takes the folder. Throws SupervisorError as a start does, also when FroDB runs on it. */
  static async open(dataDir: string, config: SupervisorConfig): Promise<MinioRun> {
    const folder = await openDataFolder(dataDir, config.minFreeDiskMb);
    try {
      await stopLeftovers(folder.run, leftoverWaitMs);
      setLeftStoreAside(folder);
      return new MinioRun(folder, config);
    } catch (error) {
      folder.release();
      throw error;
    }
  }

  /** Resolves with where it is when it is ready; rejects with SupervisorError. */
  async start(binary: string): Promise<MinioAddress> {
    const { path, ports, logs, run } = this.folder;
    const known = readPorts(ports);
    const last = known.get('minio');
    known.delete('minio');
    const port = await pickPort(last, new Set(known.values()));
    rememberPorts(ports, { minio: port });
    const { minioUser: user, minioPassword: password } = this.#credentials;
    this.#watchdog.start();
    this.#engine = new ManagedEngine(
      minioEngine({ folder: path, binary, port, user, password }),
      new EngineLog(logs, 'minio'),
      {
        pidFolder: run,
        watchdog: this.#watchdog,
        times: { ...defaultTimes, readyMs: this.#config.engineReadySeconds * 1_000 },
        onEvent: () => {},
      },
    );
    await this.#engine.process.start();
    return minioAddress(port, this.#credentials);
  }

  /** Stops MinIO. Calling it again changes nothing. */
  async stop(): Promise<void> {
    await this.#engine?.process.close();
    await this.#watchdog.close();
    await this.#engine?.log.close();
    this.#engine = undefined;
  }

  /** Stops MinIO and lets the folder go. */
  async close(): Promise<void> {
    await this.stop();
    this.folder.release();
  }
}
