import type { Config } from '../../gateway/config.ts';
import type { Connections } from '../../gateway/index.ts';
import { minioAddress } from '../supervisor/engines/minio.ts';
import { postgresUrlOf } from '../supervisor/engines/postgres.ts';
import type { OwnEngines } from '../supervisor/supervisor.ts';

/** Where the gateway finds its stores: external ones as they are configured, ours where the supervisor runs them. */
export function connectionsOf({ postgresUrl, qdrant, s3 }: Config['external'], own: OwnEngines): Connections {
  const { credentials, ports } = own;
  const apiKey = qdrant === null ? credentials.qdrantApiKey : qdrant.apiKey;
  return {
    postgresUrl: postgresUrl ?? postgresUrlOf(ports.get('postgres') ?? 0, credentials),
    qdrantUrl: qdrant?.url ?? `http://127.0.0.1:${ports.get('qdrant') ?? 0}`,
    ...(apiKey === null ? {} : { qdrantApiKey: apiKey }),
    objects: s3 === null ? ownObjects(own) : { kind: 's3', ...s3 },
  };
}

/** Without a port for MinIO it is the folder. */
function ownObjects({ credentials, ports, objects }: OwnEngines): Connections['objects'] {
  const port = ports.get('minio');
  return port === undefined
    ? { kind: 'filesystem', dir: objects }
    : { kind: 'minio', ...minioAddress(port, credentials) };
}
