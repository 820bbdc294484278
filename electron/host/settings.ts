import { type Config, loadConfig } from '../../gateway/config.ts';
import { cacheDir, defaultDataDir } from '../paths.ts';
import type { SupervisorConfig } from '../supervisor/supervisor.ts';
import type { EngineName } from '../supervisor/engines/engine.ts';

/** All that a FroDB is told from outside, read once. */
export interface Settings {
  dataDir: string;
  /** Downloads, and copies of programs that can be made again. */
  cacheDir: string;
  gateway: Config;
  supervisor: SupervisorConfig;
}

/** What the command line says; it goes before the variable. */
export interface SettingsFlags {
  dataDir?: string;
  port?: string;
}

/** Reads FRODB_* variables; throws ConfigError with all that is wrong. */
export function loadSettings(
  env: Readonly<Record<string, string | undefined>>,
  { dataDir, port }: SettingsFlags = {},
): Settings {
  const gateway = loadConfig(port === undefined ? env : { ...env, FRODB_PORT: port });
  const { minFreeDiskMb, engineReadySeconds } = gateway;
  return {
    dataDir: dataDir ?? defaultDataDir(env),
    cacheDir: cacheDir(env),
    gateway,
    supervisor: { external: externalEngines(gateway.external), minFreeDiskMb, engineReadySeconds },
  };
}

function externalEngines({ postgresUrl, qdrant, s3 }: Config['external']): EngineName[] {
  const given = { postgres: postgresUrl, qdrant, minio: s3 };
  return (['postgres', 'qdrant', 'minio'] as const).filter((name) => given[name] !== null);
}
