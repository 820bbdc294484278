import type { SupervisorProgress } from '../supervisor/supervisor.ts';

/**
 * What a host does, step by step, for whoever shows it: a terminal, a window. The log has the same, under `event`
 * instead of `step`.
 */
export type Progress =
  | SupervisorProgress
  /** MinIO is got behind a FroDB that runs; `done` and `missing` are the last, `message` says where or why. */
  | { step: 'minio_build'; state: string; message: string }
  /** Files go to the other object store; so many are there. */
  | { step: 'move'; done: number; total: number; bytes: number; ofBytes: number };
