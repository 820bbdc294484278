import type { SupervisorConfig } from './config.ts';
import type { Credentials } from './credentials.ts';
import type { EngineName } from './engine.ts';
import { minioRegion } from './minio.ts';
import { postgresDatabase, postgresRole } from './postgres.ts';

/** What the gateway needs to know of the engines: where they are. Fixed from launch on, restarts included. */
export interface Connections {
  postgresUrl: string;
  qdrantUrl: string;
  qdrantApiKey?: string;
  objects:
    | {
        kind: 'minio' | 's3';
        endpoint: string;
        accessKey: string;
        secretKey: string;
        region: string;
      }
    | { kind: 'filesystem'; dir: string };
}

/** External engines as they are configured, ours by their ports and secrets; without a port for MinIO, a folder. */
export function connectionsOf(
  config: SupervisorConfig,
  own: { objects: string; credentials: Credentials; ports: ReadonlyMap<EngineName, number> },
): Connections {
  const { ports, credentials } = own;
  const at = (name: EngineName): string => `127.0.0.1:${ports.get(name) ?? 0}`;
  const local: Connections['objects'] = ports.has('minio')
    ? {
        kind: 'minio',
        endpoint: `http://${at('minio')}`,
        accessKey: credentials.minioUser,
        secretKey: credentials.minioPassword,
        region: minioRegion,
      }
    : { kind: 'filesystem', dir: own.objects };
  const apiKey = config.qdrant === undefined ? credentials.qdrantApiKey : config.qdrant.apiKey;
  return {
    postgresUrl:
      config.postgresUrl ??
      `postgresql://${postgresRole}:${credentials.postgresPassword}@${at('postgres')}/${postgresDatabase}`,
    qdrantUrl: config.qdrant?.url ?? `http://${at('qdrant')}`,
    ...(apiKey === undefined ? {} : { qdrantApiKey: apiKey }),
    objects: config.objects === undefined ? local : { kind: 's3', ...config.objects },
  };
}
