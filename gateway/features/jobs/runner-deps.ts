import type { Caller } from '../../access/permits.ts';
import type { ChangeFeed } from '../../infra/change-cache.ts';
import type { JobQueue, Lane } from '../../infra/jobs.ts';
import type { Notifier } from '../../infra/notifier.ts';
import type { WriteEnv } from '../../write/env.ts';
import type { AnyJobKind } from './kind.ts';
import type { RetryTimes } from './outcome.ts';

export interface JobTimes extends RetryTimes {
  /** A job whose gateway is silent for so long is another one's. */
  leaseSeconds: number;
  /** How long ended jobs are kept, and how many of them. */
  keepSeconds: number;
  keepCount: number;
  /** Jobs that run at a time here, by lane. */
  atOnce: Record<Lane, number>;
}

export interface JobRunnerDeps {
  env: WriteEnv;
  queue: JobQueue;
  notifier: Notifier;
  feed: Pick<ChangeFeed, 'on'>;
  kinds: readonly AnyJobKind[];
  times: JobTimes;
  /** The key of an id as it is now; null when it is gone. */
  callerById: (keyId: string) => Promise<Caller | null>;
  /** The engines are this gateway's own: jobs of any other gateway are of one that is gone. */
  isAlone: boolean;
}
