import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Connections } from '../../gateway/index.ts';
import type { FaultPoint } from '../../gateway/write/env.ts';
import { connectionsOf, startFrodb } from './frodb.ts';
import type { RunningFrodb } from './frodb.ts';
import { adminKey } from './gateway.ts';
import { until } from './processes.ts';
import { quickTimes } from './quick-times.ts';
import { openStores } from './stores.ts';

/** A gateway in a process of its own that can be told to stop or die at a point of its next write. */
export interface FaultyGateway extends RunningFrodb {
  arm: (point: FaultPoint, signal: 'SIGSTOP' | 'SIGKILL') => Promise<void>;
  /** Whether the write came to the point. */
  hasMet: () => boolean;
  disarm: () => Promise<void>;
}

export interface Cluster {
  /** Runs the engines; its gateway sweeps what the others leave. */
  first: RunningFrodb;
  stores: ReturnType<typeof openStores>;
  /** Starts another gateway on the same engines; `by` says where it reaches them, if not directly. */
  addGateway: (env?: Record<string, string>, by?: Partial<Connections>) => Promise<FaultyGateway>;
  connections: Connections;
  close: () => Promise<void>;
}

/** Several gateway processes on the same engines. */
export async function startCluster(env: Record<string, string> = {}): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'frodb-faults-'));
  // Postgres may run as another user, who must get through to its folder.
  await chmod(folder, 0o711);
  const dataDir = join(folder, 'first');
  const settings = { ...quickTimes, FRODB_ADMIN_KEY: adminKey, ...env };
  const first = await startFrodb(dataDir, settings);
  const stores = openStores(dataDir);
  const connections = connectionsOf(dataDir);
  const others: FaultyGateway[] = [];

  async function addGateway(
    more: Record<string, string> = {},
    by: Partial<Connections> = {},
  ): Promise<FaultyGateway> {
    const own = await mkdtemp(join(folder, 'gateway-'));
    const order = join(own, 'fault');
    const addresses = addressesOf({ ...connections, ...by });
    const running = await startFrodb(
      join(own, 'data'),
      { ...settings, ...addresses, FRODB_FAULT: order, ...more },
      'frodb-faulty',
    );
    const gateway: FaultyGateway = {
      ...running,
      arm: async (point, signal) => {
        // Renamed into place, so that a half-written order is never read.
        await writeFile(`${order}.new`, `${point} ${signal}`);
        await rename(`${order}.new`, order);
      },
      hasMet: () => !existsSync(order),
      disarm: () => rm(order, { force: true }),
    };
    others.push(gateway);
    return gateway;
  }

  return {
    first,
    stores,
    connections,
    addGateway,
    close: async () => {
      await Promise.all(others.map((gateway) => gateway.kill()));
      await stores.close();
      await first.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function addressesOf({ postgresUrl, qdrantUrl, qdrantApiKey, objects }: Connections): Record<string, string> {
  if (objects.kind === 'filesystem') throw new Error('Several gateways need an S3 store');
  return {
    FRODB_POSTGRES_URL: postgresUrl,
    FRODB_QDRANT_URL: qdrantUrl,
    FRODB_QDRANT_API_KEY: qdrantApiKey ?? '',
    FRODB_S3_ENDPOINT: objects.endpoint,
    FRODB_S3_ACCESS_KEY: objects.accessKey,
    FRODB_S3_SECRET_KEY: objects.secretKey,
    FRODB_S3_REGION: objects.region,
  };
}

/** Waits until the gateway has stopped at its point, or `answered` shows that its write never comes by there. */
export async function untilStopped(gateway: FaultyGateway, answered: () => boolean): Promise<boolean> {
  await until(() => answered() || (gateway.hasMet() && gateway.isFrozen()), 'a write at its fault point');
  return gateway.hasMet();
}
