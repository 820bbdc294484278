import type { EngineName } from './engine.ts';

/** What the supervisor is told from outside. */
export interface SupervisorConfig {
  /** Engines that run elsewhere and are not started; `minio` stands for any object store. */
  external: readonly EngineName[];
  /** Megabytes that must be free on the data folder's disk. */
  minFreeDiskMb: number;
  /** How long an engine may take to get ready, in seconds. */
  engineReadySeconds: number;
}
