import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../folder/durable-file.ts';
import { type Engine, engineEnv } from './engine.ts';
import { probeHttp } from './http-probe.ts';
import { requireBinary, requireFreePort, requireRuntimeLibraries } from './launch-checks.ts';

export interface QdrantOptions {
  /** The data folder; Qdrant gets `qdrant/` in it. */
  folder: string;
  binary: string;
  port: number;
  apiKey: string;
}

/** What can't be said in the environment: no gRPC, which nothing of ours speaks and which has a fixed port. */
const configFile = `# Written by FroDB at every start; everything else is given in the environment.
service:
  grpc_port: null
`;

export function qdrantEngine(options: QdrantOptions): Engine {
  const folder = join(options.folder, 'qdrant');
  const config = join(folder, 'config.yaml');
  return {
    name: 'qdrant',
    port: options.port,
    // On SIGTERM it waits 4–5 s for every open connection, and our clients keep theirs open.
    stopSignal: 'SIGINT',
    folder,
    versionPattern: /Version: (\d+\.\d+\.\d+)/,
    prepare: async (_stop, attempt) => {
      requireBinary('Qdrant', options.binary);
      requireRuntimeLibraries('Qdrant', options.binary);
      makeFolder(join(folder, 'storage'));
      // Names the data folder in the arguments, and keeps a config/ folder lying about from being read.
      writeFileSync(config, configFile, { mode: 0o600 });
      if (attempt > 1) await requireFreePort('Qdrant', options.port);
      return {
        command: options.binary,
        args: ['--config-path', config, '--disable-telemetry'],
        cwd: folder,
        env: engineEnv({
          QDRANT__SERVICE__HOST: '127.0.0.1',
          QDRANT__SERVICE__HTTP_PORT: String(options.port),
          QDRANT__SERVICE__API_KEY: options.apiKey,
          QDRANT__SERVICE__ENABLE_STATIC_CONTENT: 'false',
          QDRANT__STORAGE__STORAGE_PATH: join(folder, 'storage'),
          QDRANT__STORAGE__SNAPSHOTS_PATH: join(folder, 'snapshots'),
          QDRANT__STORAGE__TEMP_PATH: join(folder, 'tmp'),
          QDRANT__TELEMETRY_DISABLED: 'true',
          // Without a line for every request: reading and writing those costs as much as half a small request.
          QDRANT__LOG_LEVEL: 'INFO,actix_web::middleware::logger=WARN',
        }),
      };
    },
    probe: async () => (await probeHttp(options.port, '/readyz')) === 200,
  };
}

/** True when there is something in Qdrant's storage that could keep it from opening. */
export function hasQdrantStorage(folder: string): boolean {
  try {
    return readdirSync(join(folder, 'storage')).length > 0;
  } catch {
    return false;
  }
}
