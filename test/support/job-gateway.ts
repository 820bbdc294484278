import type { Caller } from '../../gateway/access/permits.ts';
import { JobRunner, createJobService } from '../../gateway/features/jobs/service.ts';
import type { AnyJobKind } from '../../gateway/features/jobs/service.ts';
import { createJobQueue } from '../../gateway/infra/jobs.ts';
import { createListener } from '../../gateway/infra/listener.ts';
import { createLogger } from '../../gateway/infra/logger.ts';
import { migrate } from '../../gateway/infra/migrate.ts';
import { createNotifier } from '../../gateway/infra/notifier.ts';
import { createPostgres } from '../../gateway/infra/postgres.ts';
import { migrations } from '../../gateway/migrations/index.ts';
import type { WriteEnv } from '../../gateway/write/env.ts';
import { newId } from '../../gateway/write/ids.ts';

export interface JobGatewayOptions {
  postgresUrl: string;
  kinds: readonly AnyJobKind[];
  /** The keys that there are; default: every key is an admin's. */
  callerById?: (id: string) => Promise<Caller | null>;
  atOnce?: { heavy: number; light: number };
  leaseSeconds?: number;
  engineWaitSeconds?: number;
  keepSeconds?: number;
  keepCount?: number;
  /** Takes all running jobs of others at its start. */
  isAlone?: boolean;
}

export const adminPermissions = [
  { databases: '*' as const, collections: '*' as const, actions: ['admin' as const, 'write' as const] },
];

/** The jobs of a gateway and nothing else, on a real Postgres; its pauses are short. */
export async function startJobGateway(options: JobGatewayOptions) {
  const { postgresUrl, kinds } = options;
  let isGone = false;
  const pg = createPostgres({ url: postgresUrl, applicationName: 'test', poolSize: 8 });
  await migrate(pg, migrations);
  const { logger } = createLogger({ destination: 'stderr', level: 'silent' });
  const notifier = createNotifier(pg, logger);
  const feed = createListener({ pg, logger });
  const queue = createJobQueue(pg);
  await queue.start();
  // What jobs of tests need of it.
  const env = { pg, logger, owner: newId() } as WriteEnv;
  const jobs = createJobService({ env, queue, notifier });
  jobs.register(kinds);
  const runner = new JobRunner({
    env,
    queue,
    notifier,
    feed,
    kinds,
    callerById:
      options.callerById ??
      ((keyId) => Promise.resolve({ keyId, name: 'test', type: 'admin', permissions: adminPermissions })),
    isAlone: options.isAlone ?? false,
    times: {
      leaseSeconds: options.leaseSeconds ?? 30,
      retrySeconds: 0.02,
      engineWaitSeconds: options.engineWaitSeconds ?? 60,
      keepSeconds: options.keepSeconds ?? 3_600,
      keepCount: options.keepCount ?? 1_000,
      atOnce: { ...(options.atOnce ?? { heavy: 1, light: 4 }), outgoing: 4 },
    },
  });
  return {
    pg,
    jobs,
    runner,
    queue,
    notifier,
    /** Its connections break in the midst of everything, as when it is killed. */
    vanish: (): Promise<void> => {
      isGone = true;
      return pg.close();
    },
    close: async (): Promise<void> => {
      await runner.stop(isGone ? 0 : 5);
      await feed.close();
      await notifier.settled();
      if (!isGone) await pg.close();
    },
  };
}

export type JobGateway = Awaited<ReturnType<typeof startJobGateway>>;
