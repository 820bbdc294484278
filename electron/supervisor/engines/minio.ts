import { basename, join } from 'node:path';
import type { Credentials } from '../folder/credentials.ts';
import { makeFolder } from '../folder/durable-file.ts';
import { type Engine, engineEnv } from './engine.ts';
import { probeHttp } from './http-probe.ts';
import { requireBinary, requireFreePort } from './launch-checks.ts';

export interface MinioOptions {
  /** The data folder; MinIO gets `minio/` in it. */
  folder: string;
  binary: string;
  port: number;
  user: string;
  password: string;
}

/** Whatever is stored is signed for this region. */
const minioRegion = 'us-east-1';

export interface MinioAddress {
  endpoint: string;
  accessKey: string;
  secretKey: string;
  region: string;
}

/** How a client reaches MinIO at this port. */
export function minioAddress(port: number, { minioUser, minioPassword }: Credentials): MinioAddress {
  return {
    endpoint: `http://127.0.0.1:${port}`,
    accessKey: minioUser,
    secretKey: minioPassword,
    region: minioRegion,
  };
}

export function minioEngine(options: MinioOptions): Engine {
  const folder = join(options.folder, 'minio');
  return {
    name: 'minio',
    port: options.port,
    stopSignal: 'SIGTERM',
    folder,
    versionPattern: /(RELEASE\.[0-9TZ-]+)/,
    prepare: async (_stop, attempt) => {
      requireBinary('MinIO', options.binary);
      const data = join(folder, 'data');
      // A certificate in the user's own ~/.minio would turn TLS on.
      const certificates = join(folder, 'certs');
      for (const path of [data, certificates]) makeFolder(path);
      if (attempt > 1) await requireFreePort('MinIO', options.port);
      const address = `127.0.0.1:${options.port}`;
      return {
        command: options.binary,
        // Three dots in the path of a data folder have a meaning of their own (`{1...4}` are four folders), so MinIO is
        // shown no more of it than its last name.
        args: ['server', '--address', address, '--certs-dir', certificates, basename(data)],
        cwd: folder,
        env: engineEnv({
          HOME: folder,
          MINIO_ROOT_USER: options.user,
          MINIO_ROOT_PASSWORD: options.password,
          MINIO_REGION: minioRegion,
          MINIO_BROWSER: 'off',
          MINIO_UPDATE: 'off',
          // Without it MinIO acknowledges names and contents that are not on the disk yet.
          MINIO_FS_OSYNC: 'on',
          MINIO_CALLHOME_ENABLE: 'off',
          // What was deleted is only moved away at first, and would keep its room for five minutes.
          MINIO_API_DELETE_CLEANUP_INTERVAL: '10s',
        }),
      };
    },
    // Anonymous and so refused, but only once it serves requests: until then it answers 503.
    probe: async () => (await probeHttp(options.port, '/')) === 403,
  };
}
