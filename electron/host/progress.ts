import type { FetchProgress } from '../../build/engines/index.ts';
import type { SupervisorProgress } from '../supervisor/supervisor.ts';

/**
 * What a host does, step by step, for whoever shows it: a terminal, a window. The log has the same, under `event`
 * instead of `step`.
 */
export type Progress =
  | SupervisorProgress
  /** A program that is got: before a start, or MinIO behind a FroDB that runs. */
  | FetchProgress
  /** Files go to the other object store; so many are there. */
  | { step: 'move'; done: number; total: number; bytes: number; ofBytes: number };
